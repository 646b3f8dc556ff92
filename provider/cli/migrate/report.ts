import { relative } from "node:path";
import type { Found, Imported } from "../adopt/model";
import type { Program } from "../adopt/program";
import { asJson, importCommand, listed, options, type Target, written } from "../adopt/report";
import { sentLater } from "../adopt/write-only-secrets";
import { aligned, plain, plainJson } from "../print/terminal";
import type { LeftAlone, Removal } from "./old-state";
import type { Recognised } from "./recognition";

/** What is migrated, what is not, and what comes next. */
export interface Migration {
  readonly objects: readonly Imported[];
  readonly found: Found;
  readonly program: Program;
  readonly files: { readonly importFile: string; readonly program: string; readonly secrets: boolean };
  /** Whether the files were. */
  readonly written: boolean;
  readonly target: Target;
  /** Fields of which the old state says something else than the server. */
  readonly differing: readonly { readonly at: string; readonly fields: readonly string[] }[];
  readonly gone: readonly Recognised[];
  readonly leftAlone: readonly LeftAlone[];
  readonly removal: Removal | undefined;
  readonly encrypted: boolean;
}

const longest = 200;

/** All of it, for a person or as one JSON document; no secret in it. */
export const printed = (
  migration: Migration,
  how: { readonly json: boolean; readonly dryRun: boolean },
): string => (how.json ? document(migration) : text(migration, how.dryRun));

function text(migration: Migration, dryRun: boolean): string {
  const { objects, found, gone, leftAlone, encrypted } = migration;
  const differing = migration.differing.filter(({ fields }) => fields.length > 0);
  const section = (title: string, rows: readonly (readonly string[])[]) =>
    rows.length === 0
      ? []
      : [`${title}\n${aligned(rows.map((row) => row.map((cell) => plain(cell, longest))))}`];
  return [
    listed(objects, found),
    ...(encrypted
      ? ["Secrets in this state are encrypted: export it with --show-secrets, and they come along."]
      : []),
    ...section(
      "Not as the old state says; what the server has is taken:",
      differing.map(({ at, fields }) => [at, fields.join(", ")]),
    ),
    ...section(
      "The server has them no more:",
      gone.map(({ old, id }) => [old.at, id]),
    ),
    ...section("Left alone:", rowsOf(leftAlone)),
    ...(dryRun ? ["Nothing was written: --dry-run."] : []),
    ...(migration.written ? [steps(migration)] : []),
  ].join("\n\n");
}

/** One that might be ours with its own name, others by their type. */
function rowsOf(leftAlone: readonly LeftAlone[]): string[][] {
  const groups = Map.groupBy(leftAlone, ({ at, type, why }) => (type === "" ? at : `${type} ${why}`));
  return [...groups.values()].map(([first, ...others]) => {
    const { at, type, why } = first as LeftAlone;
    return [others.length === 0 ? at : `${others.length + 1} of ${type}`, why];
  });
}

function steps(migration: Migration): string {
  const { objects, program, files, target, removal } = migration;
  return [
    written(objects, program, files, target),
    ...(removal === undefined
      ? []
      : [
          ...removal.before,
          "Then, in the old project's folder, take the old ones out of its state, which asks no server:",
          removal.command,
          removal.after,
        ]),
    settled(objects)
      ? "Nothing is to be changed now, which this shows:"
      : "Nothing but what is named above is to be changed now, as this shows:",
    preview(objects, target),
  ].join("\n");
}

/** Whether nothing is planned: no rotation, and no credential that has to be sent. */
const settled = (objects: readonly Imported[]) =>
  sentLater(objects).length === 0 && !objects.some(({ secret }) => secret === "rotated");

const preview = (objects: readonly Imported[], target: Target) =>
  [
    settled(objects) ? "pulumi preview --expect-no-changes" : "pulumi preview --diff",
    ...options(target),
  ].join(" ");

function document({ objects, found, program, files, target, removal, ...more }: Migration): string {
  const names = [files.importFile, files.program].map((file) => relative("", file));
  const command = more.written ? importCommand(files.importFile, target) : undefined;
  const done = { files: more.written ? names : [], command };
  const commands =
    command === undefined ? [] : [command, ...(removal ? [removal.command] : []), preview(objects, target)];
  return plainJson({
    ...JSON.parse(asJson(objects, found, program, done)),
    commands,
    before: removal?.before ?? [],
    differing: more.differing.filter(({ fields }) => fields.length > 0),
    gone: more.gone.map(({ old, id }) => ({ at: old.at, id })),
    leftAlone: more.leftAlone.map(({ at, why }) => ({ at, why })),
    encrypted: more.encrypted,
  });
}
