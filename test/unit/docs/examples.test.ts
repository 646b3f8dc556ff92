// Every example has a page that begins with its purpose and the command to run it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const examples = join(import.meta.dirname, "../../../examples");
const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe.each(folders.map(({ name }) => name))("examples/%s", (name) => {
  const page = join(examples, name, "README.md");
  const text = existsSync(page) ? readFileSync(page, "utf8") : "";

  it("begins with a title, a sentence, and soon a command", () => {
    expect(text).toMatch(/^# \S.*\n\n[A-Z]/);
    const [before = ""] = text.split("```sh");
    expect(before).not.toBe(text);
    expect(before).not.toContain("\n## ");
  });
});
