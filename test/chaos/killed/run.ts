import { execa } from "execa";
import { expect, inject, vi } from "vitest";
import { environmentOf } from "../../helpers/environment.ts";
import { type Door, type Program, Project } from "../../helpers/project.ts";
import { expectNoneIn } from "../../helpers/secrecy.ts";
import { Stack } from "../../helpers/stack.ts";
import {
  type DurstSimulator,
  type Fault,
  type RockitSimulator,
  startDurst,
  startRockit,
} from "../../simulators/index.ts";

/** While a request is held before the server acts, or while its answer dribbles after it has acted. */
export type Moment = "before it acts" | "after it acted";

const faultAt = (moment: Moment): Fault =>
  moment === "before it acts"
    ? { kind: "delay", ms: Number.POSITIVE_INFINITY }
    : { kind: "slow-body", ms: Number.POSITIVE_INFINITY };

const command = new URL("../../../provider/dist/cli/main.js", import.meta.url).pathname;

/** Which request of a run is being served when the run is killed. */
export interface Point {
  readonly server: "rockit" | "durst";
  readonly route: string | RegExp;
  readonly moment: Moment;
  /** What is killed: the engine with all that it started, or the plugin alone, which the engine outlives. */
  readonly killed?: Killed | undefined;
}

export type Killed = "the run" | "the plugin";

/** The plugin's launcher, in a command line. */
const plugin = "pulumi-resource-rockit-durst";

type Resource = Program["resources"][number];

/** What a stack has now, by name; each run changes one of it. */
export class Declared {
  readonly #byName = new Map<string, Resource>();

  get resources(): Resource[] {
    return [...this.#byName.values()];
  }

  readonly put = (changed: Resource) => () => void this.#byName.set(changed.name, changed);
  readonly remove = (name: string) => () => void this.#byName.delete(name);
}

/** A stack whose runs are killed, and the documented way back. */
export class KilledRuns implements AsyncDisposable {
  /** All that a person at the terminal was shown. */
  readonly shown: string[] = [];

  private constructor(
    readonly rockit: RockitSimulator,
    readonly durst: DurstSimulator,
    readonly stack: Stack,
    private readonly project: Project,
    private readonly door: Door,
  ) {}

  static async start({ door = "dynamic" as Door } = {}): Promise<KilledRuns> {
    const [rockit, durst, project] = await Promise.all([
      startRockit(),
      startDurst(),
      Project.create(undefined, { door }),
    ]);
    const stack = await Stack.create({
      engine: inject("engine"),
      project: project.folder,
      environment: environmentOf({ rockit, durst }),
    });
    return new KilledRuns(rockit, durst, stack, project, door);
  }

  /** Runs `up`, and kills it, its program and its plugin with -9 when the request is at the given moment; or its plugin alone. */
  async killedUp(program: Program, { server, route, moment, killed = "the run" }: Point): Promise<void> {
    await this.project.write(program);
    const { faults } = this[server];
    const known = faults.injected.length;
    faults.inject(faultAt(moment), { route });
    const engine = inject("engine");
    const up = execa(
      engine.pulumi,
      [
        "up",
        "--yes",
        "--skip-preview",
        "--suppress-progress",
        "--non-interactive",
        "--stack",
        this.stack.name,
      ],
      {
        cwd: this.project.folder,
        env: { ...engine.projectEnvironment, ...this.stack.environment },
        reject: false,
        all: true,
        stdin: "ignore",
      },
    );
    let ended = false;
    void up.then(() => {
      ended = true;
    });
    await vi.waitFor(
      () => {
        if (faults.injected.length === known && !ended) throw new Error("the request has not come yet");
      },
      { timeout: 120_000, interval: 10 },
    );
    const begun = await descendantsOf(up.pid as number);
    for (const { pid, command: line } of begun) if (killed === "the run" || line.includes(plugin)) kill(pid);
    const { all, signal, exitCode } = await up;
    this.shown.push(all);
    const ending = killed === "the run" ? { signal: "SIGKILL" } : { exitCode: 1 };
    expect({ signal, exitCode }, `not what a killed run ends with:\n${all}`).toMatchObject(ending);
    // What was held reaches the server all the same, as a request that is on its way does.
    await faults.heal();
  }

  /** The documented commands after a killed run, and nothing else; an engine that outlived its plugin has left no lock. */
  async recover(killed: Killed = "the run"): Promise<void> {
    if (killed === "the run") await this.pulumi("cancel", "--yes", this.stack.name);
    const { all } = await execa(process.execPath, [command, "recover", "--yes", "--stack", this.stack.name], {
      cwd: this.project.folder,
      env: { ...inject("engine").projectEnvironment, ...this.stack.environment },
      all: true,
    });
    this.shown.push(all);
    const unattended = ["--yes", "--skip-preview", "--suppress-progress", "--stack", this.stack.name];
    if (!all.includes("nothing to recover")) {
      await this.pulumi("refresh", "--clear-pending-creates", ...unattended);
    }
    await this.pulumi("up", ...unattended);
  }

  /** Fails unless the servers have what the state says, each once, with the secret that the state holds. Gives what nobody owns. */
  async expectConverged(): Promise<{ readonly subscribersLeft: number }> {
    const { stdout } = await this.stack.pulumi([
      "stack",
      "export",
      "--show-secrets",
      "--stack",
      this.stack.name,
    ]);
    const { deployment } = JSON.parse(stdout);
    expect(deployment.pending_operations ?? []).toEqual([]);
    const prefix = this.door === "dynamic" ? "pulumi-nodejs:dynamic/" : "rockit-durst:";
    const idsOf = (type: string) =>
      (deployment.resources ?? [])
        .filter((resource: { type: string }) => resource.type === `${prefix}${type}`)
        .map(({ id }: { id: string }) => id)
        .sort();
    expect([...this.rockit.subscriptions.keys()].sort()).toEqual(idsOf("rockit:Subscription"));
    for (const { id, outputs } of deployment.resources) {
      if (!this.rockit.subscriptions.has(id)) continue;
      expect(JSON.parse(outputs.secret.plaintext)).toBe(this.rockit.secretOf(id));
    }
    const active = [...this.durst.subscribers.keys()].flatMap((subscriber) =>
      [...this.durst.subscriptions(subscriber).values()]
        .filter(({ status }) => status === "ACTIVE")
        .map(({ id }) => `${subscriber}/${id}`),
    );
    expect(active.sort()).toEqual(idsOf("durst:Subscription"));
    const subscribers: string[] = idsOf("durst:Subscriber");
    const there = [...this.durst.subscribers.keys()].map(String);
    expect(there).toEqual(expect.arrayContaining(subscribers));
    return { subscribersLeft: there.length - subscribers.length };
  }

  /** Fails if a preview, or a look at the servers, would still change anything. */
  async expectSettled(): Promise<void> {
    await this.stack.expectNoChanges();
  }

  async expectNothingLeaked(secrets: readonly string[]): Promise<void> {
    const { rockit, durst } = this;
    const all = [...secrets, rockit.credentials.apiKey, durst.credentials.password];
    expectNoneIn(this.shown.join("\n") + (await this.stack.exported()), all);
  }

  private async pulumi(...args: string[]): Promise<void> {
    this.shown.push((await this.stack.pulumi(args)).output);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stack[Symbol.asyncDispose]();
    await this.project[Symbol.asyncDispose]();
    await this.rockit.close();
    await this.durst.close();
  }
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

async function descendantsOf(root: number): Promise<Process[]> {
  const { stdout } = await execa`ps -A -ww -o pid=,ppid=,args=`;
  const all = stdout.split("\n").map((line): Process => {
    const [, pid, parent, command = ""] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), command };
  });
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
