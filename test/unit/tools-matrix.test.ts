// The declared versions, the tested matrix and the page of supported versions agree.
import semver from "semver";
import { expect, test } from "vitest";
import policy from "../../packages/policy/package.json" with { type: "json" };
import provider from "../../provider/package.json" with { type: "json" };
import { oldestEngine } from "../../tools/engine/pins.ts";
import { type Cell, cells } from "../../tools/matrix/rows.ts";
import { expectedRow, sectionOf, versionsTable } from "../../tools/matrix/table.ts";

const workingCells = cells.filter(({ rejected }) => rejected === undefined);
const sortedVersions = (part: "node" | "sdk" | "typescript", among: readonly Cell[] = workingCells) =>
  semver.sort([...new Set(among.map((cell) => cell[part]))]);
const peers = provider.peerDependencies;

test("the declared ranges begin at the oldest tested versions", () => {
  expect(provider.engines.node).toBe(`>=${sortedVersions("node")[0]}`);
  expect(policy.engines.node).toBe(
    `>=${
      sortedVersions(
        "node",
        workingCells.filter(({ policies }) => policies),
      )[0]
    }`,
  );
  expect(peers["@pulumi/pulumi"]).toBe(`^${sortedVersions("sdk")[0]}`);
  expect(policy.dependencies["@pulumi/pulumi"]).toBe(peers["@pulumi/pulumi"]);
  expect(oldestEngine).toBe(sortedVersions("sdk")[0]);
  const next = semver.major(sortedVersions("typescript").at(-1) ?? "") + 1;
  expect(peers.typescript).toBe(`>=${sortedVersions("typescript")[0]} <${next}`);
});

test.each(cells)("$name is declared if it works, and rejected otherwise", (cell) => {
  const isDeclared =
    semver.satisfies(cell.node, provider.engines.node) &&
    semver.satisfies(cell.sdk, peers["@pulumi/pulumi"]) &&
    semver.satisfies(cell.typescript, peers.typescript);
  if (cell.rejected === undefined || !isDeclared) expect(isDeclared).toBe(cell.rejected === undefined);
  // Cells inside the declared versions that fail for another reason.
  else expect(["pnpm-wrapper", "yarn-pnp-alone", "typescript-6-oldest-sdk"]).toContain(cell.name);
});

test("every Node.js, SDK and TypeScript before the oldest and after the newest is rejected", () => {
  const rejected = cells.filter((cell) => !workingCells.includes(cell));
  expect(semver.lt(sortedVersions("node", rejected)[0] ?? "", sortedVersions("node")[0] ?? "")).toBe(true);
  expect(semver.lt(sortedVersions("sdk", rejected)[0] ?? "", sortedVersions("sdk")[0] ?? "")).toBe(true);
  expect(
    semver.lt(sortedVersions("typescript", rejected)[0] ?? "", sortedVersions("typescript")[0] ?? ""),
  ).toBe(true);
  expect(
    semver.gt(sortedVersions("typescript", rejected).at(-1) ?? "", sortedVersions("typescript").at(-1) ?? ""),
  ).toBe(true);
});

test("the page shows each cell of the matrix", async () => {
  const { is } = await sectionOf("matrix");
  const [, , ...rows] = is.split("\n").filter((line) => line.startsWith("|"));
  expect(rows).toEqual(cells.map(expectedRow));
  expect((await sectionOf("versions")).is).toBe(versionsTable());
});
