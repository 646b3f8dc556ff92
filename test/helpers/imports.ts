// Which file imports which, read off the sources.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** The imports of each file of a folder, by paths below it. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Imports among a folder's TypeScript files, types too. */
export function importsIn(folder: string): Imports {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !/(^|\/)(dist|node_modules)\//.test(file));
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const source = readFileSync(join(folder, file), "utf8");
      const named = [...source.matchAll(/(?:from|import\(|require\()\s*"(\.[^"]*)"/g)].map(([, to = ""]) =>
        join(dirname(file), to).replaceAll("\\", "/").replace(/\.js$/, ""),
      );
      const found = named.flatMap((to) => [`${to}.ts`, `${to}/index.ts`].find((one) => known.has(one)) ?? []);
      return [file, found];
    }),
  );
}

/** A circle of imports; `undefined` if there is none. */
export function importCycleIn(imports: Imports): string[] | undefined {
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const circle = walk(next, [...way, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = walk(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** Imports of a higher layer, or of a neighbour in the same row. */
export function upwardImportsIn(imports: Imports, rows: readonly (readonly RegExp[])[]): string[] {
  const placeOf = (file: string) => {
    const row = rows.findIndex((rooms) => rooms.some((room) => room.test(file)));
    return { row, room: rows[row]?.findIndex((one) => one.test(file)) };
  };
  return [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => {
        const [from, to] = [placeOf(file), placeOf(target)];
        return from.row < 0 || to.row > from.row || (to.row === from.row && to.room !== from.room);
      })
      .map((target) => `${relative("", file)} → ${target}`),
  );
}
