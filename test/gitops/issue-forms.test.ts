// GitHub silently hides an invalid form.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseYaml } from "./files.ts";

const folder = join(import.meta.dirname, "..", "..", ".github", "ISSUE_TEMPLATE");
const forms = readdirSync(folder).filter((file) => file !== "config.yml");

interface Element {
  readonly type: string;
  readonly id?: string;
  readonly attributes?: {
    readonly label?: string;
    readonly value?: string;
    readonly options?: readonly string[];
  };
}

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly Element[];
}

describe.each(forms)("%s", (file) => {
  const { body, ...form } = parseYaml<Form>(readFileSync(join(folder, file), "utf8"));

  it("is valid by GitHub's form schema", () => {
    expect(form).toEqual({ name: expect.stringMatching(/\w/), description: expect.stringMatching(/\w/) });
    for (const { type, attributes } of body) {
      expect(["markdown", "dropdown", "textarea", "input", "checkboxes"]).toContain(type);
      expect(type === "markdown" ? attributes?.value : attributes?.label).toMatch(/\w/);
      if (type === "dropdown") expect(new Set(attributes?.options).size).toBe(attributes?.options?.length);
    }
    const ids = body.flatMap(({ id }) => id ?? []);
    expect(ids).toHaveLength(body.filter(({ type }) => type !== "markdown").length);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
