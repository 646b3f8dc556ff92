import { expectNoSecretsIn } from "../../helpers/canary.ts";
import {
  type DurstSimulator,
  type RockitSimulator,
  startDurst,
  startRockit,
} from "../../simulators/index.ts";
import { dynamicAdapter } from "./adapters/dynamic.ts";
import type { Adapter, Plugin } from "./adapters/plugin.ts";
import { compareDurst, compareRockit, type ReportViolation } from "./comparison.ts";
import { Engine, type OperationListener } from "./engine.ts";
import { type FaultPlan, injectFaults, requestTimeout } from "./faults.ts";
import type { Figures } from "./figures.ts";
import { canonicalName, hasSecret } from "./meaning.ts";
import { OtherUsers } from "./other-users.ts";
import { canaries, Program } from "./program.ts";
import { RotationCheck } from "./rotation-check.ts";
import type { Scenario, Step } from "./scenario.ts";

const credentials = { apiKey: `ca/na+ry-api-key`, password: `ca/na+ry pass&word=50%` };
export const modelSecrets = [...Object.values(canaries).flat(), ...Object.values(credentials)];

interface RunOptions {
  /** The transport of the engine's calls to the lifecycles. Default: the dynamic provider. */
  readonly adapter?: Adapter;
  /** The number of concurrent steps of a command. Default 4. */
  readonly parallel?: number | undefined;
  /** The time limit of a request during faults, in milliseconds. */
  readonly requestTimeout?: number;
}

/** One run of the model: both servers, a program, its state, and other users. */
export class ModelRun implements AsyncDisposable {
  readonly engine: Engine;
  readonly program: Program;
  readonly otherUsers: OtherUsers;
  /** Every subscriber id that the state ever had. */
  readonly subscribersEverInState = new Set<number>();
  /** Subscribers that an error reported as possibly left behind. */
  reportedSubscribers = 0;
  /** ROCKIT subscriptions that an error reported as possibly left behind. */
  readonly reportedNames = new Set<string>();
  readonly rotationCheck = new RotationCheck();
  /** The last command has succeeded, and since then only spellings of the program have changed. */
  private isSettled = false;
  /** Other users may have changed objects of the state. */
  private mayHaveDrifted = false;
  /** Every operation that ended, in order. */
  readonly outcomes: string[] = [];
  /** Violations found during the run, not at the end. */
  readonly violations: { readonly kind: string; readonly description: string }[] = [];

  private constructor(
    readonly rockit: RockitSimulator,
    readonly durst: DurstSimulator,
    readonly receiver: string,
    private readonly figures: Figures,
    private readonly options: RunOptions,
  ) {
    this.engine = new Engine(options.parallel);
    this.program = new Program(receiver, rockit.behaviour.normalises.includes("nfc"));
    this.otherUsers = new OtherUsers(this);
  }

  static async start(
    { behaviour }: Scenario,
    receiver: string,
    figures: Figures,
    options: RunOptions = {},
  ): Promise<ModelRun> {
    const { errorBodies } = behaviour;
    const rockit = await startRockit({ ...behaviour.rockit, errorBodies, apiKey: credentials.apiKey });
    const durst = await startDurst({ ...behaviour.durst, errorBodies, password: credentials.password });
    return new ModelRun(rockit, durst, receiver, figures, options);
  }

  async perform(step: Step): Promise<void> {
    switch (step.does) {
      case "set":
        this.isSettled = false;
        return this.program.set(step.urn, step.choice);
      case "change":
        this.isSettled = false;
        this.program.change(step.urn, { [step.field]: step.choice[step.field] });
        return;
      case "drop":
        this.isSettled = false;
        return this.program.drop(step.urn);
      case "respell":
        if (this.program.change(step.urn, { spelling: step.spelling }) && this.isSettled)
          await this.expectNoChanges(false, `${step.urn} was respelled`);
        return;
      case "up":
        await (step.faults === undefined
          ? this.upWithoutFaults(step.refresh)
          : this.up(step.refresh, step.faults));
        // A command that reports success must have applied everything.
        if (this.isSettled && !this.mayHaveDrifted) this.compareServers();
        return;
      case "edit":
        this.mayHaveDrifted = true;
        return this.otherUsers.edit(step.which, step.how);
      case "remove":
        this.mayHaveDrifted = true;
        return this.otherUsers.remove(step.which);
      case "take":
        this.mayHaveDrifted = true;
        return this.otherUsers.takeName(step.urn, step.twin);
      case "add":
        this.mayHaveDrifted = true;
        return this.otherUsers.addSubscription(step.urn, step.choice);
    }
  }

  /** `pulumi up`, with or without `--refresh`, in a process of its own. */
  async up(refresh: boolean, faults?: FaultPlan): Promise<Error[]> {
    this.figures.commands += 1;
    const restoreServers =
      faults === undefined
        ? () => {}
        : injectFaults(faults, this, { missingEntry: this.otherUsers.hasTakenName });
    const faultsBefore = this.rockit.faults.injected.length;
    this.isSettled = false;
    // A busy machine may pause for seconds, which is not the provider's fault.
    const plugin = await this.startPlugin(
      faults === undefined ? 60_000 : (this.options.requestTimeout ?? requestTimeout),
    );
    try {
      let failures = refresh ? await this.engine.refresh(plugin.providers, this.onOperation) : [];
      if (failures.length === 0)
        failures = await this.engine.up(this.program.resources(), plugin.providers, this.onOperation);
      for (const failure of failures) this.checkFailure(failure);
      this.isSettled = failures.length === 0;
      if (this.isSettled && refresh) this.mayHaveDrifted = false;
      return failures;
    } finally {
      restoreServers();
      await Promise.all([this.rockit.faults.heal(), this.durst.faults.heal()]);
      await plugin.close();
      this.otherUsers.checkUnchanged();
      this.rotationCheck.check(this, {
        failed: !this.isSettled,
        hadIncompleteList: this.rockit.faults.injected
          .slice(faultsBefore)
          .some(({ kind }) => kind === "missing-entry"),
      });
    }
  }

  /** A command without faults; it must not write if nothing changed. */
  upWithoutFaults(refresh: boolean): Promise<readonly Error[]> {
    const isChanged = !this.isSettled || (refresh && this.mayHaveDrifted);
    return isChanged ? this.up(refresh) : this.expectNoChanges(refresh, "nothing had changed");
  }

  private compareServers(): void {
    const report: ReportViolation = (kind, description) =>
      void this.violations.push({ kind, description: `after a success: ${description}` });
    compareRockit(this, report);
    compareDurst(this, report);
  }

  /** Runs a command that must write nothing. */
  async expectNoChanges(refresh: boolean, why: string): Promise<readonly Error[]> {
    const writes = () => this.rockit.writes().length + this.durst.writes().length;
    const before = writes();
    const failures = await this.up(refresh);
    const sent = writes() - before;
    if (sent > 0 || failures.length > 0)
      this.violations.push({
        kind: "not settled",
        description: `${why}, and another run sent ${sent} writes and reported ${failures}`,
      });
    return failures;
  }

  /** A fresh plugin process: its own clients, no memory of earlier commands. */
  private startPlugin(timeout: number): Promise<Plugin> {
    const reportViolation: ReportViolation = (kind, description) =>
      void this.violations.push({ kind, description });
    const { adapter = dynamicAdapter } = this.options;
    return adapter({ rockit: this.rockit, durst: this.durst, requestTimeout: timeout, reportViolation });
  }

  private readonly onOperation: OperationListener = (verb, outcome, { urn, kind, id, outputs }) => {
    this.outcomes.push(`${verb} ${outcome} ${urn}`);
    this.figures.count("outcomes", `${verb} ${outcome}`);
    if (kind === "durstSubscriber" && id !== "") this.subscribersEverInState.add(Number(id));
    if (kind !== "rockitSubscription" || verb !== "create" || outcome !== "succeeded") return;
    const isThere = this.rockit.subscriptions.has(canonicalName(id));
    const isUsable = isThere
      ? hasSecret(outputs, this.rockit.secretOf(id))
      : hasSecret(outputs, `${outputs["secret"]}`);
    if (!isUsable)
      this.violations.push({
        kind: "wrong secret",
        description: `${id} was created with a secret that is not its own`,
      });
  };

  private checkFailure(failure: Error): void {
    const description = `${failure}\n${failure.message}\n${failure.stack}\n${JSON.stringify(failure)}`;
    const { code } = failure as { code?: string };
    if (code === undefined || code === "bug") {
      this.violations.push({ kind: "defect", description: `${failure.message} ${failure.stack}` });
    }
    if (/may have created it anyway/.test(description)) this.reportedSubscribers += 1;
    const [, name] =
      /^creating ROCKIT subscription "([^"]+)".*so it may have been created just now/.exec(failure.message) ??
      [];
    if (name !== undefined) this.reportedNames.add(canonicalName(name));
    const { properties: _, ...visible } = failure as Error & { properties?: unknown };
    const shown = `${failure}\n${failure.message}\n${failure.stack}\n${JSON.stringify(visible)}`;
    const serverSecrets = [...this.rockit.subscriptions.keys()].map((name) => this.rockit.secretOf(name));
    try {
      expectNoSecretsIn(shown, ...modelSecrets, ...serverSecrets);
    } catch (leak) {
      this.violations.push({ kind: "leak", description: String(leak) });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of [this.rockit, this.durst]) {
      this.figures.requests += server.requests.length;
      for (const { kind } of server.faults.injected) this.figures.count("faults", kind);
    }
    this.figures.reportedSubscribers += this.reportedSubscribers;
    await Promise.all([this.rockit.close(), this.durst.close()]);
  }
}
