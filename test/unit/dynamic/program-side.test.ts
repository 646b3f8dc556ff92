import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { built } from "../../helpers/built.ts";

const root = resolve(import.meta.dirname, "../../..");
const main = built("index.js");

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
  const [sdk, program, plugin] = loadedBy("@pulumi/pulumi", main, "pulumi-rockit-durst/lifecycle");
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
