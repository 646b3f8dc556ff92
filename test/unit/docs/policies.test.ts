import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { policies } from "../../../packages/policy/src/index.ts";

const versionOf = (path: string): string =>
  JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "..", path), "utf8")).version;

// The page itself is made of these words (generated.test.ts), and its programs are run (test/policy/documented-programs.test.ts).
it.each(policies)("$name has a description, remediation steps, a URL and a severity", (policy) => {
  expect(policy).toMatchObject({
    displayName: expect.stringMatching(/./),
    description: expect.stringMatching(/^Forbids .+\.$/),
    remediationSteps: expect.stringMatching(/^[A-Z].+\.$/),
    url: expect.stringMatching(/^https:\/\//),
    severity: expect.stringMatching(/^(low|medium|high|critical)$/),
  });
  const described = Object.values(policy.configSchema?.properties ?? {}).map(
    ({ description = "" }) => description,
  );
  expect(described.filter((words) => words === "")).toEqual([]);
});

it("gives the pack the provider's version", () => {
  expect(versionOf("packages/policy/package.json")).toBe(versionOf("provider/package.json"));
});
