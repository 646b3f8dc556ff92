import { isDeepStrictEqual } from "node:util";
import type { Entry } from "./engine.ts";
import {
  canonicalName,
  hasSecret,
  rockitMeaning,
  subscriberMeaning,
  subscriptionMeaning,
} from "./meaning.ts";
import type { ModelRun } from "./model-run.ts";
import { subscriberInputs, subscriptionInputs } from "./program.ts";

/** Records a violation: its kind and its description. */
export type ReportViolation = (kind: string, description: string) => void;

/** Compares ROCKIT's server with program and state; returns the state's objects by name. */
export function compareRockit(
  { engine, program, rockit }: ModelRun,
  report: ReportViolation,
): ReadonlyMap<string, Entry> {
  const owned = new Map<string, Entry>();
  for (const declared of program.resources()) {
    if (declared.kind !== "rockitSubscription") continue;
    const entry = entryOf(engine.state, declared.urn, report);
    if (entry === undefined) continue;
    const id = canonicalName(entry.id);
    owned.set(id, entry);
    const stored = rockit.subscriptions.get(id);
    if (stored === undefined) {
      report("lost", `${id} of ${declared.urn} is not on the server`);
      continue;
    }
    const { rotationTrigger: _, ...declaredInputs } = declared.inputs("");
    expectSame(id, rockitMeaning({ ...stored }), rockitMeaning({ name: id, ...declaredInputs }), report);
    if (!hasSecret(entry.outputs, rockit.secretOf(id)))
      report("wrong secret", `${id} has another secret on the server`);
  }
  return owned;
}

/** The same for Durst's server, by one or both ids. */
export function compareDurst(
  { engine, program, durst }: ModelRun,
  report: ReportViolation,
): ReadonlyMap<string, Entry> {
  const owned = new Map<string, Entry>();
  for (const declared of program.resources()) {
    if (declared.kind === "rockitSubscription") continue;
    const entry = entryOf(engine.state, declared.urn, report);
    if (entry === undefined) continue;
    owned.set(entry.id, entry);
    const choice = program.choiceOf(declared.urn);
    if (choice === undefined) continue;
    const [subscriberId = 0, number = 0] = entry.id.split("/").map(Number);
    const isSubscriber = declared.kind === "durstSubscriber";
    const stored = isSubscriber
      ? durst.subscribers.get(subscriberId)
      : durst.subscribers.has(subscriberId) && durst.subscriptions(subscriberId).get(number);
    if (!stored) {
      report("lost", `${entry.id} of ${declared.urn} is not on the server`);
      continue;
    }
    const { id: _, ...actual } = stored;
    const meaning = isSubscriber ? subscriberMeaning : subscriptionMeaning;
    const expected = isSubscriber ? subscriberInputs(choice) : subscriptionInputs(choice);
    expectSame(entry.id, meaning({ ...actual }), meaning(expected), report);
  }
  return owned;
}

function expectSame(id: string, actual: object, expected: object, report: ReportViolation): void {
  if (!isDeepStrictEqual(withoutUndefined(actual), withoutUndefined(expected)))
    report("lost", `${id} is ${JSON.stringify(actual)} and not ${JSON.stringify(expected)}`);
}

function entryOf(state: readonly Entry[], urn: string, report: ReportViolation): Entry | undefined {
  const entries = state.filter((entry) => entry.urn === urn);
  const [entry] = entries;
  if (entries.length === 1 && entry !== undefined && !entry.pendingReplacement) return entry;
  report("lost", `the state has ${urn} ${entries.length} times`);
  return undefined;
}

/** The same value without undefined fields, as JSON has it. */
const withoutUndefined = (object: object): unknown => JSON.parse(JSON.stringify(object));
