import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Freshness } from "../../tools/freshness.ts";

let folder: string;
let build: Freshness;
const write = (name: string, text = "") => {
  writeFileSync(join(folder, name), text);
  const before = new Date(Date.now() - 60_000);
  utimesSync(join(folder, name), before, before);
};
const changeFile = (name: string) => writeFileSync(join(folder, name), "changed");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rockit-durst-fresh-"));
  for (const name of ["src", "src/deeper"]) mkdirSync(join(folder, name));
  for (const name of ["src/a.ts", "src/deeper/b.ts", "made.js"]) write(name);
  build = new Freshness(folder, { made: "made.js", sources: ["src/**"] }, join(folder, "stamp"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("nothing is fresh before the first build ends", () => {
  expect([build.isFresh, build.isComplete]).toEqual([false, false]);
  const end = build.begin();
  expect([build.isFresh, build.isComplete]).toEqual([false, false]);
  end();
  expect([build.isFresh, build.isComplete]).toEqual([true, true]);
});

it.each<[what: string, change: () => void]>([
  ["a source was changed", () => changeFile("src/deeper/b.ts")],
  ["a source was removed", () => rmSync(join(folder, "src/deeper/b.ts"))],
  ["an old source was added", () => write("src/deeper/c.ts")],
  [
    "a source was renamed",
    () => {
      rmSync(join(folder, "src/a.ts"));
      write("src/z.ts");
    },
  ],
  ["the built file is missing", () => rmSync(join(folder, "made.js"))],
  ["its stamp is missing, as after the start of another build", () => rmSync(join(folder, "stamp"))],
  ["another build was interrupted", () => void build.begin()],
])("a build is stale when %s", (_, change) => {
  build.begin()();
  change();
  expect(build.isFresh).toBe(false);
});

it("a source changed during the build makes the build stale", () => {
  const end = build.begin();
  changeFile("src/a.ts");
  end();
  expect([build.isFresh, build.isComplete]).toEqual([false, true]);
});
