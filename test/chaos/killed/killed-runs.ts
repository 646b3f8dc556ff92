import { expect } from "vitest";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { cleanUp, type KillTarget, killDuring, type RequestPhase } from "../../helpers/killed-run.ts";
import type { Program, ProgramVariant } from "../../helpers/project.ts";
import { Scene } from "../../helpers/scene.ts";
import type { Stack } from "../../helpers/stack.ts";
import type { DurstSimulator, RockitSimulator } from "../../simulators/index.ts";

export type { KillTarget, RequestPhase };

export const before: RequestPhase = "before it acts";
export const after: RequestPhase = "after it acted";

/** The request that is being served when the run is killed. */
export interface KillPoint {
  readonly server: "rockit" | "durst";
  readonly route: string | RegExp;
  readonly phase: RequestPhase;
  /** The killed processes: the engine with all its children, or the plugin alone. */
  readonly target?: KillTarget | undefined;
}

type Resource = Program["resources"][number];

/** The resources of a program; each run changes one of them. `put` and `remove` return the change, for a table. */
export class ProgramResources {
  readonly #byName = new Map<string, Resource>();

  get resources(): Resource[] {
    return [...this.#byName.values()];
  }

  readonly put = (changed: Resource) => () => void this.#byName.set(changed.name, changed);
  readonly remove = (name: string) => () => void this.#byName.delete(name);
}

/** A stack whose runs are killed and then recovered by the documented commands. */
export class KilledRuns implements AsyncDisposable {
  /** All output of the commands. */
  readonly output: string[] = [];

  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
  readonly stack: Stack;

  private constructor(
    private readonly scene: Scene,
    private readonly variant: ProgramVariant,
  ) {
    ({ rockit: this.rockit, durst: this.durst, stack: this.stack } = scene);
  }

  static async start({ variant = "dynamic" as ProgramVariant } = {}): Promise<KilledRuns> {
    return new KilledRuns(await Scene.start({ variant, shared: true }), variant);
  }

  /** Runs `up`, and kills it with its children, or its plugin alone, in the given phase of the request. */
  async killDuringUp(
    program: Program,
    { server, route, phase, target = "the run" }: KillPoint,
  ): Promise<void> {
    await this.scene.project.write(program);
    const args = ["up", "--yes", "--skip-preview", "--suppress-progress", "--stack", this.stack.name];
    const killPoint = { route, phase, target };
    this.output.push(await killDuring(this.stack, args, this[server].faults, killPoint));
  }

  /** Runs only the documented commands after a killed run. An engine that outlived its plugin has left no lock. */
  async recover(target: KillTarget = "the run"): Promise<void> {
    if (target === "the run") await this.pulumi("cancel", "--yes", this.stack.name);
    const all = await cleanUp(this.stack);
    this.output.push(all);
    const unattended = ["--yes", "--skip-preview", "--suppress-progress", "--stack", this.stack.name];
    if (!all.includes("nothing to clean up")) {
      await this.pulumi("refresh", "--clear-pending-creates", ...unattended);
    }
    await this.pulumi("up", ...unattended);
  }

  /** Fails unless each object of the state exists once, with its secret. Counts the subscribers that no state has. */
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
    const prefix = this.variant === "dynamic" ? "pulumi-nodejs:dynamic/" : "rockit-durst:";
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
    const subscribersInState: string[] = idsOf("durst:Subscriber");
    const subscribers = [...this.durst.subscribers.keys()].map(String);
    expect(subscribers).toEqual(expect.arrayContaining(subscribersInState));
    return { subscribersLeft: subscribers.length - subscribersInState.length };
  }

  /** Fails if a preview or a refresh would still change anything. */
  async expectSettled(): Promise<void> {
    await this.stack.expectNoChanges();
  }

  async expectNoLeak(secrets: readonly string[]): Promise<void> {
    const { rockit, durst } = this;
    const all = [...secrets, rockit.credentials.apiKey, durst.credentials.password];
    expectNoSecretsIn(this.output.join("\n") + (await this.stack.exportState()), ...all);
  }

  private async pulumi(...args: string[]): Promise<void> {
    this.output.push((await this.stack.pulumi(args)).output);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.scene[Symbol.asyncDispose]();
  }
}
