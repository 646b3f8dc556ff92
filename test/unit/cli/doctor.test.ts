import { readFileSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { canary } from "../../helpers/canary.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { startServers } from "../../helpers/servers.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import type { DurstSimulator, RockitSimulator } from "../../simulators/index.ts";
import { rockitDurst, rockitDurstProcess } from "./command.ts";
import { failureCases, healthyState } from "./doctor-failures.ts";
import {
  configWith,
  type DoctorLine,
  type DoctorScene,
  lineIds,
  problemsIn,
  runDoctor,
} from "./doctor-scenes.ts";

let rockit: RockitSimulator;
let durst: DurstSimulator;
beforeEach(async () => {
  ({ rockit, durst } = await startServers());
});

const checkout = resolve(import.meta.dirname, "../../..");
const secrets = () => [rockit.credentials.apiKey, durst.credentials.password, canary, "canary-in-url"];
const runDoctorIn = (scene: DoctorScene) => runDoctor(scene, ...secrets());

describe("doctor", { timeout: 60_000 }, () => {
  test("finds no problem in a sound stack, and shows the source of each setting", async () => {
    const { "durst:password": _, ...inTheStack } = configWith({ rockit, durst });
    const { DURST_PASSWORD = "" } = environmentOf({ durst });
    const scene = { config: inTheStack, environment: { DURST_PASSWORD }, state: healthyState() };
    const { exitCode, stderr, lines, runAsText } = await runDoctorIn(scene);
    expect(problemsIn(lines)).toEqual([]);
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain("rockit-durst:");
    expect(lines.map(({ id }) => id)).toEqual([
      "rockit.settings",
      "rockit.reach",
      "rockit.clock",
      "rockit.access",
      "durst.settings",
      "durst.reach",
      "durst.clock",
      "durst.login",
      "durst.access",
      "engine.pulumi",
      "engine.language",
      "engine.dynamic",
      "engine.policy",
      "engine.node",
      "project.folder",
      "project.package",
      "project.sdk",
      "project.typescript",
      "project.policy",
      "state.read",
    ]);
    const settings = lines.find(({ id }) => id === "durst.settings");
    expect(settings?.what).toBe("endpoint, username from the configuration; password from the environment");
    expect(durst.logins).toBe(1);
    expect([...rockit.writes(), ...durst.writes()]).toEqual([]);
    expect(rockit.requestsTo("GET", "/be/v1/subscriptions")).toHaveLength(1);
    const { stdout } = await runAsText();
    expect(stdout).toMatch(
      /^ROCKIT\n {2}ok {2}settings {2}endpoint, orgName, username, apiKey from the configuration\n/,
    );
    expect(stdout).toMatch(/\nstate\n {2}ok {2}read {2}3 resources of this package$/);
  });

  test.each(failureCases)("$name", async ({ scene, problems: expected, says }) => {
    const { exitCode, stderr, lines } = await runDoctorIn(await scene({ rockit, durst }));
    expect(problemsIn(lines)).toEqual(expected);
    expect(JSON.stringify(lines.filter(({ status }) => status !== "ok"))).toMatch(says);
    const failing = expected.filter((line) => line.startsWith("FAIL")).length;
    expect(exitCode).toBe(failing > 0 ? 1 : 0);
    const summary = failing === 0 ? "" : `rockit-durst: ${failing} of ${lines.length} checks fail`;
    expect(stderr.split("\n").at(-1)).toBe(summary);
  });

  test("ignores packages that only pnpm's shims let this command find", async () => {
    const folder = await temporaryFolder("shim");
    await writeFile(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    const hoisted = join(folder, "node_modules", ".pnpm", "node_modules");
    await mkdir(hoisted, { recursive: true });
    for (const name of ["pulumi-rockit-durst", "@pulumi"])
      await symlink(join(checkout, "node_modules", name), join(hoisted, name));
    const { stdout } = await rockitDurstProcess(["doctor", "--cwd", folder, "--json"], {
      PATH: dirname(process.execPath),
      NODE_PATH: hoisted,
    });
    const lines = JSON.parse(stdout) as DoctorLine[];
    expect(problemsIn(lines)).toEqual(expect.arrayContaining(["FAIL project.package", "FAIL project.sdk"]));
  });

  test("explains how to start Pulumi if only Yarn's Plug'n'Play finds the package", async () => {
    // The hooks of Plug'n'Play find packages from any folder.
    const Module = createRequire(import.meta.url)("node:module");
    const paths = [resolve(checkout, "node_modules")];
    const { _resolveFilename } = Module;
    Module._resolveFilename = (request: string, ...rest: unknown[]) =>
      request.startsWith("pulumi-rockit-durst/") || request.startsWith("@pulumi/pulumi/")
        ? _resolveFilename.call(Module, request, { paths })
        : _resolveFilename.call(Module, request, ...rest);
    Object.assign(process.versions, { pnp: "3" });
    onTestFinished(() => {
      Module._resolveFilename = _resolveFilename;
      Reflect.deleteProperty(process.versions, "pnp");
    });
    const { lines } = await runDoctorIn({
      config: configWith({ rockit, durst }),
      packages: {},
      files: { ".pnp.cjs": "" },
    });
    expect(problemsIn(lines)).toEqual(["warn project.package"]);
    expect(JSON.stringify(lines)).toMatch(
      /Plug'n'Play, where `pulumi` alone finds no.*`yarn exec pulumi up`/,
    );
  });

  test("ignores a compiler that Pulumi does not call", async () => {
    const { lines } = await runDoctorIn({
      config: configWith({ rockit, durst }),
      packages: { "pulumi-rockit-durst": "0.1.0", "@pulumi/pulumi": "3.276.0", typescript: "7.0.2" },
      yaml: "runtime:\n  name: nodejs\n  options:\n    typescript: false\n",
    });
    expect(problemsIn(lines)).toEqual([]);
    expect(lines.map(({ id }) => id)).not.toContain("project.typescript");
  });

  test("--help shows examples", async () => {
    const { exitCode, stdout } = await rockitDurst(["doctor", "--help"]);
    expect(stdout).toMatch(/^Usage: rockit-durst doctor \[options\]\n/);
    expect(stdout).toContain("$ rockit-durst doctor --stack dev");
    expect(exitCode).toBe(0);
  });

  test("every line that can fail has a failure case and a row in the documentation", () => {
    const failing = new Set(
      failureCases.flatMap(({ problems: lines }) => lines.map((line) => line.split(" ")[1])),
    );
    expect([...failing].sort()).toEqual([...lineIds].sort());
    const page = readFileSync(resolve(checkout, "docs/doctor.md"), "utf8");
    const documented = [...page.matchAll(/^\| `([a-zA-Z.]+)` \|/gm)].map(([, id]) => id);
    expect(documented).toEqual(lineIds);
  });
});
