import type { Adopted } from "../adopt/adopt";
import { importCommand, jsonReport, linesIf, nextSteps, objectsReport } from "../adopt/report";
import { sentByNextUpdate } from "../adopt/secret-decisions";
import { alignColumns, oneLine } from "../print/terminal";
import { stackFlags } from "../state/pulumi";
import type { Difference } from "./legacy-inputs";
import type { Removal, Skipped } from "./legacy-state";
import type { Recognised } from "./recognition";

/** The result of a migration. */
export interface Migration {
  readonly adopted: Adopted;
  /** Fields that differ between the old state and the server. */
  readonly differences: readonly { readonly address: string; readonly fields: readonly Difference[] }[];
  /** Resources whose object is no longer on the server. */
  readonly missing: readonly Recognised[];
  readonly skipped: readonly Skipped[];
  /** Resources of a known kind, without an id. */
  readonly unidentified: readonly Skipped[];
  readonly removal: Removal | undefined;
  readonly encrypted: boolean;
}

/** A text of a state or a server on one line. */
const foreign = (text: string): string => oneLine(text, 200);

/** The result for a person, without secrets. */
export function text(migration: Migration, dryRun: boolean): string {
  const { adopted, differences, missing, skipped, unidentified, encrypted } = migration;
  const section = (title: string, rows: readonly (readonly string[])[]) =>
    linesIf(rows.length, `${title}\n${alignColumns(rows)}`);
  const changes = differences.flatMap(({ address, fields }) =>
    fields.map(({ field, old, now }) => [foreign(address), field, foreign(`${old} → ${now}`)]),
  );
  return [
    ...objectsReport(adopted),
    ...linesIf(
      Number(encrypted),
      "Secrets in this state are encrypted: export it with --show-secrets to keep them.",
    ),
    ...section("Differs from the old state; the server's value is used:", changes),
    ...section(
      "No longer on the server:",
      missing.map(({ old, id }) => [foreign(old.address), foreign(id)]),
    ),
    ...section("Without an id:", rowsOf(unidentified)),
    ...section("Skipped:", rowsOf(skipped)),
    ...linesIf(Number(dryRun), "Nothing was written: --dry-run."),
    ...(hasNextSteps(migration, dryRun) ? [steps(adopted, migration.removal)] : []),
  ].join("\n\n");
}

/** A row for each resource that may be one of ours; others are counted by type. */
function rowsOf(skipped: readonly Skipped[]): string[][] {
  const groups = Map.groupBy(skipped, ({ address, type, reason }) =>
    type === "" ? address : `${type} ${reason}`,
  );
  return [...groups.values()].map(([first, ...others]) => {
    const { address, type, reason } = first as Skipped;
    return [foreign(others.length === 0 ? address : `${others.length + 1} of ${type}`), reason];
  });
}

const steps = (adopted: Adopted, { before, commands, after }: Removal): string =>
  [
    ...(adopted.isWritten ? [nextSteps(adopted)] : []),
    ...before,
    "Then remove the old resources from their state. Run this in the old project's folder; it changes no server:",
    ...commands,
    after,
    expectsNoChanges(adopted)
      ? "Now nothing is left to change. Check it with:"
      : "Now only the changes named above are left. Check it with:",
    previewCommand(adopted),
  ].join("\n");

/** Whether the next update changes nothing: no rotation, no credential to send. */
const expectsNoChanges = ({ objects }: Adopted) =>
  sentByNextUpdate(objects).length === 0 && !objects.some(({ secret }) => secret === "rotated");

const previewCommand = (adopted: Adopted) =>
  [
    expectsNoChanges(adopted) ? "pulumi preview --expect-no-changes" : "pulumi preview --diff",
    ...stackFlags(adopted.stack),
  ].join(" ");

/** Whether resources have to be removed from the old state. */
const hasNextSteps = (migration: Migration, dryRun: boolean): migration is Migration & { removal: Removal } =>
  !dryRun && migration.adopted.undecided.length === 0 && migration.removal !== undefined;

/** The result as a JSON document. */
export function json(migration: Migration, dryRun: boolean): string {
  const { adopted, removal, differences, missing, skipped, unidentified, encrypted } = migration;
  const { files, stack, isWritten } = adopted;
  const imported = isWritten ? [importCommand(files, stack)] : [];
  return jsonReport(adopted, {
    commands: hasNextSteps(migration, dryRun)
      ? [...imported, ...migration.removal.commands, previewCommand(adopted)]
      : [],
    before: removal?.before ?? [],
    differences,
    missing: missing.map(({ old, id }) => ({ address: old.address, id })),
    unidentified,
    skipped,
    encrypted,
  });
}
