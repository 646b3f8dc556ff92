import { isDeepStrictEqual } from "node:util";
import { operationError } from "../../resource/errors";
import { CliError } from "../print/errors";
import { plain } from "../print/terminal";
import { type ObjectId, objectIdOf, ownerKindOf } from "../servers/object-id";
import type { Finding } from "../state/ownership";
import type { KnownStack } from "../state/stacks";
import { kindsOf } from "../vendor/vendor";
import type { Survey } from "./survey";

/** What became of one that was chosen. */
export interface Retired {
  readonly id: string;
  readonly server: string;
  readonly outcome: string;
  readonly failed: boolean;
}

/** Something that nobody owns and that is to be taken off. */
export type Chosen = Finding & {
  readonly retirement: NonNullable<Finding["retirement"]>;
  readonly object: ObjectId;
};

/** What of these ids nobody owns. @throws CliError naming every id that can't be taken off, and why */
export function chosenOf(
  objects: readonly ObjectId[],
  { findings, failures }: Survey,
  server: string | undefined,
): Chosen[] {
  const reasons: string[] = [];
  const chosen = objects.flatMap((object) => {
    const id = objectIdOf(object.vendor, object.id);
    const found = findings.filter(
      (finding) => finding.id === id && (server === undefined || finding.server === server),
    );
    const free = found.filter((finding): finding is Retirable => finding.retirement !== undefined);
    if (free.length === 1) return free.map((finding) => ({ ...finding, object }));
    const owned = found.find(({ kind }) => kind === "owned");
    let why = "is on none of these stacks' servers: see `rockit-durst orphans`";
    if (free.length > 1) {
      const names = free.map(({ server: name }) => name).join(", ");
      why = `is on several servers (${names}): choose one with --server`;
    } else if (owned !== undefined) {
      const owners = owned.resources.join(", ") || "an unfinished creation of these stacks";
      why = `belongs to ${owners}: remove it from the program instead`;
    } else if (failures.length > 0) {
      why = `was not found, and not every server could be checked: ${failures.join("; ")}`;
    }
    reasons.push(`${plain(id, 200)} ${plain(why, 1000)}`);
    return [];
  });
  if (reasons.length === 0) return chosen;
  throw new CliError(`nothing was removed: ${reasons.join("; ")}`);
}

type Retirable = Omit<Chosen, "object">;

/** A run that is under way may be making the very thing that nobody owns yet. @throws CliError */
export function refuseInterrupted(stacks: readonly KnownStack[]): void {
  const [interrupted] = stacks.filter(({ state }) => state.pending.length > 0);
  if (interrupted === undefined) return;
  throw new CliError(
    `nothing was removed: a run of ${plain(interrupted.label, 200)} is in progress or was killed, and what it created may not be in the state yet: wait for it, or run \`rockit-durst recover\` first`,
  );
}

/** What a person agreed to is no longer what would be done. @throws CliError */
export function refuseChanged(shown: readonly string[][], now: readonly string[][]): void {
  const changed = now.find((row, index) => !isDeepStrictEqual(row, shown[index]));
  if (changed === undefined) return;
  throw new CliError(
    `nothing was removed: an object changed meanwhile, and is now ${changed.join(", ")}: run the command again`,
  );
}

/** Takes them off, one after the other; one that fails does not keep the others. */
export async function retire(chosen: readonly Chosen[]): Promise<Retired[]> {
  const retired: Retired[] = [];
  // What an object takes along comes first, so that each outcome is its own.
  const order = [...chosen].sort((one, other) => Number(hasParts(one)) - Number(hasParts(other)));
  for (const { id, server, retirement } of order) {
    try {
      await retirement.act?.();
      const outcome = retirement.act === undefined ? retirement.will : "done";
      retired.push({ id, server, outcome, failed: false });
    } catch (failure) {
      const outcome = operationError(`retiring ${id}`, failure).message;
      retired.push({ id, server, outcome, failed: true });
    }
  }
  return retired;
}

const hasParts = ({ object: { vendor, kind } }: Chosen) =>
  kindsOf(vendor).some((one) => ownerKindOf(one) === kind.name);
