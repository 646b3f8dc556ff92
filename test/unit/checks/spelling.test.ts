import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";

const cwd = join(import.meta.dirname, "..", "..", "..");

/** The findings of the spelling check for a file with this text. */
async function misspelledWordsIn(path: string, input: string): Promise<string[]> {
  const { stdout } = await execa("cspell", ["--no-progress", "--no-summary", `stdin://${join(cwd, path)}`], {
    cwd,
    input,
    preferLocal: true,
    reject: false,
  });
  return [...stdout.matchAll(/:(\d+):\d+ - Unknown word \((\w+)\)/g)].map(
    ([, line, word]) => `${line} ${word}`,
  );
}

it("finds misspelled words in a page, and knows the project's own", { timeout: 60_000 }, async () => {
  const text =
    "ROCKIT Edge and Durst Workflow.\nPulumi's `xAuthInfo`, idempotent.\nThe subscribtion is created.\n";
  expect(await misspelledWordsIn("docs/page.md", text)).toEqual(["3 subscribtion"]);
});

it("finds misspelled words in comments, strings and names", { timeout: 60_000 }, async () => {
  const text = '// A subscribtion.\nconst events = "subscribtions";\nconst subscribtionId = 17;\n';
  expect(await misspelledWordsIn("provider/file.ts", text)).toEqual([
    "1 subscribtion",
    "2 subscribtions",
    "3 subscribtion",
  ]);
});
