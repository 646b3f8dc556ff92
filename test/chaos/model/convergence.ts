import { otherClientsSubscription } from "../../simulators/index.ts";
import { compareDurst, compareRockit, type ReportViolation } from "./comparison.ts";
import type { Entry } from "./engine.ts";
import type { Figures } from "./figures.ts";
import { canonicalName, canonicalUrl } from "./meaning.ts";
import type { ModelRun } from "./model-run.ts";
import { slots } from "./program.ts";
import type { Receiver } from "./receiver.ts";

/** Ends all faults, runs `pulumi up --refresh` once more and compares the servers with the program. */
export async function expectConverged(run: ModelRun, receiver: Receiver, figures: Figures): Promise<void> {
  const violations = run.violations;
  const report: ReportViolation = (kind, description) => void violations.push({ kind, description });

  await releaseOldNames(run);
  let failures = await run.upWithoutFaults(true);
  const keptNames = namesKeptByOthers(run);
  if (keptNames.length > 0) {
    const refused = failures.filter(({ message }) =>
      /a subscription of this name already exists/.test(message),
    );
    if (refused.length === 0)
      report("stuck", `${keptNames} belong to other users, and the run reported ${failures}`);
    figures.conflicts += keptNames.length;
    // The other users delete their subscriptions of these names.
    for (const name of keptNames) {
      run.otherUsers.names.delete(name);
      run.rockit.remove(name);
    }
    failures = await run.up(true);
  }
  for (const failure of failures) report("stuck", failure.message);

  if (failures.length === 0) {
    await checkRockit(run, receiver, figures, report);
    checkDurst(run, report);
    await run.expectNoChanges(true, "everything is as declared");
  }
  for (const { kind } of violations) figures.count("violations", kind);
  if (violations.length > 0)
    throw new Error(violations.map(({ kind, description }) => `${kind}: ${description}`).join("\n"));
}

/**
 * A name that is declared again while the state still has to delete it can't be created, because the engine creates before it deletes.
 * One command without these resources deletes them.
 */
async function releaseOldNames(run: ModelRun): Promise<void> {
  const { engine, program } = run;
  const namesToDelete = new Set(
    engine.state.filter((entry) => entry.pendingDeletion).map(({ id }) => canonicalName(id)),
  );
  const waiting = slots.filter(({ urn }) => namesToDelete.has(program.nameOf(urn) ?? ""));
  if (waiting.length === 0) return;
  const choices = waiting.map(({ urn }) => [urn, program.choiceOf(urn)] as const);
  for (const { urn } of waiting) await run.perform({ does: "drop", urn });
  await run.up(true);
  for (const [urn, choice] of choices)
    if (choice !== undefined) await run.perform({ does: "set", urn, choice });
}

/** Names that the program wants but another user has and may keep. */
const namesKeptByOthers = ({ program, otherUsers, rockit, engine, reportedNames }: ModelRun) =>
  slots.flatMap(({ urn }) => {
    const name = program.nameOf(urn);
    if (name === undefined || program.choiceOf(urn)?.replaces) return [];
    const isOurs = engine.state.some(
      (entry) => canonicalName(entry.id) === name && !entry.pendingReplacement,
    );
    const isLeftBehind = reportedNames.has(name) && rockit.subscriptions.has(name) && !isOurs;
    return isLeftBehind || otherUsers.names.has(name) ? [name] : [];
  });

async function checkRockit(
  run: ModelRun,
  receiver: Receiver,
  figures: Figures,
  report: ReportViolation,
): Promise<void> {
  const { rockit, program, otherUsers } = run;
  const owned = compareRockit(run, report);
  for (const [id, { outputs }] of owned) {
    const stored = rockit.subscriptions.get(id);
    if (stored?.url === undefined || !canonicalUrl(stored.url).startsWith("http://127.0.0.1:")) continue;
    const mismatch = await receiver.findMismatch(rockit, stored, String(outputs["secret"]));
    if (mismatch === undefined) figures.deliveries += 1;
    else report("wrong secret", `${id}: ${mismatch}`);
  }
  for (const name of rockit.subscriptions.keys()) {
    if (owned.has(name) || otherUsers.names.has(name) || name === otherClientsSubscription) continue;
    if (run.reportedNames.has(name)) continue;
    const urn = slots.find((slot) => name.startsWith(slot.urn))?.urn;
    report(urn !== undefined && program.has(urn) ? "duplicated" : "unmanaged", `${name} belongs to nobody`);
  }
}

function checkDurst(run: ModelRun, report: ReportViolation): void {
  const { durst, otherUsers } = run;
  checkUndeclaredObjects(run, compareDurst(run, report), otherUsers.subscriptions, report);
  if (durst.subscribersHoldingAMask().length > 0)
    report("wrong secret", `${durst.subscribersHoldingAMask()} hold a masked value`);
}

/** Checks that each undeclared object is inactive or was reported. */
function checkUndeclaredObjects(
  { durst, program, subscribersEverInState, reportedSubscribers }: ModelRun,
  owned: ReadonlyMap<string, Entry>,
  othersSubscriptions: ReadonlyMap<string, string>,
  report: ReportViolation,
): void {
  let orphans = 0;
  for (const [subscriberId, { externalAuthType }] of durst.subscribers) {
    const isOwned = owned.has(`${subscriberId}`);
    const isOrphan = !isOwned && !subscribersEverInState.has(subscriberId);
    if (isOrphan) orphans += 1;
    if (!isOwned && !isOrphan && externalAuthType !== "NONE")
      report("unmanaged", `subscriber ${subscriberId} keeps its credentials`);
    for (const [number, { status }] of durst.subscriptions(subscriberId)) {
      const id = `${subscriberId}/${number}`;
      if (status === "INACTIVE" || owned.has(id) || (isOwned && othersSubscriptions.has(id))) continue;
      report(
        program.size > 0 && isOwned ? "duplicated" : "unmanaged",
        `${id} is active and belongs to nobody`,
      );
    }
  }
  if (orphans > reportedSubscribers)
    report("unmanaged", `${orphans} subscribers that the state never had, ${reportedSubscribers} reported`);
}
