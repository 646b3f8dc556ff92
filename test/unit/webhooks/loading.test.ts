import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { built } from "../../helpers/built.ts";

const root = resolve(import.meta.dirname, "../../..");
built("webhooks/index.js");

/** The libraries, and the package's own folders, that this code loads, by either of Node's ways. */
function loadedBy(code: string): { libraries: string[]; own: string[] } {
  const watch = `
    const loaded = [];
    require("node:module").registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    process.on("exit", () => process.stdout.write(JSON.stringify(loaded)));`;
  const script = `${watch}\n(async () => { ${code} })();`;
  const output = execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
  const urls = JSON.parse(output) as string[];
  const part = (pattern: RegExp) => [...new Set(urls.flatMap((url) => pattern.exec(url)?.[1] ?? []))].sort();
  return {
    libraries: part(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//),
    own: part(/\/provider\/dist\/(.+)\.m?js$/),
  };
}

test.each([
  ["require", `require("pulumi-rockit-durst/webhooks")`],
  ["import", `await import("pulumi-rockit-durst/webhooks")`],
])(
  "a receiver that uses %s loads jose and zod, and neither Pulumi nor a client",
  (_, load) => {
    const { libraries, own } = loadedBy(`
    const { verifyRockitWebhook, webhookHandler } = ${load};
    if (typeof verifyRockitWebhook !== "function" || typeof webhookHandler !== "function") throw new Error("no exports");`);
    expect(libraries).toEqual(["jose", "zod"]);
    const others = own.filter((file) => !file.startsWith("webhooks/"));
    expect(others).toEqual(["resource/on-demand", "resource/shapes", "rockit/vocabulary"]);
  },
  30_000,
);

test("this look at what is loaded does see the others where they are loaded", () => {
  const { libraries } = loadedBy(`
    require("pulumi-rockit-durst/lifecycle");
    await import("@pulumi/pulumi");
    require("./provider/dist/resource/on-demand.js").zod();
    new (require("./provider/dist/http/client.js").HttpClient)({ endpoint: new URL("http://127.0.0.1") });`);
  expect(libraries).toEqual(expect.arrayContaining(["@pulumi/pulumi", "undici", "zod"]));
}, 60_000);
