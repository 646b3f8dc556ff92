import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { root } from "../../../tools/release/packages.ts";

it.each([
  [
    "no --dry-run",
    [],
    /^release: only \.github\/workflows\/release\.yml publishes releases, when a tag is pushed/,
  ],
  ["an unknown option", ["--dry-run", "--yes"], /^release: Unknown option '--yes'/],
])("publishes nothing with %s, and reports the reason", async (_, args, words) => {
  const main = join(root, "tools", "release", "main.ts");
  const { exitCode, stderr } = await execa(process.execPath, [main, ...args], { reject: false });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(words);
  expect(stderr).toContain("Usage: npm run release");
  expect(stderr).not.toMatch(/ {4}at /);
});
