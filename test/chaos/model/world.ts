import { expectNoSecretsIn } from "../../helpers/canary.ts";
import {
  type DurstSimulator,
  type RockitSimulator,
  startDurst,
  startRockit,
} from "../../simulators/index.ts";
import { dynamicAdapter } from "./adapters/dynamic.ts";
import type { Adapter, Plugin } from "./adapters/plugin.ts";
import { type Add, compareDurst, compareRockit } from "./comparison.ts";
import { Engine, type Watching } from "./engine.ts";
import { makeWeather, requestTimeout, type Weather } from "./faults.ts";
import type { Figures } from "./figures.ts";
import { isSecretOf, nameIn } from "./meaning.ts";
import { Outsiders } from "./outsiders.ts";
import { canaries, Program } from "./program.ts";
import { Rotations } from "./rotation.ts";
import type { Scenario, Step } from "./scenario.ts";

const account = { apiKey: `ca/na+ry-api-key`, password: `ca/na+ry pass&word=50%` };
export const secrets = [...Object.values(canaries).flat(), ...Object.values(account)];

interface WorldOptions {
  /** What carries the engine's calls to the lifecycles. Default: the dynamic provider. */
  readonly adapter?: Adapter;
  /** The number of concurrent steps of a command. Default 4. */
  readonly parallel?: number | undefined;
  /** The time limit of a request during faults, in milliseconds. */
  readonly requestTimeout?: number;
}

/** Both servers, a program, its state, and what others do. One world is one run of the model. */
export class World implements AsyncDisposable {
  readonly engine: Engine;
  readonly program: Program;
  readonly outsiders: Outsiders;
  /** Every subscriber id that the state ever had. */
  readonly heldSubscribers = new Set<number>();
  /** Subscribers that an error reported as possibly left behind. */
  announced = 0;
  /** ROCKIT subscriptions that an error reported as possibly left behind. */
  readonly announcedNames = new Set<string>();
  readonly rotations = new Rotations();
  /** The state is as the program says. */
  private settled = false;
  /** Other users may have changed objects of the state. */
  private drifted = false;
  /** Every operation that ended, in order. */
  readonly outcomes: string[] = [];
  /** Violations found during the run, not at the end. */
  readonly wrong: { readonly what: string; readonly words: string }[] = [];

  private constructor(
    readonly rockit: RockitSimulator,
    readonly durst: DurstSimulator,
    readonly receiver: string,
    private readonly figures: Figures,
    private readonly options: WorldOptions,
  ) {
    this.engine = new Engine(options.parallel);
    this.program = new Program(receiver, rockit.behaviour.normalises.includes("nfc"));
    this.outsiders = new Outsiders(this);
  }

  static async start(
    { behaviour }: Scenario,
    receiver: string,
    figures: Figures,
    options: WorldOptions = {},
  ): Promise<World> {
    const { errorBodies } = behaviour;
    const rockit = await startRockit({ ...behaviour.rockit, errorBodies, apiKey: account.apiKey });
    const durst = await startDurst({ ...behaviour.durst, errorBodies, password: account.password });
    return new World(rockit, durst, receiver, figures, options);
  }

  async happens(step: Step): Promise<void> {
    switch (step.does) {
      case "set":
        this.settled = false;
        return this.program.set(step.urn, step.choice);
      case "change":
        this.settled = false;
        this.program.change(step.urn, { [step.field]: step.choice[step.field] });
        return;
      case "drop":
        this.settled = false;
        return this.program.drop(step.urn);
      case "respell":
        if (this.program.change(step.urn, { spelling: step.spelling }) && this.settled)
          await this.expectNothingToDo(false, `${step.urn} was respelled`);
        return;
      case "up":
        await (step.weather === undefined
          ? this.calmCommand(step.refresh)
          : this.command(step.refresh, step.weather));
        // A command that reports success must have applied everything.
        if (this.settled && !this.drifted) this.compare();
        return;
      case "edit":
        this.drifted = true;
        return this.outsiders.edit(step.which, step.how);
      case "remove":
        this.drifted = true;
        return this.outsiders.remove(step.which);
      case "take":
        this.drifted = true;
        return this.outsiders.take(step.urn, step.twin);
      case "add":
        this.drifted = true;
        return this.outsiders.add(step.urn, step.choice);
    }
  }

  /** `pulumi up`, with or without `--refresh`, in a process of its own. */
  async command(refresh: boolean, weather?: Weather): Promise<Error[]> {
    this.figures.commands += 1;
    const clearUp =
      weather === undefined ? () => {} : makeWeather(weather, this, { missing: this.outsiders.haveTaken });
    const told = this.rockit.faults.injected.length;
    this.settled = false;
    // A machine with much to do may stand still for seconds, which is no fault of the provider.
    const plugin = await this.plugin(
      weather === undefined ? 60_000 : (this.options.requestTimeout ?? requestTimeout),
    );
    try {
      let failures = refresh ? await this.engine.refresh(plugin.providers, this.watching) : [];
      if (failures.length === 0)
        failures = await this.engine.up(this.program.declared(), plugin.providers, this.watching);
      for (const failure of failures) this.judge(failure);
      this.settled = failures.length === 0;
      if (this.settled && refresh) this.drifted = false;
      return failures;
    } finally {
      clearUp();
      await Promise.all([this.rockit.faults.heal(), this.durst.faults.heal()]);
      await plugin.close();
      this.outsiders.look();
      this.rotations.judge(this, {
        failed: !this.settled,
        misled: this.rockit.faults.injected.slice(told).some(({ kind }) => kind === "missing-entry"),
      });
    }
  }

  /** A command without faults; it must not write if nothing changed. */
  calmCommand(refresh: boolean): Promise<readonly Error[]> {
    const isChanged = !this.settled || (refresh && this.drifted);
    return isChanged ? this.command(refresh) : this.expectNothingToDo(refresh, "nothing had changed");
  }

  private compare(): void {
    const add: Add = (what, words) => void this.wrong.push({ what, words: `after a success: ${words}` });
    compareRockit(this, add);
    compareDurst(this, add);
  }

  /** A command that finds everything as declared. */
  async expectNothingToDo(refresh: boolean, why: string): Promise<readonly Error[]> {
    const writes = () => this.rockit.writes().length + this.durst.writes().length;
    const before = writes();
    const failures = await this.command(refresh);
    const sent = writes() - before;
    if (sent > 0 || failures.length > 0)
      this.wrong.push({
        what: "not settled",
        words: `${why}, and a further run sent ${sent} writes, and said ${failures}`,
      });
    return failures;
  }

  /** A fresh plugin process: its own clients, no memory of earlier commands. */
  private plugin(timeout: number): Promise<Plugin> {
    const wrong = (what: string, words: string) => void this.wrong.push({ what, words });
    const { adapter = dynamicAdapter } = this.options;
    return adapter({ rockit: this.rockit, durst: this.durst, requestTimeout: timeout, wrong });
  }

  private readonly watching: Watching = (verb, outcome, { urn, kind, id, outputs }) => {
    this.outcomes.push(`${verb} ${outcome} ${urn}`);
    this.figures.count("outcomes", `${verb} ${outcome}`);
    if (kind === "durstSubscriber" && id !== "") this.heldSubscribers.add(Number(id));
    if (kind !== "rockitSubscription" || verb !== "create" || outcome !== "succeeded") return;
    const isThere = this.rockit.subscriptions.has(nameIn(id));
    const isUsable = isThere
      ? isSecretOf(outputs, this.rockit.secretOf(id))
      : isSecretOf(outputs, `${outputs["secret"]}`);
    if (!isUsable)
      this.wrong.push({ what: "wrong secret", words: `${id} was created with a secret that is not its own` });
  };

  private judge(failure: Error): void {
    const words = `${failure}\n${failure.message}\n${failure.stack}\n${JSON.stringify(failure)}`;
    const { code } = failure as { code?: string };
    if (code === undefined || code === "bug") {
      this.wrong.push({ what: "defect", words: `${failure.message} ${failure.stack}` });
    }
    if (/may have created it anyway/.test(words)) this.announced += 1;
    const [, name] =
      /^creating ROCKIT subscription "([^"]+)".*so it may have been created just now/.exec(failure.message) ??
      [];
    if (name !== undefined) this.announcedNames.add(nameIn(name));
    const { properties: _, ...told } = failure as Error & { properties?: unknown };
    const shown = `${failure}\n${failure.message}\n${failure.stack}\n${JSON.stringify(told)}`;
    const given = [...this.rockit.subscriptions.keys()].map((name) => this.rockit.secretOf(name));
    try {
      expectNoSecretsIn(shown, ...secrets, ...given);
    } catch (leak) {
      this.wrong.push({ what: "leak", words: String(leak) });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of [this.rockit, this.durst]) {
      this.figures.requests += server.requests.length;
      for (const { kind } of server.faults.injected) this.figures.count("faults", kind);
    }
    this.figures.announced += this.announced;
    await Promise.all([this.rockit.close(), this.durst.close()]);
  }
}
