import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { ensureBuilt } from "../../helpers/build-output.ts";

const root = resolve(import.meta.dirname, "../../..");
const main = await ensureBuilt("index.js");
const client = resolve(main, "../http/client.js");

/** The libraries and own files that each step loads first, with all steps in sequence in a fresh process. */
function loadedBy(...steps: string[]): { libraries: string[]; own: string[] }[] {
  const script = `
    const seen = new Set();
    const fresh = () => Object.keys(require.cache).filter((file) => !seen.has(file) && seen.add(file));
    (async () => {
      const loaded = [];
      ${steps.map((step) => `${step}; loaded.push(fresh());`).join("\n")}
      console.log(JSON.stringify(loaded));
    })();`;
  const output = execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
  // The plugin may have printed other lines before this one.
  return (JSON.parse(output.trim().split("\n").at(-1) ?? "") as string[][]).map((paths) => {
    const files = paths.map((path) => path.replaceAll("\\", "/"));
    const part = (pattern: RegExp) => files.flatMap((file) => pattern.exec(file)?.[1] ?? []);
    return {
      libraries: [...new Set(part(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//))].sort(),
      own: part(/\/provider\/dist\/(.+)\.js$/).sort(),
    };
  });
}

const sdk = `require("@pulumi/pulumi")`;
const program = `require(${JSON.stringify(main)})`;
const plugin = `const { rockitSubscription } = require("pulumi-rockit-durst/lifecycle")`;
const planning = `
  const declared = { name: "builds", sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example" };
  const { inputs, failures } = await rockitSubscription.check({}, declared);
  const { changes } = await rockitSubscription.diff("builds", inputs, { ...inputs, url: "https://elsewhere.example" });
  if (failures.length > 0 || !changes) throw new Error("nothing was planned")`;
const firstRequest = `new (require(${JSON.stringify(client)}).HttpClient)({ endpoint: new URL("http://127.0.0.1") })`;

it("a program loads no library but the SDK, and no HTTP, schemas or lifecycles", () => {
  const [before, itself, plugged, planned] = loadedBy(sdk, program, plugin, planning);
  // No further file of the SDK either.
  expect(itself?.libraries).toEqual([]);
  expect(itself?.own).toEqual(expect.arrayContaining(["index", "rockit/subscription", "program/resource"]));
  // The program needs `versions` to report versions that are too old.
  expect(
    itself?.own.filter((file) =>
      /^http\/(?!versions$)|\/(serve|check|meaning|answer|client|run)$|lifecycle/.test(file),
    ),
  ).toEqual([]);
  for (const heavy of ["undici", "zod", "jose"]) expect(before?.libraries).not.toContain(heavy);
  // This check detects the modules when they are loaded.
  expect(planned?.libraries).toContain("zod");
  expect(plugged?.own).toContain("http/client");
  // A child process loads the whole SDK, which is slow on a busy machine.
}, 60_000);

it("the plugin loads zod and HTTP libraries only when needed, and no command, policies or receivers", () => {
  const [, plugged, planned, requested] = loadedBy(sdk, plugin, planning, firstRequest);
  expect(plugged?.libraries).toEqual([]);
  const folders = new Set(plugged?.own.map((file) => (file.includes("/") ? file.split("/")[0] : "")));
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
  expect(planned).toEqual({ libraries: ["zod"], own: [] });
  expect(requested).toEqual({ libraries: ["p-queue", "undici"], own: [] });
}, 60_000);
