import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { modulesOf } from "../../../tools/checks/code-blocks.ts";
import { codeTypeFaults, typeFaults } from "../../../tools/checks/code-types.ts";
import { repositoryOf } from "./repository.ts";

const timeout = 60_000;
const root = join(import.meta.dirname, "..", "..", "..");
const codeBlock = (text: string, language = "ts") => `\`\`\`${language}\n${text}\n\`\`\`\n`;

const declarations = codeBlock(
  'import { join as joined } from "node:path";\nimport * as fs from "node:fs";\nexport const [a, { b }] = [1, { b: "" }];\ninterface C { d: string }\nfunction e(): C { return { d: b }; }',
);
const hiddenBlock = "<!-- ts\ndeclare const config: { require(key: string): string };\n-->\n";
const otherModule = "<!-- ts other.ts\nexport const a = 1;\n-->\n";
const packageStub = "<!-- ts node_modules/@example/cloud/index.d.ts\nexport class Parameter {}\n-->\n";
const imports = 'import { a } from "./other";\nimport * as cloud from "@example/cloud";';
const notNumber = "Type 'string' is not assignable to type 'number'.";

/** Pages by name, and each fault by its line. */
const pages: Record<string, readonly [parts: readonly string[], faults: readonly (string | RegExp)[]]> = {
  "compiles a block of ts": [
    ["# A\n", codeBlock('const a = 1;\nconst b: number = "";')],
    [`5: ${notNumber}`],
  ],
  "compiles a block of typescript": [[codeBlock('const b: number = "";', "typescript")], [`2: ${notNumber}`]],
  "compiles a block with a title": [
    [codeBlock('const b: number = "";', 'ts title="index.ts"')],
    [`2: ${notNumber}`],
  ],
  "compiles a block in a list": [
    ["1. First\n", '   ```ts\n   const b: number = "";\n   ```\n'],
    [`4: ${notNumber}`],
  ],
  "reports an unknown name": [[codeBlock("missing();")], ["2: Cannot find name 'missing'."]],
  "reports an unknown package, and an unknown export": [
    [codeBlock('import "missing";\nimport { missing } from "execa";')],
    [/^2: .*'missing'/, /^3: .*"execa"' has no exported member 'missing'/],
  ],
  "ignores other languages": [[codeBlock("const a: number = '';", "js"), codeBlock("missing", "sh")], []],
  "lets a block use and export what blocks before it declare": [
    [declarations, codeBlock("export const f: C = e();\nfs.rmSync(joined(f.d, b));\nexport { a };")],
    [],
  ],
  "lets a block declare a name anew": [
    [codeBlock("const a = 1;"), codeBlock('const a = "";'), codeBlock("a.trim();")],
    [],
  ],
  "hides from a block what blocks after it declare": [
    [codeBlock("later;"), codeBlock("const later = 1;")],
    ["2: Cannot find name 'later'."],
  ],
  "lets a block use what a hidden comment declares": [
    [hiddenBlock, codeBlock('config.require("a").trim();')],
    [],
  ],
  "checks the use of what a hidden comment declares": [
    [hiddenBlock, codeBlock("config.require(1);")],
    [/^6: /],
  ],
  "imports files and packages that a comment names": [
    [otherModule, packageStub, codeBlock(`${imports}\na.toFixed(); new cloud.Parameter();`)],
    [],
  ],
  "checks the use of such files and packages": [
    [otherModule, packageStub, codeBlock(`${imports}\na.trim();\nnew cloud.Missing();`)],
    [/^12: .*'trim'/, /^13: .*'Missing'/],
  ],
  "shows nothing of other pages": [[codeBlock("e;")], ["2: Cannot find name 'e'."]],
};

describe("TypeScript in Markdown", () => {
  let faults: string[];
  const pathOf = (title: string) => `${title.replaceAll(" ", "-")}.md`;
  // One run of the compiler for all of them.
  beforeAll(() => {
    const modules = Object.entries(pages).flatMap(([title, [parts]]) =>
      modulesOf(pathOf(title), parts.join("\n")),
    );
    faults = typeFaults(root, modules);
  }, timeout);

  it.each(Object.entries(pages))("%s", (title, [, expected]) => {
    const page = `${pathOf(title)}:`;
    const found = faults.filter((fault) => fault.startsWith(page)).map((fault) => fault.slice(page.length));
    expect(found).toEqual(
      expected.map((fault) => (typeof fault === "string" ? fault : expect.stringMatching(fault))),
    );
  });
});

it("compiles the pages that users read", { timeout }, async () => {
  const page = codeBlock("missing();");
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
