import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { nativeProvider } from "../../resource/kind";
import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";

/** A Pulumi project. */
export interface Project {
  /** The folder of Pulumi.yaml; the given folder if there is none. */
  readonly folder: string;
  readonly isProject: boolean;
  readonly name: string | undefined;
  /** `nodejs`, `yaml`. */
  readonly runtime: string;
  /** Whether Pulumi compiles TypeScript: `runtime.options.typescript` is not `false`. */
  readonly compiles: boolean;
  /** The native plugin's entry under `plugins`, with its folder as written there. */
  readonly plugin: { readonly path?: unknown } | undefined;
}

/** The fields of Pulumi.yaml that are read; users may write anything there. */
interface ProjectFile {
  readonly name?: unknown;
  readonly runtime?:
    | string
    | { readonly name?: unknown; readonly options?: { readonly typescript?: unknown } };
  readonly plugins?: { readonly providers?: readonly { readonly name?: unknown; readonly path?: unknown }[] };
}

/** The project of a folder or of the nearest folder above it. */
export function projectOf(cwd: string): Project {
  const file = projectFile(resolve(cwd));
  const { name, runtime, plugins } = file === undefined ? {} : readProjectFile(file);
  const language = typeof runtime === "object" ? runtime?.name : runtime;
  const entries = Array.isArray(plugins?.providers) ? plugins.providers : [];
  return {
    folder: file === undefined ? resolve(cwd) : dirname(file),
    isProject: file !== undefined,
    name: typeof name === "string" ? name : undefined,
    runtime: typeof language === "string" ? language : "nodejs",
    compiles: !(typeof runtime === "object" && runtime?.options?.typescript === false),
    plugin: entries.find((entry) => entry?.name === nativeProvider),
  };
}

/** Whether programs in this runtime can use the dynamic classes. */
export const canRunClasses = ({ runtime }: Pick<Project, "runtime">) => ["nodejs", "bun"].includes(runtime);

/**
 * @throws CliError if the project's language is not TypeScript or JavaScript: import and migrate write
 * TypeScript
 */
export function refuseOtherLanguages(cwd = "."): void {
  const project = projectOf(cwd);
  if (canRunClasses(project)) return;
  throw new CliError(
    `${oneLine(project.folder, 200)} is a project in ${oneLine(project.runtime, 50)}: import each object with \`pulumi import TYPE NAME ID\` (docs/native.md)`,
  );
}

function projectFile(folder: string): string | undefined {
  const names = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];
  const found = names.map((name) => join(folder, name)).find(existsSync);
  const above = dirname(folder);
  return found ?? (above === folder ? undefined : projectFile(above));
}

/**
 * Parses with the parser of `@pulumi/pulumi`, a peer of this package. Pulumi itself reports a malformed file.
 */
function readProjectFile(file: string): ProjectFile {
  try {
    const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
    const { load } = sdk("js-yaml") as { load: (text: string) => unknown };
    return Object(load(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}
