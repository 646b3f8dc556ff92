import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";
import { modulesOf, type PageModule } from "./code-blocks.ts";
import { trackedFiles } from "./tracked-files.ts";

/** As strict as a new Pulumi project, for programs of either module format. */
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ["node"],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
};

/** Programs of several files and with SDKs that are too large to install here; test/packages/recipes.test.ts compiles them. */
const recipes = [
  "hand-over-the-secret",
  "one-webhook-two-organisations",
  "site-behind-a-vpn",
  "test-a-program",
] as const;
export type Recipe = (typeof recipes)[number];
const recipePages: readonly string[] = recipes.map((name) => `docs/${name}.md`);

/** A line for each error of the compiler in the TypeScript of a page that users read. */
export async function codeTypeFaults(root: string): Promise<string[]> {
  const pages = await trackedFiles(root, ["README.md", "CONTRIBUTING.md", "docs/", "packages/", "examples/"]);
  const modules = pages
    .filter((path) => path.endsWith(".md") && !recipePages.includes(path))
    .map(async (page) => modulesOf(page, await readFile(join(root, page), "utf8")));
  return typeFaults(root, (await Promise.all(modules)).flat());
}

/** The compiler's errors in modules that exist only in memory, below `root`. */
export function typeFaults(root: string, modules: readonly PageModule[]): string[] {
  const host = ts.createCompilerHost(options);
  const inMemory = new Map(modules.map((module) => [join(root, module.path), module]));
  const folders = new Set<string>();
  for (const path of inMemory.keys())
    for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder))
      folders.add(folder);
  const { fileExists, readFile, directoryExists } = host;
  host.fileExists = (path) => inMemory.has(join(path)) || fileExists(path);
  host.readFile = (path) => inMemory.get(join(path))?.text ?? readFile(path);
  host.directoryExists = (path) => folders.has(join(path)) || (directoryExists?.(path) ?? true);
  host.getCurrentDirectory = () => root;

  const program = ts.createProgram([...inMemory.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const { file, start = 0 } = diagnostic;
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
    const module = inMemory.get(join(file?.fileName ?? ""));
    if (file === undefined || module === undefined) return text;
    return `${module.page}:${module.line + file.getLineAndCharacterOfPosition(start).line}: ${text}`;
  });
}
