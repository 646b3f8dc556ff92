import { isBuiltin } from "node:module";
import { join } from "node:path";
import { type Plugin, type RolldownOptions, rolldown } from "rolldown";

const provider = join(import.meta.dirname, "..", "..", "provider");

/** Libraries that the plugin loads on first use. They are separate files, so the plugin starts faster. */
const onDemand = ["cockatiel", "entities/decode", "fastest-levenshtein", "p-queue", "undici", "zod"];

const fileOf = (library: string) => library.replace("/", "-");

/** Files next to the bundle's folder in an archive. */
const siblings = ["package.json", "schema.json"];

/** Keeps `require` for separate files of the archive. */
const keepSeparate: Plugin = {
  name: "keep-separate",
  resolveId(id) {
    if (onDemand.includes(id)) return { id: `./${fileOf(id)}.js`, external: true };
    const file = siblings.find((name) => id === `pulumi-rockit-durst/${name}`);
    return file === undefined ? null : { id: `../${file}`, external: true };
  },
};

/**
 * Writes the plugin with all libraries, as `plugin.js` and files that are loaded on demand. Returns the
 * folders of the libraries.
 */
export async function bundlePlugin(folder: string): Promise<string[]> {
  const modules = await write(folder, {
    input: { plugin: join(provider, "plugin.ts") },
    plugins: [keepSeparate],
  });
  for (const library of onDemand)
    modules.push(...(await write(folder, { input: { [fileOf(library)]: library } })));
  return [...new Set(modules.flatMap(libraryOf))].toSorted();
}

/** The folder of the library that a module belongs to, if any. */
export const libraryOf = (id: string): string[] =>
  /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(id)?.slice() ?? [];

async function write(dir: string, options: RolldownOptions): Promise<string[]> {
  const bundle = await rolldown({ ...options, cwd: provider, platform: "node" });
  const { output } = await bundle.write({
    dir,
    format: "cjs",
    exports: "named",
    entryFileNames: "[name].js",
    comments: { legal: true, annotation: true, jsdoc: false },
  });
  await bundle.close();
  const [{ imports }] = output;
  const missing = imports.filter((id) => !isBuiltin(id) && !id.startsWith("."));
  if (missing.length > 0) throw new Error(`the plugin's bundle must contain ${missing.join(", ")}`);
  return output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
}
