import { otherClientsSubscription } from "../../simulators/index.ts";
import { type Add, compareDurst, compareRockit } from "./comparison.ts";
import type { Entry } from "./engine.ts";
import type { Figures } from "./figures.ts";
import { nameIn, urlIn } from "./meaning.ts";
import { slots } from "./program.ts";
import type { Receiver } from "./receiver.ts";
import type { World } from "./world.ts";

/** Ends all faults, runs `pulumi up --refresh` once more and compares the servers with the program. */
export async function expectAsDeclared(world: World, receiver: Receiver, figures: Figures): Promise<void> {
  const wrong = world.wrong;
  const add: Add = (what, words) => void wrong.push({ what, words });

  await letOldNamesGo(world);
  let failures = await world.calmCommand(true);
  const kept = keptByOthers(world);
  if (kept.length > 0) {
    const refused = failures.filter(({ message }) =>
      /a subscription of this name already exists/.test(message),
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
  for (const { urn } of waiting) await world.happens({ does: "drop", urn });
  await world.command(true);
  for (const [urn, choice] of choices)
    if (choice !== undefined) await world.happens({ does: "set", urn, choice });
}

/** Names that the program wants but another user has and may keep. */
const keptByOthers = ({ program, outsiders, rockit, engine, announcedNames }: World) =>
  slots.flatMap(({ urn }) => {
    const name = program.nameOf(urn);
    if (name === undefined || program.choiceOf(urn)?.replaces) return [];
    const isOurs = engine.state.some((entry) => nameIn(entry.id) === name && !entry.pendingReplacement);
    const isOpen = announcedNames.has(name) && rockit.subscriptions.has(name) && !isOurs;
    return isOpen || outsiders.names.has(name) ? [name] : [];
  });

async function judgeRockit(world: World, receiver: Receiver, figures: Figures, add: Add): Promise<void> {
  const { rockit, program, outsiders } = world;
  const owned = compareRockit(world, add);
  for (const [id, { outputs }] of owned) {
    const stored = rockit.subscriptions.get(id);
    if (stored?.url === undefined || !urlIn(stored.url).startsWith("http://127.0.0.1:")) continue;
    const mismatch = await receiver.mismatch(rockit, stored, String(outputs["secret"]));
    if (mismatch === undefined) figures.deliveries += 1;
    else add("wrong secret", `${id}: ${mismatch}`);
  }
  for (const name of rockit.subscriptions.keys()) {
    if (owned.has(name) || outsiders.names.has(name) || name === otherClientsSubscription) continue;
    if (world.announcedNames.has(name)) continue;
    const urn = slots.find((slot) => name.startsWith(slot.urn))?.urn;
    add(urn !== undefined && program.has(urn) ? "duplicated" : "unmanaged", `${name} belongs to nobody`);
  }
}

function judgeDurst(world: World, add: Add): void {
  const { durst, outsiders } = world;
  judgeRest(world, compareDurst(world, add), outsiders.subscriptions, add);
  if (durst.subscribersHoldingAMask().length > 0)
    add("wrong secret", `${durst.subscribersHoldingAMask()} hold a masked value`);
}

/** Checks that each undeclared object is inactive or was reported. */
function judgeRest(
  { durst, program, heldSubscribers, announced }: World,
  owned: ReadonlyMap<string, Entry>,
  theirs: ReadonlyMap<string, string>,
  add: Add,
): void {
  let orphans = 0;
  for (const [subscriberId, { externalAuthType }] of durst.subscribers) {
    const isOwned = owned.has(`${subscriberId}`);
    const isOrphan = !isOwned && !heldSubscribers.has(subscriberId);
    if (isOrphan) orphans += 1;
    if (!isOwned && !isOrphan && externalAuthType !== "NONE")
      add("unmanaged", `subscriber ${subscriberId} keeps its credentials`);
    for (const [number, { status }] of durst.subscriptions(subscriberId)) {
      const id = `${subscriberId}/${number}`;
      if (status === "INACTIVE" || owned.has(id) || (isOwned && theirs.has(id))) continue;
      add(program.size > 0 && isOwned ? "duplicated" : "unmanaged", `${id} is active and belongs to nobody`);
    }
  }
  if (orphans > announced)
    add("unmanaged", `${orphans} subscribers that the state never had, ${announced} announced`);
}
