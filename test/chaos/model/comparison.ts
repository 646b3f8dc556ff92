import { isDeepStrictEqual } from "node:util";
import type { Entry } from "./engine.ts";
import { isSecretOf, nameIn, rockitMeaning, subscriberMeaning, subscriptionMeaning } from "./meaning.ts";
import { subscriber, subscription } from "./program.ts";
import type { World } from "./world.ts";

/** A kind of mismatch and its description. */
export type Add = (what: string, words: string) => void;

/** Compares ROCKIT's server with program and state; returns the state's objects by name. */
export function compareRockit({ engine, program, rockit }: World, add: Add): ReadonlyMap<string, Entry> {
  const owned = new Map<string, Entry>();
  for (const declared of program.declared()) {
    if (declared.kind !== "rockitSubscription") continue;
    const entry = only(engine.state, declared.urn, add);
    if (entry === undefined) continue;
    const id = nameIn(entry.id);
    owned.set(id, entry);
    const stored = rockit.subscriptions.get(id);
    if (stored === undefined) {
      add("lost", `${id} of ${declared.urn} is not on the server`);
      continue;
    }
    const { rotationTrigger: _, ...declaredInputs } = declared.inputs("");
    expectSame(id, rockitMeaning({ ...stored }), rockitMeaning({ name: id, ...declaredInputs }), add);
    if (!isSecretOf(entry.outputs, rockit.secretOf(id)))
      add("wrong secret", `${id} has another secret on the server`);
  }
  return owned;
}

/** The same for Durst's server, by one or both ids. */
export function compareDurst({ engine, program, durst }: World, add: Add): ReadonlyMap<string, Entry> {
  const owned = new Map<string, Entry>();
  for (const declared of program.declared()) {
    if (declared.kind === "rockitSubscription") continue;
    const entry = only(engine.state, declared.urn, add);
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
      add("lost", `${entry.id} of ${declared.urn} is not on the server`);
      continue;
    }
    const { id: _, ...has } = stored;
    const meaning = isSubscriber ? subscriberMeaning : subscriptionMeaning;
    const wanted = isSubscriber ? subscriber(choice) : subscription(choice);
    expectSame(entry.id, meaning({ ...has }), meaning(wanted), add);
  }
  return owned;
}

function expectSame(id: string, has: object, wanted: object, add: Add): void {
  if (!isDeepStrictEqual(sorted(has), sorted(wanted)))
    add("lost", `${id} is ${JSON.stringify(has)} and not ${JSON.stringify(wanted)}`);
}

function only(state: readonly Entry[], urn: string, add: Add): Entry | undefined {
  const entries = state.filter((entry) => entry.urn === urn);
  const [entry] = entries;
  if (entries.length === 1 && entry !== undefined && !entry.pendingReplacement) return entry;
  add("lost", `the state has ${urn} ${entries.length} times`);
  return undefined;
}

/** The same value with sorted fields and without undefined ones. */
const sorted = (object: object): unknown => JSON.parse(JSON.stringify(object));
