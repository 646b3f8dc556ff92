import { isDeepStrictEqual } from "node:util";
import { operationError } from "../../resource/errors";
import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import { type ObjectId, objectIdOf, ownerKindOf } from "../servers/object-id";
import type { Finding } from "../state/ownership";
import type { KnownStack } from "../state/stacks";
import { kindsOf } from "../vendor/vendor";
import type { ScanResult } from "./scan";

/** The outcome for one object. */
export interface RemovalOutcome {
  readonly id: string;
  readonly server: string;
  readonly outcome: string;
  readonly failed: boolean;
}

type Removable = Finding & { readonly removal: NonNullable<Finding["removal"]> };

/** An unmanaged object that the user chose to remove. */
export type ChosenObject = Removable & { readonly object: ObjectId };

/** The unmanaged objects with these ids. @throws CliError naming every id that can't be removed, and why */
export function chosenObjects(
  objects: readonly ObjectId[],
  { findings, failures }: ScanResult,
  server: string | undefined,
): ChosenObject[] {
  const reasons: string[] = [];
  const chosen = objects.flatMap((object) => {
    const id = objectIdOf(object.vendor, object.id);
    const found = findings.filter(
      (finding) => finding.id === id && (server === undefined || finding.server === server),
    );
    const removable = found.filter((finding): finding is Removable => finding.removal !== undefined);
    if (removable.length === 1) return removable.map((finding) => ({ ...finding, object }));
    const managed = found.find(({ kind }) => kind === "managed");
    let reason = "is not on the servers of these stacks: list the ids with `rockit-durst unmanaged`";
    if (removable.length > 1) {
      const names = removable.map(({ server: name }) => name).join(", ");
      reason = `is on several servers (${names}): choose one with --server`;
    } else if (managed !== undefined) {
      const owners = managed.resources.join(", ") || "an unfinished creation of these stacks";
      reason = `is managed by ${owners}: remove it from the program instead`;
    } else if (failures.length > 0) {
      reason = `was not found, and not every server could be checked: ${failures.join("; ")}`;
    }
    reasons.push(`${oneLine(id, 200)} ${oneLine(reason, 1000)}`);
    return [];
  });
  if (reasons.length === 0) return chosen;
  throw new CliError(`nothing was removed: ${reasons.join("; ")}`);
}

/** A running update may be creating an object that looks unmanaged. @throws CliError */
export function refuseInterrupted(stacks: readonly KnownStack[]): void {
  const [interrupted] = stacks.filter(({ state }) => state.pending.length > 0);
  if (interrupted === undefined) return;
  throw new CliError(
    `nothing was removed: an update of ${oneLine(interrupted.label, 200)} is running or was killed, so the state may lack objects that it created: wait until it ends, or run \`rockit-durst cleanup\` first`,
  );
}

/** Removes nothing if the plan that the user confirmed no longer holds. @throws CliError */
export function refuseChanged(shown: readonly string[][], now: readonly string[][]): void {
  const changed = now.find((row, index) => !isDeepStrictEqual(row, shown[index]));
  if (changed === undefined) return;
  throw new CliError(
    `nothing was removed: an object has changed since it was shown, and is now ${changed.join(", ")}: run the command again`,
  );
}

/** Removes objects one after the other; continues after a failure. */
export async function remove(chosen: readonly ChosenObject[]): Promise<RemovalOutcome[]> {
  const outcomes: RemovalOutcome[] = [];
  // Removing an owner also removes its parts: parts go first, so that each has an outcome of its own.
  const partsFirst = [...chosen].sort((one, other) => Number(hasParts(one)) - Number(hasParts(other)));
  for (const { id, server, removal } of partsFirst) {
    try {
      await removal.run?.();
      const outcome = removal.run === undefined ? removal.effect : "removed";
      outcomes.push({ id, server, outcome, failed: false });
    } catch (failure) {
      const outcome = operationError(`removing ${id}`, failure).message;
      outcomes.push({ id, server, outcome, failed: true });
    }
  }
  return outcomes;
}

const hasParts = ({ object: { vendor, kind } }: ChosenObject) =>
  kindsOf(vendor).some((one) => ownerKindOf(one) === kind.name);
