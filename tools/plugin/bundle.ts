import { isBuiltin } from "node:module";
import { join } from "node:path";
import { type Plugin, type RolldownOptions, rolldown } from "rolldown";

const provider = join(import.meta.dirname, "..", "..", "provider");

/** Libraries that the plugin loads with their first use: in files of their own, so that a start does not wait for them to be parsed. */
const onDemand = ["cockatiel", "entities/decode", "fastest-levenshtein", "p-queue", "undici", "zod"];

const fileOf = (library: string) => library.replace("/", "-");

/** Files that lie beside the bundle's folder in an archive. */
const beside = ["package.json", "schema.json"];

/** What stays a `require` of a file in the archive. */
const apart: Plugin = {
  name: "apart",
  resolveId(id) {
    if (onDemand.includes(id)) return { id: `./${fileOf(id)}.js`, external: true };
    const file = beside.find((name) => id === `pulumi-rockit-durst/${name}`);
    return file === undefined ? null : { id: `../${file}`, external: true };
  },
};

/** Writes the plugin whole, with all libraries, as `plugin.js` and files that it loads on demand; gives the folders of the libraries. */
export async function bundlePlugin(folder: string): Promise<string[]> {
  const modules = await write(folder, { input: { plugin: join(provider, "plugin.ts") }, plugins: [apart] });
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
  if (missing.length > 0) throw new Error(`the plugin's bundle must hold ${missing.join(", ")}`);
  return output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
}
