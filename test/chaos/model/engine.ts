import type { Properties } from "../../../provider/resource/properties.ts";
import type { Provider, ResourceState } from "./adapters/plugin.ts";
import { StepQueue } from "./step-queue.ts";

type Providers = Readonly<Record<string, Provider>>;

/** One entry of the state. */
export interface Entry {
  readonly urn: string;
  readonly kind: string;
  readonly id: string;
  inputs: Properties;
  outputs: Properties;
  initErrors: readonly string[];
  /** It was replaced, and its deletion is pending. */
  pendingDeletion: boolean;
  /** It was deleted first, and its replacement is not created yet. */
  pendingReplacement: boolean;
}

/** A resource of the program; its inputs may need the id of another resource, which is created first. */
export interface DeclaredResource {
  readonly urn: string;
  readonly kind: string;
  readonly needs?: string | undefined;
  inputs(neededId: string): Properties;
}

type Verb = "create" | "update" | "delete" | "read";
type Outcome = "succeeded" | "failed" | "unfinished";

/** Called at the end of every operation. */
export type OperationListener = (
  verb: Verb,
  outcome: Outcome,
  entry: Omit<ResourceState, "inputs"> & { kind: string },
) => void;

/** A provider's error as the SDK sends it: the engine keeps a resource that has an id. */
interface PartialFailure {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
}

const isPartialFailure = (failure: unknown): failure is Error & PartialFailure =>
  failure instanceof Error && "id" in failure && "reasons" in failure;

/**
 * The parts of Pulumi's engine that change the state: checks, plans, steps, partial failures, replacements in both orders, and
 * operations that stay pending until the next run. Written from the engine's own source (pkg v3.259, step_generator.go and step.go).
 */
export class Engine {
  state: readonly Entry[] = [];

  /** `parallel`: the number of concurrent steps. */
  constructor(private readonly parallel = 4) {}

  /** Reads every object; a failure keeps the state as it was. */
  async refresh(providers: Providers, onOperation: OperationListener): Promise<Error[]> {
    const steps = new StepQueue(this.parallel);
    const read = await Promise.all(
      this.state.map((entry) =>
        // A resource already deleted for its replacement is not read.
        entry.pendingReplacement ? entry : steps.run(() => refreshEntry(entry, providers, onOperation)),
      ),
    );
    if (steps.failures.length > 0) return steps.failures;
    this.state = read.filter((entry) => entry !== undefined);
    return [];
  }

  /** Applies the program; no step begins after a failure. */
  async up(
    program: readonly DeclaredResource[],
    providers: Providers,
    onOperation: OperationListener,
  ): Promise<Error[]> {
    const update = new Update([...this.state], program, providers, onOperation, new StepQueue(this.parallel));
    await update.registerAll();
    if (update.steps.failures.length === 0) await update.deleteRemovedAndReplaced();
    this.state = update.state;
    return update.steps.failures;
  }
}

async function refreshEntry(
  entry: Entry,
  providers: Providers,
  onOperation: OperationListener,
): Promise<Entry | undefined> {
  const provider = providerOf(providers, entry.kind);
  const found = await provider.read(stateOf(entry));
  onOperation("read", "succeeded", entry);
  if (found === undefined) return undefined;
  const now = {
    ...entry,
    inputs: copyAsJson(found.inputs),
    outputs: copyAsJson(found.outputs),
    initErrors: [],
  };
  // By this diff the engine shows the changes that a refresh found.
  await provider.diff(stateOf(now), entry.inputs);
  return now;
}

/** One `up`. */
class Update {
  private readonly registered = new Map<string, Promise<Entry | undefined>>();
  /** Resources deleted again at the end although the state no longer has them. */
  private readonly alsoDeleted: Entry[] = [];

  constructor(
    readonly state: Entry[],
    private readonly program: readonly DeclaredResource[],
    private readonly providers: Providers,
    private readonly onOperation: OperationListener,
    readonly steps: StepQueue,
  ) {}

  async registerAll(): Promise<void> {
    for (const declared of this.program) {
      const registering = this.registerResource(declared).catch((failure) => this.steps.fail(failure));
      this.registered.set(declared.urn, registering);
      if (this.steps.parallel === 1) await registering;
    }
    await Promise.all(this.registered.values());
  }

  private async registerResource({
    urn,
    kind,
    needs,
    inputs: inputsOf,
  }: DeclaredResource): Promise<Entry | undefined> {
    const needed = needs === undefined ? undefined : await this.registered.get(needs);
    if (needs !== undefined && needed === undefined) return undefined;
    const provider = providerOf(this.providers, kind);
    const declaredInputs = copyAsJson(inputsOf(needed?.id ?? ""));
    const old = this.state.find((entry) => entry.urn === urn && !entry.pendingDeletion);
    const inputs = await checkInputs(provider, urn, old?.inputs ?? {}, declaredInputs);
    if (old === undefined) return this.create(urn, kind, inputs);

    const plan = await provider.diff(stateOf(old), inputs);
    const replaces = (plan.changes && plan.replaces) || old.pendingReplacement;
    if (replaces) {
      const freshInputs = await checkInputs(provider, urn, {}, declaredInputs);
      return plan.deletesFirst
        ? this.replaceAfterDeleting(old, freshInputs)
        : this.replaceBeforeDeleting(old, freshInputs);
    }
    if (plan.changes || old.initErrors.length > 0) return this.update(old, inputs);
    old.inputs = inputs;
    return old;
  }

  private async replaceAfterDeleting(old: Entry, inputs: Properties): Promise<Entry | undefined> {
    if (!old.pendingReplacement) {
      const deleted = await this.steps.run(() => this.callDelete(old));
      if (deleted === undefined) return undefined;
      old.pendingReplacement = true;
    }
    return this.create(old.urn, old.kind, inputs, () => this.forget(old));
  }

  private replaceBeforeDeleting(old: Entry, inputs: Properties): Promise<Entry | undefined> {
    return this.create(old.urn, old.kind, inputs, () => {
      old.pendingDeletion = true;
      if (!old.pendingReplacement) return;
      // The state drops the resource, but this run still deletes it.
      this.forget(old);
      this.alsoDeleted.push(old);
    });
  }

  private create(
    urn: string,
    kind: string,
    inputs: Properties,
    onCreated: () => void = () => {},
  ): Promise<Entry | undefined> {
    const entryOf = (id: string, outputs: Properties, initErrors: readonly string[] = []): Entry => ({
      ...{ urn, kind, id, inputs, initErrors, pendingDeletion: false, pendingReplacement: false },
      outputs: copyAsJson(outputs),
    });
    return this.steps.run(async () => {
      try {
        const { id, outputs } = await providerOf(this.providers, kind).create(urn, inputs);
        const entry = entryOf(id, outputs);
        this.onOperation("create", "succeeded", entry);
        this.state.push(entry);
        onCreated();
        return entry;
      } catch (failure) {
        const partial = isPartialFailure(failure)
          ? entryOf(failure.id, failure.properties, failure.reasons)
          : undefined;
        this.onOperation(
          "create",
          partial ? "unfinished" : "failed",
          partial ?? { urn, kind, id: "", outputs: {} },
        );
        if (partial !== undefined) {
          this.state.push(partial);
          onCreated();
        }
        throw failure;
      }
    });
  }

  private update(old: Entry, inputs: Properties): Promise<Entry | undefined> {
    return this.steps.run(async () => {
      try {
        const outputs = await providerOf(this.providers, old.kind).update(stateOf(old), inputs);
        Object.assign(old, { inputs, outputs: copyAsJson(outputs), initErrors: [] });
        this.onOperation("update", "succeeded", old);
        return old;
      } catch (failure) {
        if (isPartialFailure(failure)) {
          const outputs = copyAsJson(failure.properties);
          Object.assign(old, { inputs, outputs, initErrors: failure.reasons });
        }
        this.onOperation("update", isPartialFailure(failure) ? "unfinished" : "failed", old);
        throw failure;
      }
    });
  }

  /** Deletes removed and replaced resources, dependents first. */
  async deleteRemovedAndReplaced(): Promise<void> {
    const isDeclared = (urn: string) => this.program.some((declared) => declared.urn === urn);
    const rest = this.state.filter((entry) => entry.pendingDeletion || !isDeclared(entry.urn));
    for (const entry of rest.filter(({ pendingReplacement }) => pendingReplacement)) this.forget(entry);
    const deletions = [...this.alsoDeleted, ...rest.filter(({ pendingReplacement }) => !pendingReplacement)];
    const dependents = deletions.filter(({ kind }) => kind !== "durstSubscriber");
    for (const wave of [dependents, deletions.filter((entry) => !dependents.includes(entry))]) {
      await Promise.all(wave.map((entry) => this.steps.run(() => this.callDelete(entry, true))));
    }
  }

  private async callDelete(entry: Entry, forgets = false): Promise<Entry> {
    try {
      await providerOf(this.providers, entry.kind).delete(stateOf(entry));
      this.onOperation("delete", "succeeded", entry);
      if (forgets) this.forget(entry);
      return entry;
    } catch (failure) {
      this.onOperation("delete", "failed", entry);
      throw failure;
    }
  }

  private forget(entry: Entry): void {
    const index = this.state.indexOf(entry);
    if (index !== -1) this.state.splice(index, 1);
  }
}

function providerOf(providers: Providers, kind: string): Provider {
  const provider = providers[kind];
  if (provider === undefined) throw new Error(`there is no provider of ${kind}`);
  return provider;
}

async function checkInputs(
  provider: Provider,
  urn: string,
  olds: Properties,
  news: Properties,
): Promise<Properties> {
  const { inputs, reasons } = await provider.check(urn, copyAsJson(olds), copyAsJson(news));
  if (reasons.length > 0) throw new Error(reasons.join("\n"));
  return copyAsJson(inputs);
}

const stateOf = (entry: Entry): ResourceState => ({
  ...entry,
  inputs: copyAsJson(entry.inputs),
  outputs: copyAsJson(entry.outputs),
});

/** The engine transports JSON and fails on any other value. */
function copyAsJson(properties: Properties): Properties {
  const text = JSON.stringify(properties, (key, value) => {
    if (value === undefined) throw new TypeError(`Unexpected struct type: ${key} is undefined`);
    return value;
  });
  return JSON.parse(text) as Properties;
}
