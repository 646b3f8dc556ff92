import type { Properties } from "../../../provider/resource/properties.ts";
import type { Known, Provider } from "./adapters/plugin.ts";
import { Steps } from "./steps.ts";

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
  condemned: boolean;
  /** It was deleted first, and its replacement is not created yet. */
  pendingReplacement: boolean;
}

/** A declared resource; its inputs may need the id of another resource, which is created first. */
export interface Declared {
  readonly urn: string;
  readonly kind: string;
  readonly needs?: string | undefined;
  inputs(idOfNeeded: string): Properties;
}

type Verb = "create" | "update" | "delete" | "read";
type Outcome = "succeeded" | "failed" | "unfinished";

/** Called at the end of every operation. */
export type Watching = (
  verb: Verb,
  outcome: Outcome,
  entry: Omit<Known, "inputs"> & { kind: string },
) => void;

/** A provider's error as the SDK sends it: the engine keeps a resource that has an id. */
interface Partial {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
}

const isPartial = (failure: unknown): failure is Error & Partial =>
  failure instanceof Error && "id" in failure && "reasons" in failure;

/**
 * As much of Pulumi's engine as decides what becomes of a state: checks, plans, steps, partial failures, replacements in both orders,
 * and what is left for the next run. Written from the engine's own source (pkg v3.259, step_generator.go and step.go).
 */
export class Engine {
  state: readonly Entry[] = [];

  /** `parallel`: the number of concurrent steps. */
  constructor(private readonly parallel = 4) {}

  /** Reads every object; a failure keeps the state as it was. */
  async refresh(providers: Providers, watching: Watching): Promise<Error[]> {
    const steps = new Steps(this.parallel);
    const known = this.state;
    const read = await Promise.all(
      known.map((entry) =>
        // A resource already deleted for its replacement is not read.
        entry.pendingReplacement ? entry : steps.take(() => refreshed(entry, providers, watching)),
      ),
    );
    if (steps.failures.length > 0) return steps.failures;
    this.state = read.filter((entry) => entry !== undefined);
    return [];
  }

  /** Applies the program; no step begins after a failure. */
  async up(program: readonly Declared[], providers: Providers, watching: Watching): Promise<Error[]> {
    const run = new Run([...this.state], program, providers, watching, new Steps(this.parallel));
    await run.register();
    if (run.steps.failures.length === 0) await run.deleteTheRest();
    this.state = run.state;
    return run.steps.failures;
  }
}

async function refreshed(entry: Entry, providers: Providers, watching: Watching): Promise<Entry | undefined> {
  const provider = providerOf(providers, entry.kind);
  const found = await provider.read(sent(entry));
  watching("read", "succeeded", entry);
  if (found === undefined) return undefined;
  const now = { ...entry, inputs: carried(found.inputs), outputs: carried(found.outputs), initErrors: [] };
  // The engine shows by it what a refresh found.
  await provider.diff(sent(now), entry.inputs);
  return now;
}

/** One `up`. */
class Run {
  private readonly registered = new Map<string, Promise<Entry | undefined>>();
  /** Resources deleted again at the end although the state no longer has them. */
  private readonly alsoDeleted: Entry[] = [];

  constructor(
    readonly state: Entry[],
    private readonly program: readonly Declared[],
    private readonly providers: Providers,
    private readonly watching: Watching,
    readonly steps: Steps,
  ) {}

  async register(): Promise<void> {
    for (const declared of this.program) {
      const making = this.made(declared).catch((failure) => this.steps.failed(failure));
      this.registered.set(declared.urn, making);
      if (this.steps.parallel === 1) await making;
    }
    await Promise.all(this.registered.values());
  }

  private async made({ urn, kind, needs, inputs }: Declared): Promise<Entry | undefined> {
    const needed = needs === undefined ? undefined : await this.registered.get(needs);
    if (needs !== undefined && needed === undefined) return undefined;
    const provider = providerOf(this.providers, kind);
    const goal = carried(inputs(needed?.id ?? ""));
    const old = this.state.find((entry) => entry.urn === urn && !entry.condemned);
    const wanted = await checked(provider, urn, old?.inputs ?? {}, goal);
    if (old === undefined) return this.create(urn, kind, wanted);

    const plan = await provider.diff(sent(old), wanted);
    const replaces = (plan.changes && plan.replaces) || old.pendingReplacement;
    if (replaces) {
      const anew = await checked(provider, urn, {}, goal);
      return plan.deletesFirst ? this.replaceAfterDeleting(old, anew) : this.replaceBeforeDeleting(old, anew);
    }
    if (plan.changes || old.initErrors.length > 0) return this.update(old, wanted);
    old.inputs = wanted;
    return old;
  }

  private async replaceAfterDeleting(old: Entry, inputs: Properties): Promise<Entry | undefined> {
    if (!old.pendingReplacement) {
      const deleted = await this.steps.take(() => this.callDelete(old));
      if (deleted === undefined) return undefined;
      old.pendingReplacement = true;
    }
    return this.create(old.urn, old.kind, inputs, () => this.forget(old));
  }

  private replaceBeforeDeleting(old: Entry, inputs: Properties): Promise<Entry | undefined> {
    return this.create(old.urn, old.kind, inputs, () => {
      old.condemned = true;
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
    then: () => void = () => {},
  ): Promise<Entry | undefined> {
    const entryOf = (id: string, outputs: Properties, initErrors: readonly string[] = []): Entry => ({
      ...{ urn, kind, id, inputs, initErrors, condemned: false, pendingReplacement: false },
      outputs: carried(outputs),
    });
    return this.steps.take(async () => {
      try {
        const { id, outputs } = await providerOf(this.providers, kind).create(urn, inputs);
        const entry = entryOf(id, outputs);
        this.watching("create", "succeeded", entry);
        this.state.push(entry);
        then();
        return entry;
      } catch (failure) {
        const left = isPartial(failure)
          ? entryOf(failure.id, failure.properties, failure.reasons)
          : undefined;
        this.watching("create", left ? "unfinished" : "failed", left ?? { urn, kind, id: "", outputs: {} });
        if (left !== undefined) {
          this.state.push(left);
          then();
        }
        throw failure;
      }
    });
  }

  private update(old: Entry, inputs: Properties): Promise<Entry | undefined> {
    return this.steps.take(async () => {
      try {
        const outputs = await providerOf(this.providers, old.kind).update(sent(old), inputs);
        Object.assign(old, { inputs, outputs: carried(outputs), initErrors: [] });
        this.watching("update", "succeeded", old);
        return old;
      } catch (failure) {
        if (isPartial(failure)) {
          const outputs = carried(failure.properties);
          Object.assign(old, { inputs, outputs, initErrors: failure.reasons });
        }
        this.watching("update", isPartial(failure) ? "unfinished" : "failed", old);
        throw failure;
      }
    });
  }

  /** Removed and replaced resources, dependents first. */
  async deleteTheRest(): Promise<void> {
    const isDeclared = (urn: string) => this.program.some((declared) => declared.urn === urn);
    const rest = this.state.filter((entry) => entry.condemned || !isDeclared(entry.urn));
    for (const entry of rest.filter(({ pendingReplacement }) => pendingReplacement)) this.forget(entry);
    const gone = [...this.alsoDeleted, ...rest.filter(({ pendingReplacement }) => !pendingReplacement)];
    const dependents = gone.filter(({ kind }) => kind !== "durstSubscriber");
    for (const wave of [dependents, gone.filter((entry) => !dependents.includes(entry))]) {
      await Promise.all(wave.map((entry) => this.steps.take(() => this.callDelete(entry, true))));
    }
  }

  private async callDelete(entry: Entry, forgets = false): Promise<Entry> {
    try {
      await providerOf(this.providers, entry.kind).delete(sent(entry));
      this.watching("delete", "succeeded", entry);
      if (forgets) this.forget(entry);
      return entry;
    } catch (failure) {
      this.watching("delete", "failed", entry);
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

async function checked(
  provider: Provider,
  urn: string,
  olds: Properties,
  news: Properties,
): Promise<Properties> {
  const { inputs, reasons } = await provider.check(urn, carried(olds), carried(news));
  if (reasons.length > 0) throw new Error(reasons.join("\n"));
  return carried(inputs);
}

const sent = (entry: Entry): Known => ({
  ...entry,
  inputs: carried(entry.inputs),
  outputs: carried(entry.outputs),
});

/** The engine transports JSON and fails on any other value. */
function carried(properties: Properties): Properties {
  const text = JSON.stringify(properties, (key, value) => {
    if (value === undefined) throw new TypeError(`Unexpected struct type: ${key} is undefined`);
    return value;
  });
  return JSON.parse(text) as Properties;
}
