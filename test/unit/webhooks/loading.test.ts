import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { ensureBuilt } from "../../helpers/build-output.ts";

const root = resolve(import.meta.dirname, "../../..");
await ensureBuilt("lifecycle.js");

/** The libraries and the package's own folders that this code loads, by import or require. */
function loadedBy(code: string): { libraries: string[]; own: string[] } {
  const watch = `
    const loaded = [];
    require("node:module").registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    process.on("exit", () => process.stdout.write(JSON.stringify(loaded)));`;
  const script = `${watch}\n(async () => { ${code} })();`;
  const output = execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
  const urls = JSON.parse(output) as string[];
  const matchesOf = (pattern: RegExp) =>
    [...new Set(urls.flatMap((url) => pattern.exec(url)?.[1] ?? []))].sort();
  return {
    libraries: matchesOf(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//),
    own: matchesOf(/\/provider\/dist\/(.+)\.m?js$/),
  };
}

const createHandler = "({ rockit: { secret: 'c2l4dGVlbiBieXRlcyBvciBtb3Jl' }, onEvent: () => {} });";

test.each<[string, string, string[]]>([
  ["requires it", `require("rockit-durst-webhooks").webhookHandler`, []],
  ["requires it, with node:http", `require("rockit-durst-webhooks/node").nodeWebhookHandler`, []],
  ["imports it", `(await import("rockit-durst-webhooks")).webhookHandler`, ["jose"]],
  ["imports it, with node:http", `(await import("rockit-durst-webhooks/node")).nodeWebhookHandler`, ["jose"]],
])(
  "a receiver that %s loads at most jose, and only when it creates a handler",
  (_, load, expected) => {
    expect(loadedBy(`${load};`)).toEqual({ libraries: [], own: [] });
    expect(loadedBy(`${load}${createHandler}`)).toEqual({ libraries: expected, own: [] });
  },
  30_000,
);

test("this check detects the other libraries when they are loaded", () => {
  const { libraries, own } = loadedBy(`
    require("pulumi-rockit-durst/lifecycle");
    await import("@pulumi/pulumi");
    require("./provider/dist/resource/on-demand.js").zod();
    new (require("./provider/dist/http/client.js").HttpClient)({ endpoint: new URL("http://127.0.0.1") });`);
  expect(libraries).toEqual(expect.arrayContaining(["@pulumi/pulumi", "undici", "zod"]));
  expect(own).toEqual(expect.arrayContaining(["lifecycle"]));
}, 60_000);
