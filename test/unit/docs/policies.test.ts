import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { policies } from "../../../packages/policy/src/index.ts";
import { policyRows } from "../../helpers/policy-rows.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const textOf = (path: string) => readFileSync(join(root, path), "utf8");

it("has a row for each policy, in the pack's order", () => {
  expect(policyRows().map(({ name }) => name)).toEqual(policies.map(({ name }) => name));
});

it.each(policies)("says of $name what is true of it", (policy) => {
  const row = policyRows().find(({ name }) => name === policy.name);
  const parameters = Object.entries(policy.configSchema?.properties ?? {}).map(
    ([parameter, { default: value }]) => `\`${parameter}\`: \`${JSON.stringify(value)}\``,
  );
  expect(row).toMatchObject({
    level: policy.enforcementLevel,
    severity: policy.severity,
    parameters: parameters.join("; "),
    mends: "remediateResource" in policy ? "yes" : "",
  });
});

it.each(policies)("has a $name that tells people all they need", (policy) => {
  expect(policy).toMatchObject({
    displayName: expect.stringMatching(/./),
    description: expect.stringMatching(/^[A-Z].+\.$/),
    remediationSteps: expect.stringMatching(/^[A-Z].+\.$/),
    url: expect.stringMatching(/^https:\/\//),
    severity: expect.stringMatching(/^(low|medium|high|critical)$/),
  });
  const described = Object.values(policy.configSchema?.properties ?? {}).map(
    ({ description = "" }) => description,
  );
  expect(described.filter((words) => words === "")).toEqual([]);
});

it("gives the pack the package's version", () => {
  const versionOf = (path: string) => JSON.parse(textOf(path)).version;
  expect(versionOf("packages/policy/package.json")).toBe(versionOf("provider/package.json"));
});
