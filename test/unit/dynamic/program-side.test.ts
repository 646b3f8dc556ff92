import { execFileSync } from "node:child_process";
import { globSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../../..");
const built = resolve(root, "provider/dist/index.js");

/** `npm test` has just built the package; whoever runs this file alone may not have. */
function isBuilt(): boolean {
  const sources = globSync("provider/{*,!(dist|node_modules)/**/*}.ts", { cwd: root });
  const since = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.every((source) => statSync(resolve(root, source)).mtimeMs < since);
}

beforeAll(() => {
  if (isBuilt()) return;
  const tsc = resolve(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "provider"], { cwd: root, encoding: "utf8" });
}, 60_000);

/** What each of the modules, required one after the other, loads for the first time: libraries, and the package's own files. */
function loadedBy(...modules: string[]): { libraries: string[]; own: string[] }[] {
  const script = `
    const seen = new Set();
    const fresh = () => Object.keys(require.cache).filter((file) => !seen.has(file) && seen.add(file));
    const loaded = ${JSON.stringify(modules)}.map((name) => { require(name); return fresh(); });
    process.stdout.write(JSON.stringify(loaded))`;
  const output = execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
  return (JSON.parse(output) as string[][]).map((paths) => {
    const files = paths.map((path) => path.replaceAll("\\", "/"));
    const part = (pattern: RegExp) => files.flatMap((file) => pattern.exec(file)?.[1] ?? []);
    return {
      libraries: [...new Set(part(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//))],
      own: part(/\/provider\/dist\/(.+)\.js$/).sort(),
    };
  });
}

it("a program loads neither HTTP nor schemas nor lifecycles, which only the plugin needs", () => {
  const [sdk, program, plugin] = loadedBy("@pulumi/pulumi", built, "pulumi-rockit-durst/lifecycle");
  expect(program?.libraries).toEqual([]);
  expect(program?.own).toEqual(expect.arrayContaining(["index", "rockit/subscription", "dynamic/resource"]));
  expect(
    program?.own.filter((file) => /^http\/|\/(plugin|check|fields|api|schema)$|lifecycle/.test(file)),
  ).toEqual([]);
  for (const heavy of ["undici", "zod", "jose"]) expect(sdk?.libraries).not.toContain(heavy);
  // This look at the modules does see them where they are loaded.
  expect(plugin?.libraries).toEqual(expect.arrayContaining(["undici", "zod"]));
  expect(plugin?.own).toContain("http/client");
  // A child process that loads all of the SDK: quick, but not on a machine that does much else.
}, 60_000);
