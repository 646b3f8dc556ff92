import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { fixtures } from "../../helpers/recorded-states.ts";
import { type Servers, startServers } from "../../helpers/servers.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import type { DurstSimulator, RockitSimulator } from "../../simulators/index.ts";
import { rockitDurst } from "./command.ts";
import { withoutProgress } from "./unmanaged-scenes.ts";

/** The secrets in the states. No command may print a secret. */
export const canaries = {
  signing: Buffer.from("canary-signing-secret").toString("base64"),
  slackToken: "canary-slack-token",
  password: "canary-callback-password",
};

export const tfstate = join(fixtures, "terraform-restapi.tfstate.json");

export const press = {
  hostUri: "https://hooks.example.com/durst/",
  externalAuthType: "XAUTH",
  xAuthInfo: { user: "operator", password: canaries.password },
} as const;

/** Adds the objects of the states: three ROCKIT subscriptions, and subscriber 17 with its subscription 4. */
export function populate({ rockit, durst }: Servers): void {
  rockit.add({
    name: "builds",
    sender: "mkraw",
    events: ["end", "error"],
    type: "webhook",
    url: "https://hooks.example/a",
  });
  rockit.add({
    name: "chat",
    sender: "deploy",
    event: "success",
    type: "slack",
    slackToken: canaries.slackToken,
    channelId: "C0123456789",
  });
  rockit.add({
    name: "deploys",
    sender: "deploy",
    event: "end",
    type: "webhook",
    url: "https://hooks.example/deploys",
  });
  durst.addSubscriber(press);
  durst.addSubscription(17, { topic: "STATUS/PRODUCTION_JOB/*", path: "jobs", status: "ACTIVE" });
}

/** Servers with the objects of the states, and a folder to work in, until the test ends. */
export class MigrateScene {
  private constructor(
    readonly rockit: RockitSimulator,
    readonly durst: DurstSimulator,
    readonly folder: string,
  ) {}

  static async start(): Promise<MigrateScene> {
    const { rockit, durst } = await startServers();
    populate({ rockit, durst });
    return new MigrateScene(rockit, durst, await temporaryFolder("migrate"));
  }

  /** Runs `migrate` on these servers. Fails if the output has a secret or if a server was changed. */
  async migrate(args: readonly string[], environment: Record<string, string> = {}) {
    const env = { ...environmentOf(this), ...environment };
    const { exitCode, stdout, stderr } = await rockitDurst(["migrate", ...args], env, this.folder);
    const { apiKey } = this.rockit.credentials;
    expectNoSecretsIn(stdout + stderr, ...Object.values(canaries), apiKey, this.durst.credentials.password);
    if (this.writes().length > 0) throw new Error("migrate changed an object on a server");
    return { exitCode, stdout, stderr: withoutProgress(stderr) };
  }

  writes = () => [...this.rockit.writes(), ...this.durst.writes()];
  requests = () => [...this.rockit.requests, ...this.durst.requests];

  read = (file: string): Promise<string> => readFile(join(this.folder, file), "utf8");

  async write(file: string, content: string | object): Promise<string> {
    const path = join(this.folder, file);
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  }

  /** The objects of the import file by type and name, with secrets as `secret: …`. */
  async importedObjects(): Promise<Record<string, { id: string; inputs: object; outputs: object }>> {
    const { resources } = JSON.parse(await this.read("import.json"), (_, value) =>
      value?.plaintext === undefined ? value : `secret: ${JSON.parse(value.plaintext)}`,
    ) as { resources: { type: string; name: string; id: string; inputs: object; outputs: object }[] };
    const withoutReference = ({ __provider: _, ...others }: Record<string, unknown>) => others;
    return Object.fromEntries(
      resources.map(({ type, name, id, inputs, outputs }) => [
        `${type.replace("pulumi-nodejs:dynamic/", "")} ${name}`,
        { id, inputs: withoutReference({ ...inputs }), outputs: withoutReference({ ...outputs }) },
      ]),
    );
  }
}

/** The arguments of `migrate terraform` for a state. */
export const terraformArgs = (state: string, ...args: string[]) => ["terraform", "--state", state, ...args];

interface FixtureInstance {
  attributes: Record<string, unknown>;
  [field: string]: unknown;
}

/** The recorded Terraform state with changes. */
export async function changedState(
  change: (
    attributesOf: (name: string) => Record<string, unknown>,
    state: { resources: unknown[]; version: number },
  ) => void,
): Promise<object> {
  const state = JSON.parse(await readFile(tfstate, "utf8")) as {
    version: number;
    resources: { name: string; instances: FixtureInstance[] }[];
  };
  change((name) => state.resources.find((one) => one.name === name)?.instances[0]?.attributes ?? {}, state);
  return state;
}
