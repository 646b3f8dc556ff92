// The policy pack as its users get it: packed, installed into an empty folder beside a program, and passed to the engine by its folder.
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { policyPack } from "../../tools/engine/policy-pack.ts";
import { environmentOf } from "../helpers/environment.ts";
import { npmInstall } from "../helpers/npm.ts";
import { packedFiles, packInto } from "../helpers/pack.ts";
import { startServers } from "../helpers/servers.ts";
import { Stack } from "../helpers/stack.ts";
import type { DurstSimulator, RockitSimulator } from "../simulators/index.ts";

const engine = inject("engine");
const root = join(import.meta.dirname, "..", "..");
let folder: string;
let rockit: RockitSimulator;
let durst: DurstSimulator;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-policy-package-")));
  const pack = (workspace: string) => packInto(folder, workspace);
  const install = (...packages: string[]) => npmInstall(folder, ["--ignore-scripts=false", ...packages]);
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  // The program's packages are installed first, without the policies.
  await install(await pack("packages/webhooks"), await pack("provider"), "@pulumi/pulumi@3");
  await install(await pack("packages/policy"));
});
beforeEach(async () => {
  ({ rockit, durst } = await startServers());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const requireInstalled = () => createRequire(join(folder, "index.js"));

/** The packs' reports about one subscription. Fails if no pack stops the preview. */
async function policyReports(
  packs: readonly string[],
  args: object,
  shows: "its secret" | "nothing" = "nothing",
) {
  const require = requireInstalled();
  const { RockitSubscription } = require("pulumi-rockit-durst");
  const { unsecret } = require("@pulumi/pulumi");
  const { LocalWorkspace, PulumiCommand } = require("@pulumi/pulumi/automation");
  const workDir = await mkdtemp(join(folder, "inline-"));
  await writeFile(join(workDir, "Pulumi.yaml"), "name: installed\nruntime: nodejs\n");
  await using stack = await Stack.create({
    engine,
    project: workDir,
    name: "other",
    environment: environmentOf({ rockit, durst }),
  });
  const inline = await LocalWorkspace.createStack(
    {
      stackName: "policies",
      projectName: "installed",
      program: async () => {
        const own = { sender: "mkraw", type: "webhook", events: ["end", "error", "exception"] };
        const { secret } = new RockitSubscription("builds", { ...own, ...args });
        return shows === "its secret" ? { shown: unsecret(secret) } : {};
      },
    },
    {
      workDir,
      pulumiCommand: await PulumiCommand.get({ root: engine.root }),
      envVars: { ...engine.projectEnvironment, ...stack.environment },
    },
  );
  const lines: string[] = [];
  const preview = inline.up({
    policyPacks: packs.map((pack) => policyPack(engine, pack)),
    onOutput: (text: string) => lines.push(text),
  });
  await expect(preview).rejects.toThrow(/polic/i);
  return lines.join("").split(/(?=❌ )/);
}

/** Writes a user's pack into its own folder. */
async function writePack(name: string, text: string): Promise<string> {
  const own = join(folder, name);
  await mkdir(own);
  await writeFile(join(own, "PulumiPolicy.yaml"), "runtime: nodejs\n");
  await writeFile(join(own, "package.json"), '{ "version": "1.0.0", "main": "index.js" }');
  await writeFile(join(own, "index.js"), text);
  return own;
}

test("the ready pack and the pack of five lines in docs/policies.md report violations", async () => {
  const doc = await readFile(join(root, "docs", "policies.md"), "utf8");
  // As compiled by TypeScript.
  const lines = (/```ts\n(.+?)```/s.exec(doc)?.[1] ?? "")
    .replaceAll(/import (\{.+?\}) from (".+?");/g, "const $1 = require($2);")
    .replaceAll(" as const", "");
  const ready = join(folder, "node_modules", "pulumi-rockit-durst-policy");
  const packs = await policyReports([ready, await writePack("own-pack", lines)], {
    url: "http://hooks.elsewhere.example",
  });
  const [readyOne = "", ownOne = ""] = ["pulumi-rockit-durst@v", "acme@v1.0.0"].map((pack) =>
    packs.find((one) => one.startsWith(`❌ ${pack}`)),
  );
  expect(readyOne).toContain("[mandatory] [severity: high]  rockit-webhook-https");
  expect(readyOne).not.toContain("rockit-webhook-allowed-hosts");
  expect(ownOne).toContain("[mandatory] [severity: high]  rockit-webhook-allowed-hosts");
  expect(ownOne).toContain("The host of url is not allowed");
});

test("a pack with its own copy of @pulumi/policy reports a plaintext secret", async () => {
  const text = `
    const { PolicyPack } = require("@pulumi/policy");
    const { noPlaintextSecrets } = require("pulumi-rockit-durst-policy");
    new PolicyPack("acme", { policies: [noPlaintextSecrets] });
  `;
  const own = await writePack("own-copy", text);
  const copy = join("node_modules", "@pulumi", "policy");
  await cp(join(folder, copy), join(own, copy), { recursive: true });
  const output = (await policyReports([own], { url: "https://hooks.example" }, "its secret")).join("");
  expect(output).toContain("Output shown contains secret of builds in plain text");
  expect(output).not.toMatch(/another version|another copy/);
});

test("the package declares every dependency that it requires", async () => {
  const pack = join(root, "packages", "policy");
  const files = await packedFiles("packages/policy");

  const { dependencies } = JSON.parse(await readFile(join(pack, "package.json"), "utf8"));
  const texts = await Promise.all(
    files.filter((path) => path.endsWith(".js")).map((path) => readFile(join(pack, path), "utf8")),
  );
  const required = texts
    .flatMap((text) => [...text.matchAll(/(?:require|import)\("([^."][^"]*)"\)/g)])
    .map(([, name = ""]) => name.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? name)
    .filter((name) => !name.startsWith("node:"));
  expect([...new Set(required)].filter((name) => !(name in dependencies))).toEqual([]);
});
