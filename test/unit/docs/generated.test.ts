import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { policies } from "../../../packages/policy/src/index.ts";
import { documents } from "../../../tools/docs/documents.ts";
import { withParts } from "../../../tools/docs/tables.ts";
import { rowsOf, settingsOfVendors } from "../../helpers/documents.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const generated = documents(rowsOf(), settingsOfVendors, policies, read);

describe("a document that is generated from rows", () => {
  it.each(Object.keys(generated))("%s is as `npm run docs` makes it", (path) => {
    expect(read(path)).toBe(generated[path]);
  });

  it("keeps all text around its generated parts", () => {
    const text = "a\n<!-- begin: x -->\nold\n<!-- end: x -->\nb\n";
    expect(withParts(text, { x: "new" })).toBe("a\n<!-- begin: x -->\nnew\n<!-- end: x -->\nb\n");
    expect(() => withParts(text, { y: "new" })).toThrow("the document has no part y");
  });
});
