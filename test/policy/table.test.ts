import { describe, expect, it } from "vitest";
import { policies } from "../../packages/policy/src/index.ts";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { validateResource, validateStack } from "./policy-server.ts";
import { commonRows } from "./rows/common.ts";
import { durstRows } from "./rows/durst.ts";
import { durstStackRows } from "./rows/durst-stacks.ts";
import { rockitRows } from "./rows/rockit.ts";
import { webhookRows } from "./rows/rockit-webhooks.ts";
import type { Case, Row } from "./rows/row.ts";

const rows: readonly Row[] = [...webhookRows, ...rockitRows, ...durstRows, ...durstStackRows, ...commonRows];

/** Judges the case with the policy, and compares the complete verdict with the expected one. */
async function expectVerdict({ policy, context: rowContext }: Row, one: Case): Promise<void> {
  const context = one.context ?? rowContext ?? {};
  const resources = typeof one.resources === "function" ? one.resources() : one.resources;
  const verdict = await ("type" in resources
    ? validateResource(policy, resources, context)
    : validateStack(policy, resources, context));
  expect(verdict).toEqual({
    violations: one.violations ?? [],
    unknown: (one.unknown ?? []).map((at) =>
      expect.stringMatching(`value at \\.${at.replaceAll(".", "\\.")} can't be known during preview$`),
    ),
    notApplicable: one.notApplicable,
  });
  expectNoSecretsIn(verdict.violations.join(), "canary");
}

it("has a row for each policy, in the pack's order", () => {
  expect(rows.map(({ policy }) => policy)).toEqual(policies.map(({ name }) => name));
});

describe.each(rows)("$policy", (row) => {
  const waits = typeof row.waits === "string" ? [] : row.waits;

  it("has a case of each kind", () => {
    for (const kind of ["passes", "reports", "secret"] as const) expect(row[kind]).not.toEqual([]);
    if (typeof row.waits !== "string") expect(row.waits).not.toEqual([]);
    const expectsNothing = ({ violations, unknown }: Case) => (violations ?? unknown) === undefined;
    expect(row.passes.filter((one) => !expectsNothing(one))).toEqual([]);
    expect(row.reports.filter(({ violations = [] }) => violations.length === 0)).toEqual([]);
    expect(waits.filter(({ unknown = [] }) => unknown.length === 0)).toEqual([]);
    expect(row.doesNotApply?.filter(({ notApplicable }) => notApplicable === undefined) ?? []).toEqual([]);
  });

  it.each(row.passes)("lets pass: $what", (one) => expectVerdict(row, one));
  it.each(row.reports)("reports: $what", (one) => expectVerdict(row, one));
  it.each(row.secret)("judges secret values without repeating them: $what", (one) => expectVerdict(row, one));
  it.each(waits)("waits for unknown values: $what", (one) => expectVerdict(row, one));
  it.each(row.doesNotApply ?? [])("reports that it does not apply: $what", (one) => expectVerdict(row, one));
});
