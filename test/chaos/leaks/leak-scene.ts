import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { outputOf, type Program, type ProgramVariant, type Project } from "../../helpers/project.ts";
import { Scene } from "../../helpers/scene.ts";
import type { ExportedResource, Stack } from "../../helpers/stack.ts";
import type { DurstSimulator, RockitSimulator } from "../../simulators/index.ts";
import { Canaries } from "./canaries.ts";
import { withoutVerboseDumps } from "./engine-dumps.ts";

export interface LeakSceneOptions {
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** Default: the dynamic resources. */
  readonly variant?: ProgramVariant | undefined;
}

/** Secrets that no property holds: only the provider could leak them into the engine's dumps. */
const neverInProperties = /^(?:x-auth-token|passphrase|proxy)/;
/** The same and the credentials, if the environment has them: only the plugin could leak them. */
const neverSentByEngine = /^(?:ROCKIT|Durst|x-auth-token|passphrase|proxy)/;

const nonInteractive = ["--yes", "--suppress-progress"];

/** One stack with both vendors' servers. Every secret is a canary, and all output of commands is kept. */
export class LeakScene implements AsyncDisposable {
  /** All output and files of the commands, by place. */
  readonly places = new Map<string, string>();
  #runs = 0;
  readonly #disposables = new AsyncDisposableStack();

  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
  readonly project: Project;
  readonly stack: Stack;
  /** The environment of the following commands; mutable. */
  readonly environment: Record<string, string>;

  private constructor(
    scene: Scene,
    readonly canaries: Canaries,
  ) {
    ({ rockit: this.rockit, durst: this.durst, project: this.project, stack: this.stack } = scene);
    this.environment = scene.environment;
    this.#disposables.use(scene);
  }

  static async start({ tls, variant = "dynamic" }: LeakSceneOptions = {}): Promise<LeakScene> {
    const canaries = new Canaries();
    const scene = await Scene.start({
      variant,
      rockit: {
        apiKey: canaries.make("ROCKIT apiKey"),
        authToken: canaries.make("ROCKIT authToken"),
        ...(tls && { tls }),
      },
      durst: { password: canaries.make("Durst password"), ...(tls && { tls }) },
      environment: {
        PULUMI_CONFIG_PASSPHRASE: canaries.make("passphrase of the stack"),
        // The option --event-log requires this variable.
        PULUMI_DEBUG_COMMANDS: "true",
      },
    });
    return new LeakScene(scene, canaries);
  }

  /** From now on the environment has no settings of either vendor. */
  clearSettings(): void {
    for (const name of Object.keys(this.environment))
      if (/^(ROCKIT|DURST)_/.test(name)) delete this.environment[name];
  }

  /** One of each resource, with a secret in each field that can hold one. */
  programWithSecrets(existing: { readonly xauth?: number; readonly jwt?: number } = {}): Program {
    const { canaries } = this;
    const adoptionOf = (existingId: number | undefined) => (existingId === undefined ? {} : { existingId });
    return {
      resources: [
        {
          type: "RockitSubscription",
          name: "builds",
          args: { name: "builds", sender: "mkraw", event: "end", type: "webhook", url: "https://h.example" },
        },
        {
          type: "RockitSubscription",
          name: "releases",
          args: {
            name: "releases",
            sender: "deploy",
            event: "end",
            type: "slack",
            slackToken: canaries.make("slackToken"),
            channelId: "C1",
          },
        },
        {
          type: "DurstSubscriber",
          name: "xauth",
          args: {
            hostUri: "https://xauth.example/",
            externalAuthType: "XAUTH",
            xAuthInfo: { user: "press", password: canaries.make("xAuthInfo.password") },
            ...adoptionOf(existing.xauth),
          },
        },
        {
          type: "DurstSubscriber",
          name: "jwt",
          args: {
            hostUri: "https://jwt.example/",
            externalAuthType: "JWT_SIGNING",
            jwtSigningInfo: { httpHeaderName: "x-signature", key: canaries.make("jwtSigningInfo.key") },
            ...adoptionOf(existing.jwt),
          },
        },
        {
          type: "DurstSubscription",
          name: "jobs",
          args: { subscriberId: outputOf("xauth"), topic: "STATUS/*" },
        },
      ],
      outputs: { secret: outputOf("builds", "secret"), token: outputOf("releases", "slackToken") },
    };
  }

  /** Runs a program with all logs, as CI does, and then as a person does. Returns both outputs. */
  async run(program: Program, { fails }: { fails: boolean }): Promise<string> {
    await this.project.write(program);
    const printed = await this.runAsMachine({ fails });
    return printed.replaceAll('\\"', '"') + (await this.runAsPerson({ fails }));
  }

  /** Runs the written program with all logs; a person's run includes the preview. */
  runAsMachine({ fails = false } = {}): Promise<string> {
    this.#runs += 1;
    const logs = [
      "--event-log",
      join(this.stack.folder, `events-${this.#runs}.json`),
      "--logtostderr",
      "-v=9",
    ];
    return this.pulumi(
      "up --json with all logs",
      ["up", "--json", "--skip-preview", "--continue-on-error", ...nonInteractive, ...logs],
      { fails },
    );
  }

  /** Runs the program as a person does. Stops after an error: engine 3.259 waits forever if a delete before a replacement fails. */
  runAsPerson({ fails = false } = {}): Promise<string> {
    return this.pulumi("up --diff", ["up", "--diff", ...nonInteractive], { fails });
  }

  async pulumi(place: string, args: readonly string[], { fails = false } = {}): Promise<string> {
    const { output } = await this.stack.pulumi([...args, "--stack", this.stack.name], { fails });
    this.#record(place, output);
    return output;
  }

  #record(place: string, text: string): void {
    this.places.set(place, `${this.places.get(place) ?? ""}${text}\n`);
  }

  /**
   * Fails if any place holds a secret. Returns the number of searched places and secrets.
   * `credentialsPassEngine`: the configuration or a provider's arguments hold the credentials, so that the engine's dumps may hold them.
   */
  async expectNoLeak({
    credentialsPassEngine = false,
  } = {}): Promise<{ places: number; canaries: number; inDumps: number }> {
    const { rockit, durst, canaries, stack, project, places } = this;
    for (const name of rockit.subscriptions.keys()) canaries.add("signing secret", rockit.secretOf(name));
    for (const { headers } of durst.requests) {
      const token = headers["x-auth-token"];
      if (typeof token === "string") canaries.add("x-auth-token", token);
    }
    this.#record("exported state", await stack.exportState());
    for (const folder of [stack.folder, project.folder]) {
      for (const { parentPath, name } of await filesOf(folder)) {
        this.#record(
          /^events-/.test(name) ? "event log" : "files on disk",
          await readFile(join(parentPath, name), "latin1"),
        );
      }
    }
    let inDumps = 0;
    const hits = [...places].flatMap(([place, text]) => {
      const { rest, dumps } = withoutVerboseDumps(text);
      const secretsInDumps = canaries.namesIn(dumps);
      inDumps += secretsInDumps.length;
      const leakedSecrets = secretsInDumps.filter((secret) =>
        (credentialsPassEngine ? neverInProperties : neverSentByEngine).test(secret),
      );
      return [...canaries.namesIn(rest), ...leakedSecrets].map((secret) => `${secret} in ${place}`);
    });
    expect(hits).toEqual([]);
    return { places: places.size, canaries: canaries.size, inDumps };
  }

  /** The resource in the state. */
  async findResource(name: string): Promise<ExportedResource | undefined> {
    return (await this.stack.resources()).find(({ urn }) => urn.endsWith(`::${name}`));
  }

  /** Registers a function to call at the end of the scene. */
  defer(end: () => void): void {
    this.#disposables.defer(end);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#disposables.disposeAsync();
  }
}

/** All files of a stack and its project except the program, which contains its secrets. */
async function filesOf(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && !/^(program\.json|index\.js)$/.test(entry.name));
}
