// The imports between source files.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** The imported files of each file, as paths within a folder. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** The imports among a folder's TypeScript files, including those of types. */
export function importsIn(folder: string): Imports {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !/(^|\/)(dist|node_modules)\//.test(file));
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const source = readFileSync(join(folder, file), "utf8");
      const imported = [...source.matchAll(/(?:from|import\(|require\()\s*"(\.[^"]*)"/g)].map(([, to = ""]) =>
        join(dirname(file), to).replaceAll("\\", "/").replace(/\.js$/, ""),
      );
      const found = imported.flatMap(
        (to) => [`${to}.ts`, `${to}/index.ts`].find((one) => known.has(one)) ?? [],
      );
      return [file, found];
    }),
  );
}

/** A cycle of imports; `undefined` if there is none. */
export function importCycleIn(imports: Imports): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Imports of a higher layer, or of another room of the same layer. A layer is a list of rooms, lowest layer first. */
export function upwardImportsIn(imports: Imports, layers: readonly (readonly RegExp[])[]): string[] {
  const placeOf = (file: string) => {
    const layer = layers.findIndex((rooms) => rooms.some((room) => room.test(file)));
    return { layer, room: layers[layer]?.findIndex((one) => one.test(file)) };
  };
  return [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => {
        const [from, to] = [placeOf(file), placeOf(target)];
        return from.layer < 0 || to.layer > from.layer || (to.layer === from.layer && to.room !== from.room);
      })
      .map((target) => `${relative("", file)} → ${target}`),
  );
}
