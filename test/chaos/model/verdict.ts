import { isDeepStrictEqual } from "node:util";
import { somebodyElses } from "../../simulators/index.ts";
import type { Entry } from "./engine.ts";
import type { Figures } from "./figures.ts";
import {
  isSameSecret,
  nameIn,
  rockitMeaning,
  subscriberMeaning,
  subscriptionMeaning,
  urlIn,
} from "./meaning.ts";
import { slots, subscriber, subscription } from "./program.ts";
import type { Receiver } from "./receiver.ts";
import type { World } from "./world.ts";

/** Everything heals, one more `pulumi up --refresh`, and the servers are held against the program. */
export async function expectAsDeclared(world: World, receiver: Receiver, figures: Figures): Promise<void> {
  const wrong = world.wrong;
  const add = (what: string, words: string) => void wrong.push({ what, words });

  await letOldNamesGo(world);
  let failures = await world.command(true);
  const kept = keptByOthers(world);
  if (kept.length > 0) {
    const refused = failures.filter(({ message }) =>
      /a subscription of this name exists already/.test(message),
    );
    if (refused.length === 0) add("stuck", `${kept} are others', and the run said ${failures}`);
    figures.conflicts += kept.length;
    // Its owner gives it up.
    for (const name of kept) {
      world.outsiders.names.delete(name);
      world.rockit.remove(name);
    }
    failures = await world.command(true);
  }
  for (const failure of failures) add("stuck", failure.message);

  if (failures.length === 0) {
    await judgeRockit(world, receiver, figures, add);
    judgeDurst(world, add);
    await world.expectNothingToDo(true, "everything is as declared");
  }
  for (const { what } of wrong) figures.count("wrong", what);
  if (wrong.length > 0) throw new Error(wrong.map(({ what, words }) => `${what}: ${words}`).join("\n"));
}

/**
 * A name that the state still has to delete blocks its own return, because the engine creates before it deletes: one run without it is the
 * way out.
 */
async function letOldNamesGo(world: World): Promise<void> {
  const { engine, program } = world;
  const condemned = new Set(engine.state.filter((entry) => entry.condemned).map(({ id }) => nameIn(id)));
  const waiting = slots.filter(({ urn }) => condemned.has(program.nameOf(urn) ?? ""));
  if (waiting.length === 0) return;
  const choices = waiting.map(({ urn }) => [urn, program.choiceOf(urn)] as const);
  for (const { urn } of waiting) program.drop(urn);
  await world.command(true);
  for (const [urn, choice] of choices) if (choice !== undefined) program.set(urn, choice);
}

type Add = (what: string, words: string) => void;

/** Names that the program wants, and that somebody else has and may keep. */
const keptByOthers = ({ program, outsiders, rockit, engine, announcedNames }: World) =>
  slots.flatMap(({ urn }) => {
    const name = program.nameOf(urn);
    if (name === undefined || program.choiceOf(urn)?.replaces) return [];
    const isOurs = engine.state.some((entry) => nameIn(entry.id) === name && !entry.pendingReplacement);
    const isOpen = announcedNames.has(name) && rockit.subscriptions.has(name) && !isOurs;
    return isOpen || outsiders.names.has(name) ? [name] : [];
  });

async function judgeRockit(world: World, receiver: Receiver, figures: Figures, add: Add): Promise<void> {
  const { rockit, engine, program, outsiders } = world;
  const owned = new Set<string>();
  for (const declared of program.declared()) {
    if (declared.kind !== "rockitSubscription") continue;
    const entry = only(engine.state, declared.urn, add);
    if (entry === undefined) continue;
    const id = nameIn(entry.id);
    owned.add(id);
    const stored = rockit.subscriptions.get(id);
    if (stored === undefined) {
      add("lost", `${id} of ${declared.urn} is not on the server`);
      continue;
    }
    const { rotationTrigger: _, ...declaredInputs } = declared.inputs("");
    const has = rockitMeaning({ ...stored });
    const wanted = rockitMeaning({ name: id, ...declaredInputs });
    if (!isDeepStrictEqual(sorted(has), sorted(wanted)))
      add("lost", `${id} is ${JSON.stringify(has)} and not ${JSON.stringify(wanted)}`);
    const { secret } = entry.outputs;
    if (!isSameSecret(secret, rockit.secretOf(id)))
      add("wrong secret", `${id} has another secret on the server`);
    if (stored.url !== undefined && urlIn(stored.url).startsWith("http://127.0.0.1:")) {
      const mismatch = await receiver.mismatch(rockit, stored, String(secret));
      if (mismatch === undefined) figures.deliveries += 1;
      else add("wrong secret", `${id}: ${mismatch}`);
    }
  }
  for (const name of rockit.subscriptions.keys()) {
    if (owned.has(name) || outsiders.names.has(name) || name === somebodyElses) continue;
    if (world.announcedNames.has(name)) continue;
    const urn = slots.find((slot) => name.startsWith(slot.urn))?.urn;
    add(urn !== undefined && program.has(urn) ? "duplicated" : "unowned", `${name} belongs to nobody`);
  }
}

function judgeDurst(world: World, add: Add): void {
  const { durst, engine, program, outsiders } = world;
  const owned = new Set<string>();
  for (const declared of program.declared()) {
    if (declared.kind === "rockitSubscription") continue;
    const entry = only(engine.state, declared.urn, add);
    if (entry === undefined) continue;
    owned.add(entry.id);
    const choice = program.choiceOf(declared.urn);
    if (choice === undefined) continue;
    const [subscriberId = 0, number = 0] = entry.id.split("/").map(Number);
    const stored =
      declared.kind === "durstSubscriber"
        ? durst.subscribers.get(subscriberId)
        : durst.subscribers.has(subscriberId) && durst.subscriptions(subscriberId).get(number);
    if (!stored) {
      add("lost", `${entry.id} of ${declared.urn} is not on the server`);
      continue;
    }
    const { id: _, ...kept } = stored;
    const isSubscriber = declared.kind === "durstSubscriber";
    const meaning = isSubscriber ? subscriberMeaning : subscriptionMeaning;
    const has = meaning({ ...kept });
    const wanted = meaning(isSubscriber ? subscriber(choice) : subscription(choice));
    if (!isDeepStrictEqual(sorted(has), sorted(wanted)))
      add("lost", `${entry.id} is ${JSON.stringify(has)} and not ${JSON.stringify(wanted)}`);
  }
  judgeRest(world, owned, outsiders.subscriptions, add);
  if (durst.subscribersHoldingAMask().length > 0)
    add("wrong secret", `${durst.subscribersHoldingAMask()} hold a masked value`);
}

/** What is not declared is switched off, or was announced. */
function judgeRest(
  { durst, program, heldSubscribers, announced }: World,
  owned: ReadonlySet<string>,
  theirs: ReadonlyMap<string, string>,
  add: Add,
): void {
  let orphans = 0;
  for (const [subscriberId, { externalAuthType }] of durst.subscribers) {
    const isOwned = owned.has(`${subscriberId}`);
    const isOrphan = !isOwned && !heldSubscribers.has(subscriberId);
    if (isOrphan) orphans += 1;
    if (!isOwned && !isOrphan && externalAuthType !== "NONE")
      add("unowned", `subscriber ${subscriberId} keeps its credentials`);
    for (const [number, { status }] of durst.subscriptions(subscriberId)) {
      const id = `${subscriberId}/${number}`;
      if (status === "INACTIVE" || owned.has(id) || (isOwned && theirs.has(id))) continue;
      add(program.size > 0 && isOwned ? "duplicated" : "unowned", `${id} is active and belongs to nobody`);
    }
  }
  if (orphans > announced)
    add("unowned", `${orphans} subscribers that the state never had, ${announced} announced`);
}

function only(state: readonly Entry[], urn: string, add: Add): Entry | undefined {
  const entries = state.filter((entry) => entry.urn === urn);
  const [entry] = entries;
  if (entries.length === 1 && entry !== undefined && !entry.pendingReplacement) return entry;
  add("lost", `the state has ${urn} ${entries.length} times`);
  return undefined;
}

/** The same in one order of fields and without those that are not there. */
const sorted = (object: object): unknown => JSON.parse(JSON.stringify(object));
