import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modulesOf } from "../../../tools/checks/code-blocks.ts";
import { codeTypeFaults, typeFaults } from "../../../tools/checks/code-types.ts";
import { repositoryOf } from "./repository.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const fenced = (text: string, language = "ts") => `\`\`\`${language}\n${text}\n\`\`\`\n`;
const faultsIn = (...parts: readonly string[]) => typeFaults(root, modulesOf("page.md", parts.join("\n")));

describe("TypeScript in Markdown", () => {
  it.each(["ts", "typescript"])("is compiled in a block of %s, and a fault has its line", (language) => {
    const faults = faultsIn("# Title\n", fenced('const a = 1;\nconst b: number = "text";', language));
    expect(faults).toEqual(["page.md:5: Type 'string' is not assignable to type 'number'."]);
  });

  it("is compiled in a block of a list", () => {
    const block = '   ```ts\n   const b: number = "text";\n   ```\n';
    expect(faultsIn("1. First\n", block)).toEqual([
      "page.md:4: Type 'string' is not assignable to type 'number'.",
    ]);
  });

  it("reports a name that no block has declared", () => {
    expect(faultsIn(fenced("missing();"))).toEqual(["page.md:2: Cannot find name 'missing'."]);
  });

  it("reports a package that does not exist, and a name that a package does not export", () => {
    const block = fenced('import "missing";\nimport { missing } from "execa";');
    expect(faultsIn(block)).toEqual([
      expect.stringMatching(/^page\.md:2: .*'missing'/),
      expect.stringMatching(/^page\.md:3: .*"execa"' has no exported member 'missing'/),
    ]);
  });

  it("ignores other languages", () => {
    expect(faultsIn(fenced("const a: number = 'text';", "js"), fenced("missing", "sh"))).toEqual([]);
  });
});

describe("a block", () => {
  it("uses and exports the declarations of the blocks before it", () => {
    const first = fenced(
      'import { join as joined } from "node:path";\nimport * as fs from "node:fs";\nexport const [a, { b }] = [1, { b: "" }];\ninterface C { d: string }\nfunction e(): C { return { d: b }; }',
    );
    const second = fenced("export const f: C = e();\nfs.rmSync(joined(f.d, b));\nexport { a };");
    expect(faultsIn(first, second)).toEqual([]);
  });

  it("may declare a name anew", () => {
    const blocks = [fenced("const a = 1;"), fenced('const a = "text";'), fenced("a.trim();")];
    expect(faultsIn(...blocks)).toEqual([]);
  });

  it("sees nothing of the blocks after it", () => {
    expect(faultsIn(fenced("a;"), fenced("const a = 1;"))).toHaveLength(1);
  });

  it("uses what a comment declares that readers don't see", () => {
    const comment = "<!-- ts\ndeclare const config: { require(key: string): string };\n-->\n";
    expect(faultsIn(comment, fenced('config.require("a").trim();'))).toEqual([]);
    expect(faultsIn(comment, fenced("config.require(1);"))).toHaveLength(1);
  });

  it("imports files and packages that a comment names", () => {
    const file = "<!-- ts other.ts\nexport const a = 1;\n-->\n";
    const stub = "<!-- ts node_modules/@example/cloud/index.d.ts\nexport class Parameter {}\n-->\n";
    const imports = 'import { a } from "./other";\nimport * as cloud from "@example/cloud";';
    expect(faultsIn(file, stub, fenced(`${imports}\na.toFixed(); new cloud.Parameter();`))).toEqual([]);
    expect(faultsIn(file, stub, fenced(`${imports}\na.trim(); new cloud.Missing();`))).toHaveLength(2);
  });

  it("knows nothing of other pages", () => {
    const modules = [
      ...modulesOf("a.md", fenced("const a = 1;")),
      ...modulesOf("b.md", fenced("const b = 2;\na;")),
    ];
    expect(typeFaults(root, modules)).toEqual(["b.md:3: Cannot find name 'a'."]);
  });
});

it("reads the pages that users read", async () => {
  const page = fenced("missing();");
  const paths = [
    "README.md",
    "docs/a/b.md",
    "packages/a/README.md",
    "examples/a/README.md",
    "test/README.md",
  ];
  const checkout = await repositoryOf(Object.fromEntries(paths.map((path) => [path, page])));
  // A made-up checkout has no types of Node.js.
  const faults = (await codeTypeFaults(checkout)).filter((fault) => fault.includes("missing"));
  expect(faults.map((fault) => fault.split(":")[0]).sort()).toEqual(paths.slice(0, 4).sort());
});
