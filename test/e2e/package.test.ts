// The packed package, installed into an empty project outside the repository, runs from each kind of program.
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { differences } from "../../tools/release/contents.ts";
import { packageFolders, readManifest } from "../../tools/release/packages.ts";
import { environmentOf } from "../helpers/environment.ts";
import { nativeProgram, setPluginPath } from "../helpers/native-program.ts";
import { npmInstall } from "../helpers/npm.ts";
import { packInto } from "../helpers/pack.ts";
import { startServers } from "../helpers/servers.ts";
import { Stack } from "../helpers/stack.ts";
import type { DurstSimulator, RockitSimulator } from "../simulators/index.ts";
import { projectFiles, runAllCommands, Shell } from "./installed-commands.ts";

const engine = inject("engine");
let folder: string;
let rockit: RockitSimulator;
let durst: DurstSimulator;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-package-")));
  const packages = [await packInto(folder, "packages/webhooks"), await packInto(folder, "provider")];
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  const others = ["@pulumi/pulumi@3", "typescript@6", "ts-node@10", "@types/node@24"];
  const installArgs = [...packages, ...others];
  await npmInstall(folder, ["--ignore-scripts=false", ...installArgs]);
});
beforeEach(async () => {
  ({ rockit, durst } = await startServers());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const body = `
const subscription = new RockitSubscription("builds", {
  name: "builds", sender: "mkraw", events: ["end"], type: "webhook", url: "https://hooks.example.com",
});
const subscriber = new DurstSubscriber("press", { hostUri: "https://press.example/", externalAuthType: "NONE" });
new DurstSubscription("jobs", { subscriberId: subscriber.id, topic: "STATUS/*" });
`;
const names = "DurstSubscriber, DurstSubscription, RockitSubscription";
const programs = {
  CommonJS: {
    "package.json": '{ "main": "index.js" }',
    "index.js": `const { ${names} } = require("pulumi-rockit-durst");${body}exports.secret = subscription.secret;`,
  },
  "an ES module": {
    "package.json": '{ "type": "module", "main": "index.js" }',
    "index.js": `import { ${names} } from "pulumi-rockit-durst";${body}export const secret = subscription.secret;`,
  },
  TypeScript: {
    "package.json": '{ "main": "index.ts" }',
    "tsconfig.json": `{ "compilerOptions": { "strict": true, "module": "nodenext", "moduleResolution": "nodenext", "target": "es2022", "types": ["node"] } }`,
    "index.ts": `import * as pulumi from "@pulumi/pulumi";
import { ${names} } from "pulumi-rockit-durst";${body}export const secret: pulumi.Output<string> = subscription.secret;`,
  },
};

describe("an installed package runs from", () => {
  test.each(Object.entries(programs))("%s", async (kind, files) => {
    const project = join(folder, kind.replaceAll(" ", "-"));
    await mkdir(project);
    const all = { "Pulumi.yaml": "name: installed\nruntime: nodejs\n", ...files };
    for (const [name, text] of Object.entries(all)) await writeFile(join(project, name), text);
    await using stack = await Stack.create({
      engine,
      project,
      environment: environmentOf({ rockit, durst }),
    });

    await stack.up();
    expect(await stack.outputs()).toEqual({ secret: rockit.secretOf("builds") });
    expect(durst.subscriptions(17).get(4)).toMatchObject({ topic: "STATUS/*", status: "ACTIVE" });
    await stack.expectNoChanges();
    await stack.destroy();
    expect(rockit.subscriptions.size).toBe(0);
  });

  test("a project that finds the native plugin in node_modules/.bin", async () => {
    const project = join(folder, "native");
    await mkdir(project);
    await writeFile(join(project, "package.json"), '{ "main": "index.js" }');
    await writeFile(join(project, "index.js"), nativeProgram);
    await writeFile(join(project, "Pulumi.yaml"), "name: installed\nruntime: nodejs\n");
    await setPluginPath(project, "../node_modules/.bin");
    const environment = {
      ...environmentOf({ rockit, durst }),
      // npm puts the repository's own plugin on PATH during the tests.
      PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    };
    await using stack = await Stack.create({ engine, project, environment });
    const { output } = await stack.up();
    expect(output).not.toMatch(/warning/);
    expect(await stack.outputs()).toEqual({ secret: rockit.secretOf("builds") });
    await stack.expectNoChanges();
    await stack.destroy();
    expect(rockit.subscriptions.size).toBe(0);
  });

  test("node_modules/.bin: each command works in a pipe and at a terminal", async () => {
    const project = join(folder, "commands");
    await mkdir(project);
    for (const [name, text] of Object.entries(projectFiles)) await writeFile(join(project, name), text);
    const environment = { ...environmentOf({ rockit, durst }), PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
    await using stack = await Stack.create({ engine, project, environment, name: "dev" });
    await runAllCommands({ shell: new Shell(project, engine, stack), rockit, durst });
  });

  test("node_modules/.bin, and prints its version", async () => {
    const command = join(folder, "node_modules", ".bin", "rockit-durst");
    const { stdout } = await execa(command, ["--version"], { cwd: folder });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+$/);
    const { exitCode, stderr } = await execa(command, ["trigger", "http://localhost:1"], {
      cwd: folder,
      reject: false,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^rockit-durst: no secret given: /);
  });

  test.each(packageFolders)("%s contains exactly the files of its list", async (workspace) => {
    const archive = join(folder, await packInto(folder, workspace));
    const { version } = await readManifest(workspace);
    // A step before `npm pack` adds these files.
    const addedBeforePacking = /\/(LICENSE|README\.md|THIRD-PARTY-LICENSES) /;
    const found = await differences(archive, version);
    expect(found.filter((line) => !addedBeforePacking.test(line))).toEqual([]);
  });
});
