import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { outputOf, type Program, type ProgramVariant, type Project } from "../../helpers/project.ts";
import { Scene } from "../../helpers/scene.ts";
import type { ExportedResource, Stack } from "../../helpers/stack.ts";
import type { DurstSimulator, RockitSimulator } from "../../simulators/index.ts";
import { Canaries } from "./canaries.ts";
import { withoutVerboseDumps } from "./engine-dumps.ts";

export interface SceneOptions {
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** Default: the dynamic resources. */
  readonly variant?: ProgramVariant | undefined;
}

/** Secrets that are no property: only the provider could have leaked them into the engine's dumps. */
const onlyWeKnow = /^(?:x-auth-token|passphrase|proxy)/;
/** Nor these, as long as they are given in the environment. */
const onlyThePluginKnows = /^(?:ROCKIT|Durst|x-auth-token|passphrase|proxy)/;

const unattended = ["--yes", "--suppress-progress"];

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

  static async start({ tls, variant = "dynamic" }: SceneOptions = {}): Promise<LeakScene> {
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
        // It alone allows --event-log.
        PULUMI_DEBUG_COMMANDS: "true",
      },
    });
    return new LeakScene(scene, canaries);
  }

  /** One of each resource, with a secret in each field that can hold one. */
  everything(existing: { readonly xauth?: number; readonly jwt?: number } = {}): Program {
    const { canaries } = this;
    const owned = (existingId: number | undefined) => (existingId === undefined ? {} : { existingId });
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
            ...owned(existing.xauth),
          },
        },
        {
          type: "DurstSubscriber",
          name: "jwt",
          args: {
            hostUri: "https://jwt.example/",
            externalAuthType: "JWT_SIGNING",
            jwtSigningInfo: { httpHeaderName: "x-signature", key: canaries.make("jwtSigningInfo.key") },
            ...owned(existing.jwt),
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

  /** Runs a program with all logs, as CI would, and then as a person would. Returns both outputs. */
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
      ["up", "--json", "--skip-preview", "--continue-on-error", ...unattended, ...logs],
      { fails },
    );
  }

  /** Stops after an error: engine 3.259 waits forever if a delete before a replacement fails. */
  runAsPerson({ fails = false } = {}): Promise<string> {
    return this.pulumi("up --diff", ["up", "--diff", ...unattended], { fails });
  }

  async pulumi(place: string, args: readonly string[], { fails = false } = {}): Promise<string> {
    const { output } = await this.stack.pulumi([...args, "--stack", this.stack.name], { fails });
    this.#keep(place, output);
    return output;
  }

  #keep(place: string, text: string): void {
    this.places.set(place, `${this.places.get(place) ?? ""}${text}\n`);
  }

  /**
   * Fails if any place holds a secret. Returns the number of searched places and secrets.
   * The credentials pass the engine if they are given in its configuration or to a provider, and then its dumps may hold them.
   */
  async expectNoLeak({
    givenByEngine = false,
  } = {}): Promise<{ places: number; canaries: number; dumped: number }> {
    const { rockit, durst, canaries, stack, project, places } = this;
    for (const name of rockit.subscriptions.keys()) canaries.add("signing secret", rockit.secretOf(name));
    for (const { headers } of durst.requests) {
      const token = headers["x-auth-token"];
      if (typeof token === "string") canaries.add("x-auth-token", token);
    }
    this.#keep("exported state", await stack.exportState());
    for (const folder of [stack.folder, project.folder]) {
      for (const { parentPath, name } of await filesOf(folder)) {
        this.#keep(
          /^events-/.test(name) ? "event log" : "files on disk",
          await readFile(join(parentPath, name), "latin1"),
        );
      }
    }
    let dumped = 0;
    const hits = [...places].flatMap(([place, text]) => {
      const { rest, dumps } = withoutVerboseDumps(text);
      const passing = canaries.in(dumps);
      dumped += passing.length;
      const ours = passing.filter((secret) => (givenByEngine ? onlyWeKnow : onlyThePluginKnows).test(secret));
      return [...canaries.in(rest), ...ours].map((secret) => `${secret} in ${place}`);
    });
    expect(hits).toEqual([]);
    return { places: places.size, canaries: canaries.size, dumped };
  }

  /** The kept state of a resource. */
  async kept(name: string): Promise<ExportedResource | undefined> {
    return (await this.stack.resources()).find(({ urn }) => urn.endsWith(`::${name}`));
  }

  /** What ends with the scene. */
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
