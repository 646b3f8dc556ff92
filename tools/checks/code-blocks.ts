import { basename } from "node:path";
import ts from "typescript";

/** TypeScript of a Markdown page, as a module that the compiler can check. */
export interface PageModule {
  /** Path below the root, in a folder that has the page's path as its name. */
  readonly path: string;
  readonly text: string;
  readonly page: string;
  /** The page's line that the module's first line stands on, from 1. */
  readonly line: number;
}

/** A code block, or a comment `<!-- ts … -->` that readers don't see; `<!-- ts PATH` names a file to import. */
const block =
  /^(?<indent> *)```(?:ts|typescript)(?: [^\n]*)?\n(?<shown>.*?)^\k<indent>```$|^<!-- ts(?: (?<file>\S+))?\n(?<hidden>.*?)^-->$/gms;

/** The modules of a page: each block sees the declarations of the blocks before it and may declare them anew. */
export function modulesOf(page: string, markdown: string): PageModule[] {
  const modules: PageModule[] = [];
  const visible = new Map<string, string>();
  for (const { index, groups = {} } of markdown.matchAll(block)) {
    const { shown, hidden, file } = groups;
    const text = shown ?? hidden ?? "";
    const line = markdown.slice(0, index).split("\n").length + 1;
    const path = `${page}/${file ?? `block-${modules.length + 1}.ts`}`;
    if (file !== undefined) {
      modules.push({ path, text, page, line });
      continue;
    }
    const own = declaredNames(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
    // On the first line, so that the numbers of lines stay.
    const imports = [...visible]
      .filter(([name]) => !own.has(name))
      .map(([name, from]) => `import { $${name} as ${name} } from "./${from}";`)
      .join(" ");
    // By another name, for a block may export the name itself.
    const exports = [...own].map((name) => `${name} as $${name}`).join(", ");
    modules.push({ path, text: `${imports}${text}\nexport { ${exports} };\n`, page, line });
    for (const name of own) visible.set(name, basename(path));
  }
  return modules;
}

/** Names that the statements at the top declare or import. */
function declaredNames({ statements }: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const add = (name: ts.BindingName | undefined): void => {
    if (name === undefined) return;
    if (ts.isIdentifier(name)) names.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
  };
  for (const statement of statements) {
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) add(name);
    else if (ts.isImportDeclaration(statement)) {
      const { name, namedBindings } = statement.importClause ?? {};
      add(name);
      if (namedBindings === undefined) continue;
      if (ts.isNamespaceImport(namedBindings)) add(namedBindings.name);
      else for (const element of namedBindings.elements) add(element.name);
    } else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement)
    )
      add(statement.name);
  }
  return names;
}
