// The fleet's output: progress lines, and at the end a table or a JSON document.
import { readFile } from "node:fs/promises";
import { type Difference, differences } from "./drift.ts";
import { type Change, type Operation, operations } from "./run-events.ts";
import type { Outcome, Result } from "./run-site.ts";

const signs: Readonly<Record<Change["operation"], string>> = {
  create: "+",
  update: "~",
  replace: "±",
  delete: "-",
};

/** Progress lines on stderr, each with its site's name. */
export class Progress {
  readonly #width: number;
  readonly #all: number;
  #ended = 0;

  constructor(sites: readonly { readonly name: string }[]) {
    this.#width = Math.max(...sites.map(({ name }) => name.length));
    this.#all = sites.length;
  }

  readonly started = (site: string): void => this.#line(site, "started");

  readonly changed = (site: string, { operation, resource, found, fields }: Change): void => {
    const what = fields.length === 0 ? "" : `: ${fields.join(", ")}`;
    this.#line(site, `${signs[operation]} ${resource}${what}${found ? " (found on the server)" : ""}`);
  };

  readonly ended = (outcome: Outcome): void => {
    this.#ended += 1;
    const reason = outcome.reason === undefined ? "" : `: ${outcome.reason}`;
    const what = outcome.result === "ok" ? `ok: ${counted(outcome)}` : `${verdict(outcome)}${reason}`;
    this.#line(outcome.site, `${what} (${outcome.seconds} s, ${this.#ended} of ${this.#all})`);
  };

  #line(site: string, message: string): void {
    console.error(`${site.padEnd(this.#width)}  ${message}`);
  }
}

const counted = (outcome: Outcome): string =>
  operations
    .filter((operation) => outcome[operation] > 0)
    .map((operation) => `${outcome[operation]} ${operation}`)
    .join(", ") || "nothing to do";

/** The result in a site's row: its differences, or how its run ended. */
const verdict = ({ result, differences: found }: Outcome): string => found?.join(", ") ?? result;

const results = ["ok", "differs", "failed", "interrupted", "skipped"] as const satisfies readonly Result[];

type Totals = Partial<Record<Result | Difference, number>>;

/** Number of sites by result and by difference, without zeros. */
function totals(outcomes: readonly Outcome[]): Totals {
  const differing = Object.keys(differences) as Difference[];
  const counts = [
    ...results.map((name) => [name, outcomes.filter(({ result }) => result === name).length] as const),
    ...differing.map(
      (name) => [name, outcomes.filter((one) => one.differences?.includes(name)).length] as const,
    ),
  ];
  return Object.fromEntries(counts.filter(([, count]) => count !== 0));
}

export const exitCodes = {
  0: "every site is ok",
  1: "a site failed, was interrupted or was skipped",
  2: "the command or the list of sites is wrong; nothing was done",
  3: "drift: every site was checked, and at least one differs from the program",
} as const;

export type ExitCode = keyof typeof exitCodes;

/** A site that could not be checked is a failure, not drift. */
export function exitCodeOf(outcomes: readonly Outcome[]): ExitCode {
  if (outcomes.every(({ result }) => result === "ok")) return 0;
  return outcomes.every(({ result }) => result === "ok" || result === "differs") ? 3 : 1;
}

export interface Ran {
  readonly command: string;
  readonly parallel: number;
  readonly seconds: number;
  readonly sites: readonly Outcome[];
}

/** One row per site; the reasons follow below. */
export function table({ command, seconds, sites }: Ran): string {
  const columns: readonly [string, (outcome: Outcome) => string][] = [
    ["site", ({ site }) => site],
    ["result", verdict],
    ...operations.map((operation): [Operation, (outcome: Outcome) => string] => [
      operation,
      (outcome) => `${outcome[operation] || "."}`,
    ]),
    ["seconds", (outcome) => outcome.seconds.toFixed(1)],
  ];
  const rows = [columns.map(([head]) => head), ...sites.map((site) => columns.map(([, cell]) => cell(site)))];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
  // All skipped sites have the same reason: the last line has it once.
  const reasons = sites.flatMap(({ site, result, reason }) =>
    reason === undefined || result === "skipped" ? [] : [`${site}: ${reason}`],
  );
  const sums = Object.entries(totals(sites)).map(([result, count]) => `${count} ${result}`);
  const [skipped] = sites.filter(({ result }) => result === "skipped");
  return [
    ...lines,
    "",
    ...reasons,
    ...(reasons.length === 0 ? [] : [""]),
    `${command}: ${sites.length} ${sites.length === 1 ? "site" : "sites"} in ${seconds} s: ${sums.join(", ") || "nothing to do"}${skipped === undefined ? "" : ` (${skipped.reason})`}`,
  ].join("\n");
}

/** Incremented when a field of a released document is removed or changes its meaning. */
const schemaVersion = 1;

export const json = (ran: Ran): string => document({ exitCode: exitCodeOf(ran.sites), ...ran });

/** The document of a run that reached no site. */
export const jsonOfError = (exitCode: ExitCode, error: string, mistakes: readonly string[]): string =>
  document({ exitCode, error, ...(mistakes.length > 0 ? { mistakes } : {}), sites: [] });

interface Document extends Partial<Ran> {
  readonly exitCode: ExitCode;
  readonly error?: string;
  readonly mistakes?: readonly string[];
  readonly sites: readonly Outcome[];
}

const document = (fields: Document): string =>
  JSON.stringify({ schemaVersion, ...fields, totals: totals(fields.sites) }, null, 2);

/**
 * Sites that were not ok in an earlier document; undefined if the file is no document, or of a run that
 * reached no site.
 */
export async function failedIn(file: string): Promise<ReadonlySet<string> | undefined> {
  try {
    const { schemaVersion: version, sites, error } = JSON.parse(await readFile(file, "utf8"));
    if (version !== schemaVersion || error !== undefined) return undefined;
    return new Set((sites as Outcome[]).filter(({ result }) => result !== "ok").map(({ site }) => site));
  } catch {
    return undefined;
  }
}
