import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { fileLengthFaults } from "../../../tools/checks/file-length.ts";
import { repositoryOf } from "./repository.ts";

const lines = (count: number) => "x\n".repeat(count);

it.each(["ts", "mts", "mjs", "cjs", "ps1", "sh"])("reports a .%s file of 301 lines", async (extension) => {
  const root = await repositoryOf({
    [`long.${extension}`]: lines(301),
    [`src/just-right.${extension}`]: lines(300),
  });
  expect(await fileLengthFaults(root)).toEqual([`long.${extension}: 301 lines, at most 300 are allowed`]);
});

it("allows long data, and ignores what Git ignores", async () => {
  const root = await repositoryOf({
    ".gitignore": "dist\n",
    "data.json": lines(301),
    "dist/bundle.mjs": lines(301),
  });
  expect(await fileLengthFaults(root)).toEqual([]);
});

it("ignores a file that was deleted and not yet staged", async () => {
  const root = await repositoryOf({ "deleted.ts": lines(301) });
  await execa({ cwd: root })`git add .`;
  await rm(join(root, "deleted.ts"));
  expect(await fileLengthFaults(root)).toEqual([]);
});
