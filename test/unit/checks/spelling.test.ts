import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";

const cwd = join(import.meta.dirname, "..", "..", "..");

/** What the spelling check says of a file with this text. */
async function spelling(path: string, input: string) {
  const arguments_ = ["--no-progress", "--no-summary", `stdin://${join(cwd, path)}`];
  const { stdout, exitCode } = await execa("cspell", arguments_, {
    cwd,
    input,
    preferLocal: true,
    reject: false,
  });
  return { stdout, exitCode };
}

it.each([
  ["a page", "docs/page.md", "The subscribtion is created.\n"],
  ["a comment", "provider/file.ts", "// The subscribtion is created.\n"],
  ["a string", "packages/webhooks/src/file.ts", 'throw new Error("no subscribtion");\n'],
  ["a name", "provider/file.ts", "const subscribtionName = 1;\n"],
])("reports a misspelled word in %s", async (_, path, text) => {
  const { stdout, exitCode } = await spelling(path, text);
  expect(stdout).toMatch(/:1:\d+ - Unknown word \(subscribtion/);
  expect(exitCode).toBe(1);
});

it("accepts the project's own words", async () => {
  const text = "ROCKIT Edge and Durst Workflow: pulumi, webhook, idempotent.\n";
  expect(await spelling("docs/page.md", text)).toEqual({ stdout: "", exitCode: 0 });
});
