import type { Adopted } from "../adopt/adopt";
import { asJson, importCommand, listed, some, written } from "../adopt/report";
import { sentByNextUpdate } from "../adopt/secret-decisions";
import { alignColumns, oneLine } from "../print/terminal";
import { stackFlags } from "../state/pulumi";
import type { Skipped, Removal } from "./legacy-state";
import type { Recognised } from "./recognition";
import type { Difference } from "./legacy-inputs";

/** What is migrated, what is not, and what comes next. */
export interface Migration {
  readonly adopted: Adopted;
  /** Fields of which the old state says something else than the server. */
  readonly differing: readonly { readonly at: string; readonly fields: readonly Difference[] }[];
  readonly gone: readonly Recognised[];
  readonly skipped: readonly Skipped[];
  /** Of a kind that is known, without what identifies them. */
  readonly unidentified: readonly Skipped[];
  readonly removal: Removal | undefined;
  readonly encrypted: boolean;
}

const longest = 200;

/** All of it, for a person; no secret in it. */
export function text(migration: Migration, dryRun: boolean): string {
  const { adopted, differing, gone, skipped, unidentified, encrypted } = migration;
  const section = (title: string, rows: readonly (readonly string[])[]) =>
    some(rows.length, `${title}\n${alignColumns(rows.map((row) => row.map((cell) => oneLine(cell, longest))))}`);
  const changes = differing.flatMap(({ at, fields }) =>
    fields.map(({ field, old, now }) => [at, field, `${old} → ${now}`]),
  );
  return [
    ...listed(adopted),
    ...some(
      Number(encrypted),
      "Secrets in this state are encrypted: export it with --show-secrets to keep them.",
    ),
    ...section("Differs from the old state; the server's value is used:", changes),
    ...section(
      "No longer on the server:",
      gone.map(({ old, id }) => [old.at, id]),
    ),
    ...section("Can't be identified:", rowsOf(unidentified)),
    ...section("Skipped:", rowsOf(skipped)),
    ...some(Number(dryRun), "Nothing was written: --dry-run."),
    ...(isNext(migration, dryRun) ? [steps(adopted, migration.removal)] : []),
  ].join("\n\n");
}

/** One that might be ours with its own name, others by their type. */
function rowsOf(skipped: readonly Skipped[]): string[][] {
  const groups = Map.groupBy(skipped, ({ at, type, why }) => (type === "" ? at : `${type} ${why}`));
  return [...groups.values()].map(([first, ...others]) => {
    const { at, type, why } = first as Skipped;
    return [others.length === 0 ? at : `${others.length + 1} of ${type}`, why];
  });
}

const steps = (adopted: Adopted, { before, commands, after }: Removal): string =>
  [
    ...(adopted.isWritten ? [written(adopted)] : []),
    ...before,
    "Then, in the old project's folder, remove the old resources from its state, which asks no server:",
    ...commands,
    after,
    settled(adopted)
      ? "Now there is nothing left to change. Check it with:"
      : "Now only the changes named above are left. Check it with:",
    preview(adopted),
  ].join("\n");

/** Whether nothing is planned: no rotation, and no credential that has to be sent. */
const settled = ({ objects }: Adopted) =>
  sentByNextUpdate(objects).length === 0 && !objects.some(({ secret }) => secret === "rotated");

const preview = (adopted: Adopted) =>
  [
    settled(adopted) ? "pulumi preview --expect-no-changes" : "pulumi preview --diff",
    ...stackFlags(adopted.stack),
  ].join(" ");

/** Whether the old state is to forget something, also what the stack owned before. */
const isNext = (migration: Migration, dryRun: boolean): migration is Migration & { removal: Removal } =>
  !dryRun && migration.adopted.open.length === 0 && migration.removal !== undefined;

/** The same as one JSON document. */
export function json(migration: Migration, dryRun: boolean): string {
  const { adopted, removal, differing, gone, skipped, unidentified, encrypted } = migration;
  const { files, stack, isWritten } = adopted;
  const imported = isWritten ? [importCommand(files, stack)] : [];
  return asJson(adopted, {
    commands: isNext(migration, dryRun) ? [...imported, ...migration.removal.commands, preview(adopted)] : [],
    before: removal?.before ?? [],
    differing,
    gone: gone.map(({ old, id }) => ({ at: old.at, id })),
    unidentified,
    skipped,
    encrypted,
  });
}
