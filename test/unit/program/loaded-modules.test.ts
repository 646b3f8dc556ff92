import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { ensureBuilt } from "../../helpers/build-output.ts";

const root = resolve(import.meta.dirname, "../../..");
const entryFile = await ensureBuilt("index.js");
const client = resolve(entryFile, "../http/client.js");

/** Runs the steps in a new process, and returns the libraries and own files that each step loads first. */
function loadedBy(...steps: string[]): { libraries: string[]; own: string[] }[] {
  const script = `
    const seen = new Set();
    const newFiles = () => Object.keys(require.cache).filter((file) => !seen.has(file) && seen.add(file));
    (async () => {
      const loaded = [];
      ${steps.map((step) => `${step}; loaded.push(newFiles());`).join("\n")}
      console.log(JSON.stringify(loaded));
    })();`;
  const output = execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
  // The plugin may have printed other lines before this one.
  return (JSON.parse(output.trim().split("\n").at(-1) ?? "") as string[][]).map((paths) => {
    const files = paths.map((path) => path.replaceAll("\\", "/"));
    const matchesOf = (pattern: RegExp) => files.flatMap((file) => pattern.exec(file)?.[1] ?? []);
    return {
      libraries: [...new Set(matchesOf(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//))].sort(),
      own: matchesOf(/\/provider\/dist\/(.+)\.js$/).sort(),
    };
  });
}

const sdk = `require("@pulumi/pulumi")`;
const program = `require(${JSON.stringify(entryFile)})`;
const plugin = `const { rockitSubscription } = require("pulumi-rockit-durst/lifecycle")`;
const planning = `
  const declared = { name: "builds", sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example" };
  const { inputs, failures } = await rockitSubscription.check({}, declared);
  const { changes } = await rockitSubscription.diff("builds", inputs, { ...inputs, url: "https://elsewhere.example" });
  if (failures.length > 0 || !changes) throw new Error("nothing was planned")`;
const firstRequest = `new (require(${JSON.stringify(client)}).HttpClient)({ endpoint: new URL("http://127.0.0.1") })`;

it("a program loads no library but the SDK, and no HTTP, schemas or lifecycles", () => {
  const [sdkLoads, programLoads, pluginLoads, planLoads] = loadedBy(sdk, program, plugin, planning);
  // No further file of the SDK either.
  expect(programLoads?.libraries).toEqual([]);
  expect(programLoads?.own).toEqual(
    expect.arrayContaining(["index", "rockit/subscription", "program/resource"]),
  );
  // The program needs `versions` to report versions that are too old.
  expect(
    programLoads?.own.filter((file) =>
      /^http\/(?!versions$)|\/(serve|check|meaning|answer|client|run)$|lifecycle/.test(file),
    ),
  ).toEqual([]);
  for (const library of ["undici", "zod", "jose"]) expect(sdkLoads?.libraries).not.toContain(library);
  // This check detects the modules when they are loaded.
  expect(planLoads?.libraries).toContain("zod");
  expect(pluginLoads?.own).toContain("http/client");
  // A child process loads the whole SDK, which is slow on a busy machine.
}, 60_000);

it("the plugin loads zod and HTTP libraries only when needed, and no command, policies or receivers", () => {
  const [, pluginLoads, planLoads, requestLoads] = loadedBy(sdk, plugin, planning, firstRequest);
  expect(pluginLoads?.libraries).toEqual([]);
  const folders = new Set(pluginLoads?.own.map((file) => (file.includes("/") ? file.split("/")[0] : "")));
  expect([...folders].sort()).toEqual([
    "",
    "config",
    "durst",
    "dynamic",
    "host",
    "http",
    "resource",
    "rockit",
  ]);
  expect(planLoads).toEqual({ libraries: ["zod"], own: [] });
  expect(requestLoads).toEqual({ libraries: ["p-queue", "undici"], own: [] });
}, 60_000);
