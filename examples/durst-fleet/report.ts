import { type Change, type Operation, operations } from "./outcome.ts";
import type { Outcome, Result } from "./run.ts";

const signs: Readonly<Record<Change["operation"], string>> = {
  create: "+",
  update: "~",
  replace: "±",
  delete: "-",
};

/** Lines on stderr as things happen, each with its site's name. */
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
    this.#line(site, `${signs[operation]} ${resource}${what}${found ? " (found at the server)" : ""}`);
  };

  readonly ended = (outcome: Outcome): void => {
    this.#ended += 1;
    const reason = outcome.reason === undefined ? "" : `: ${outcome.reason}`;
    const what = outcome.result === "ok" ? `ok: ${counted(outcome)}` : `${outcome.result}${reason}`;
    this.#line(outcome.site, `${what} (${outcome.seconds} s, ${this.#ended} of ${this.#all})`);
  };

  #line(site: string, words: string): void {
    console.error(`${site.padEnd(this.#width)}  ${words}`);
  }
}

const counted = (outcome: Outcome): string =>
  operations
    .filter((operation) => outcome[operation] > 0)
    .map((operation) => `${outcome[operation]} ${operation}`)
    .join(", ") || "nothing to do";

const results = ["ok", "drift", "failed", "interrupted", "not begun"] as const satisfies readonly Result[];

/** How many sites had each result; those that none had are left out. */
function totals(outcomes: readonly Outcome[]): Partial<Record<Result, number>> {
  const counts = results.map((result) => [result, outcomes.filter((one) => one.result === result).length]);
  return Object.fromEntries(counts.filter(([, count]) => count !== 0));
}

export interface Ran {
  readonly command: string;
  readonly parallel: number;
  readonly seconds: number;
  readonly sites: readonly Outcome[];
}

/** One row a site; reasons stand below, for they are long. */
export function table({ command, seconds, sites }: Ran): string {
  const columns: readonly [string, (outcome: Outcome) => string][] = [
    ["site", ({ site }) => site],
    ["result", ({ result }) => result],
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
  // Why sites were not begun is the same for all, and needs no line each.
  const reasons = sites.flatMap(({ site, result, reason }) =>
    reason === undefined || result === "not begun" ? [] : [`${site}: ${reason}`],
  );
  const sums = Object.entries(totals(sites)).map(([result, count]) => `${count} ${result}`);
  return [
    ...lines,
    "",
    ...reasons,
    ...(reasons.length === 0 ? [] : [""]),
    `${command}: ${sites.length} ${sites.length === 1 ? "site" : "sites"} in ${seconds} s: ${sums.join(", ")}`,
  ].join("\n");
}

export const json = (ran: Ran): string => JSON.stringify({ ...ran, totals: totals(ran.sites) }, null, 2);
