// The program checks that the plugin will find this package and Node.js before anything is sent.
// Each program runs in its own process.
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { beforeEach, describe, expect, it } from "vitest";
import { nodeLack } from "../../../provider/dynamic/plugin-host.ts";
import { ensureBuilt } from "../../helpers/build-output.ts";

await ensureBuilt("index.js");
const root = resolve(import.meta.dirname, "../../..");
/** Variables that the language host sets for a program; a unit test has none of them. */
const engineVariables = { PULUMI_NODEJS_MONITOR: "127.0.0.1:1" };

let folder: string;
let wrapper: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-host-")));
  wrapper = join(folder, "project", "node_modules", "wrapper");
  await mkdir(join(wrapper, "node_modules"), { recursive: true });
  await symlink(join(root, "node_modules", "@pulumi"), join(folder, "project", "node_modules", "@pulumi"));
  await symlink(join(root, "provider"), join(wrapper, "node_modules", "pulumi-rockit-durst"));
  return () => rm(folder, { recursive: true });
});

/** The output of a program in a folder, with resources from a package that depends on this one. */
async function runProgram(cwd: string, env: Record<string, string>, before = ""): Promise<string> {
  const program = join(folder, "project", "index.js");
  await writeFile(
    program,
    `const pulumi = require("@pulumi/pulumi");
     const { RockitSubscription } = require(${JSON.stringify(join(wrapper, "node_modules", "pulumi-rockit-durst"))});
     ${before}
     const mocks = { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) };
     pulumi.runtime.setMocks(mocks).then(() => {
       const args = { name: "s", sender: "mkraw", event: "end", type: "webhook", url: "https://a.example" };
       for (const name of ["a", "b"])
         try {
           new RockitSubscription(name, args);
           console.log("made");
         } catch (error) {
           console.log(error.constructor.name + ": " + error.message);
         }
     });`,
  );
  const { stdout } = await execa(process.execPath, [program], { cwd, env });
  return stdout;
}

const packageError = (where: string) =>
  `RunError: pulumi-rockit-durst can't be loaded from ${where}, where Pulumi runs its resources: run \`npm install pulumi-rockit-durst\` there (\`pnpm add\` or \`yarn add\`), also if another package depends on it`;

// A child process loads the whole SDK, which is slow on a busy machine.
describe("a package that only another package can resolve", { timeout: 60_000 }, () => {
  it("is reported by each resource, with the folder and the command", async () => {
    const project = join(folder, "project");
    expect((await runProgram(project, engineVariables)).split("\n")).toEqual([
      packageError(project),
      packageError(project),
    ]);
  });

  it("is searched from the folder where the engine started the program, even after chdir", async () => {
    const project = join(folder, "project");
    const before = `process.chdir(${JSON.stringify(wrapper)});`;
    expect(await runProgram(project, engineVariables, before)).toContain(packageError(project));
    expect(await runProgram(wrapper, engineVariables, `process.chdir(${JSON.stringify(folder)});`)).toBe(
      "made\nmade",
    );
  });

  it("is found in a folder above the project's", async () => {
    const modules = join(folder, "node_modules");
    await mkdir(modules);
    await symlink(join(root, "provider"), join(modules, "pulumi-rockit-durst"));
    expect(await runProgram(join(folder, "project"), engineVariables)).toBe("made\nmade");
  });

  it("breaks no unit test with mocks", async () => {
    expect(await runProgram(join(folder, "project"), {})).toBe("made\nmade");
  });
});

describe("versions that are too old", { timeout: 60_000 }, () => {
  const errorOfEachResource = (lack: string) => [`RunError: ${lack}`, `RunError: ${lack}`];

  it("of Node.js are reported before anything is sent", async () => {
    const before = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "22.18.0" } });`;
    const lack = "Node.js 22.18.0 is too old, 22.19.0 or newer is needed: install a newer one";
    expect((await runProgram(wrapper, engineVariables, before)).split("\n")).toEqual(
      errorOfEachResource(lack),
    );
  });

  it("of the plugin's SDK, which would hide drift from a refresh, are reported", async () => {
    const sdk = join(wrapper, "node_modules", "@pulumi", "pulumi");
    await mkdir(sdk, { recursive: true });
    await writeFile(join(sdk, "package.json"), '{ "version": "3.215.9" }');
    const lack = `@pulumi/pulumi 3.215.9 is too old, 3.216.0 or newer is needed: install @pulumi/pulumi@latest in ${wrapper}`;
    expect((await runProgram(wrapper, engineVariables)).split("\n")).toEqual(errorOfEachResource(lack));
    await writeFile(join(sdk, "package.json"), '{ "version": "3.216.0" }');
    expect(await runProgram(wrapper, engineVariables)).toBe("made\nmade");
  });
});

describe("Bun without Node.js", () => {
  const elsewhere = ["/nowhere", import.meta.dirname].join(delimiter);
  const withNode = [elsewhere, dirname(process.execPath)].join(delimiter);

  it.each([
    ["Node.js itself", { node: "24.0.0" }, { PATH: elsewhere }],
    ["Bun with `node` on PATH", { node: "24.0.0", bun: "1.4.0" }, { PATH: withNode }],
    ["Bun with `node` on Path", { node: "24.0.0", bun: "1.4.0" }, { Path: withNode }],
  ])("is not reported for %s", (_runtime, versions, environment) => {
    expect(nodeLack(versions, environment)).toBeUndefined();
  });

  it.each([[{ PATH: elsewhere }], [{ PATH: "" }], [{}]])("is reported in one sentence: %j", (environment) => {
    expect(nodeLack({ bun: "1.4.0" }, environment)).toMatch(
      /^pulumi-rockit-durst needs Node\.js in addition to Bun.*PATH$/,
    );
  });
});
