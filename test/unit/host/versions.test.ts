import { expect, it } from "vitest";
import {
  formatVersion,
  isAtLeast,
  minimumVersions,
  nodeTooOld,
  tooOld,
  upperMajorBound,
} from "../../../provider/host/versions.ts";

const processVersions = (given: Record<string, string>) =>
  ({ ...process.versions, ...given }) as NodeJS.ProcessVersions;

it("reports a Node.js that is too old, and no newer one", () => {
  expect(nodeTooOld(processVersions({ node: "22.18.0" }))).toBe(
    `Node.js 22.18.0 is too old, ${formatVersion(minimumVersions.node)} or newer is needed: install a newer one`,
  );
  for (const node of [formatVersion(minimumVersions.node), "26.0.0", "27.0.0-nightly2026"])
    expect(nodeTooOld(processVersions({ node }))).toBeUndefined();
});

it("does not check the version of Node.js that Bun claims", () => {
  expect(nodeTooOld(processVersions({ node: "22.6.0", bun: "1.4.5" }))).toBeUndefined();
});

it.each([
  ["1.2.3", [1, 2, 3], true],
  ["1.2.4", [1, 2, 3], true],
  ["1.10.0", [1, 2, 3], true],
  ["2.0.0", [1, 9, 9], true],
  ["1.2.2", [1, 2, 3], false],
  ["0.9.9", [1, 0, 0], false],
] as const)("%s is at least %j: %s", (version, least, expected) => {
  expect(tooOld("it", version, least, "") === undefined).toBe(expected);
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  expect(isAtLeast([major, minor, patch], least)).toBe(expected);
});

it.each([
  [">=4.7.4 <7", 7],
  [">= 3.8.3 < 6", 6],
  [">=22.19.0", Number.POSITIVE_INFINITY],
])("the range %s ends before %d", (range, end) => {
  expect(upperMajorBound(range)).toBe(end);
});
