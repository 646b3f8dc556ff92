import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { StackState } from "../../../provider/cli/state/export.ts";
import { expectNoSecretsIn } from "../../helpers/canary.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { startServers } from "../../helpers/servers.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import type { DurstSimulator, RockitSimulator } from "../../simulators/index.ts";
import { configCommand, exportCommand, fakePulumi, rockitDurst } from "./command.ts";
import { builds, exportOf, jobs, pendingCreation, resource } from "./states.ts";
import { ownedResource, providerOfServers, stateForStack, withoutProgress } from "./unmanaged-scenes.ts";

let rockit: RockitSimulator;
let durst: DurstSimulator;
beforeEach(async () => {
  ({ rockit, durst } = await startServers({ apiKey: "ca/na+ry==&" }));
  rockit.add(builds);
  durst.addSubscriber({ hostUri: "https://press.example/secret-path", externalAuthType: "NONE" });
});

const buildsResource = ownedResource("rockit:Subscription", "builds", "builds", builds);
const pressResource = ownedResource("durst:Subscriber", "press", "17", {});
const state = (
  resources = [buildsResource, pressResource],
  pending: StackState["pending"] = [],
): StackState => ({
  resources: [providerOfServers({ rockit, durst }), ...resources],
  pending,
});

const emptyExport = exportOf({ resources: [], pending: [] });

/** Runs `unmanaged` with these stacks. Fails if the output has a credential. */
async function unmanaged(args: readonly string[], stacks: Readonly<Record<string, StackState>>) {
  const answers = Object.entries(stacks).map(([stack, exported]) => [
    exportCommand(stack === "" ? undefined : stack),
    exportOf(exported),
  ]);
  const PATH = await fakePulumi(Object.fromEntries(answers));
  const result = await rockitDurst(["unmanaged", ...args], { PATH });
  expectNoSecretsIn(result.stdout + result.stderr, rockit.credentials.apiKey, durst.credentials.password);
  return { ...result, stderr: withoutProgress(result.stderr) };
}

const hostOf = (server: { endpoint: string }) => new URL(server.endpoint).host;
const rockitName = () => `${hostOf(rockit)} (${rockit.credentials.orgName})`;

describe("unmanaged", { timeout: 60_000 }, () => {
  test("names the servers if nothing was found; exit code 0", async () => {
    expect(await unmanaged([], { "": state() })).toEqual({
      exitCode: 0,
      stdout: `Nothing found. Checked 2 objects on ${rockitName()}, ${hostOf(durst)}.`,
      stderr: "",
    });
    const json = await unmanaged(["--json"], { "": state() });
    expect(JSON.parse(json.stdout)).toEqual({
      servers: [
        { name: rockitName(), objects: 1 },
        { name: hostOf(durst), objects: 1 },
      ],
      findings: [],
      failures: [],
      interrupted: [],
    });
    expect(json).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test("prints a line for each finding in several stacks, without URL paths; exit code 1", async () => {
    rockit.add({ ...builds, name: "builds-3f09c1a", url: "https://hooks.example/T0/secret-path" });
    rockit.add({ ...builds, name: "read" });
    durst.addSubscription(17, { ...jobs, path: "secret-path" } as never);
    const reading = ownedResource("rockit:Subscription", "r", "read", {}, { external: true });
    const named = ownedResource("rockit:Subscription", "gone", "gone", { ...builds, name: "gone" });
    const shared = stateForStack("prod", state([buildsResource]));
    const { exitCode, stdout, stderr } = await unmanaged(["-s", "dev", "--stack", "prod"], {
      dev: state([buildsResource, pressResource, reading, named]),
      prod: shared,
    });
    const at = rockitName();
    const nameOrigin = 'auto-named for the resource "builds", which is in shop/dev, shop/prod';
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["unmanaged", "rockit:builds-3f09c1a", at, `mkraw end, error to hooks.example; ${nameOrigin}`],
      ["unmanaged", "rockit:read", at, "mkraw end, error to hooks.example; only read by shop/dev r"],
      ["missing", "rockit:gone", at, "not on the server; managed by shop/dev gone"],
      [
        "managed more than once",
        "rockit:builds",
        at,
        "each resource changes and deletes the object; managed by shop/dev builds, shop/prod builds",
      ],
      ["unmanaged", "durst:17/4", hostOf(durst), "STATUS/PRODUCTION_JOB/*, calls press.example"],
    ]);
    expect(stderr).toBe("rockit-durst: 3 unmanaged, 1 missing, 1 managed more than once");
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain("secret-path");
    expect(rockit.writes()).toEqual([]);
    expect(durst.writes()).toEqual([]);
  });

  test("prints the result as JSON, with unchanged ids", async () => {
    const name = "a\u202e\u001b[31m\nb";
    rockit.add({ ...builds, name });
    const { exitCode, stdout, stderr } = await unmanaged(["--json"], { "": state() });
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(JSON.parse(stdout).findings).toEqual([
      {
        kind: "unmanaged",
        id: `rockit:${name}`,
        server: rockitName(),
        description: "mkraw end, error to hooks.example",
        resources: [],
      },
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "rockit-durst: 1 unmanaged" });
    const shown = await unmanaged([], { "": state() });
    expect(shown.stdout).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(shown.stdout.split("\n")).toHaveLength(1);
  });

  test("reads exports without pulumi, with the environment's credentials for encrypted values", async () => {
    const folder = await temporaryFolder("states");
    const file = join(folder, "dev.json");
    const encrypted = exportOf(state()).replaceAll(/"plaintext":"(?:[^"\\]|\\.)*"/g, '"ciphertext":"v1:x"');
    expect(encrypted).toContain("ciphertext");
    await writeFile(file, encrypted);
    const env = { PATH: "/nowhere", ...environmentOf({ rockit, durst }) };
    expect(await rockitDurst(["unmanaged", "--state", file], env)).toMatchObject({ exitCode: 0 });
    const without = await rockitDurst(["unmanaged", "--state", file], { PATH: "/nowhere" });
    expect(without.exitCode).toBe(1);
    expect(without.stderr).toContain(
      "the setting rockit:apiKey is missing: set it with an export with secrets (`pulumi stack export --show-secrets`) or the environment variable ROCKIT_API_KEY",
    );
    expect(without.stdout).toBe("");
    await writeFile(file, emptyExport);
    const nothing = await rockitDurst(["unmanaged", "--state", file], { PATH: "/nowhere" });
    expect(nothing.exitCode).toBe(1);
    expect(nothing.stderr).toContain("an export has no configuration: name its stack with --stack");

    for (const text of ["{}", "[]", "null", "x", '{ "deployment": { "resources": [] } }']) {
      await writeFile(file, text);
      const { exitCode, stderr } = await rockitDurst(["unmanaged", "--state", file], env);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /^rockit-durst: the file \S+ is not an export of a stack: write one with [^\n]+$/,
      );
    }
    const missing = await rockitDurst(["unmanaged", "--state", join(folder, "nope.json")], env);
    expect(missing.stderr).toMatch(/nope\.json can't be read \(ENOENT\): correct --state$/);
  });

  test("resolves --state from the current folder, not from --cwd", async () => {
    const folder = await temporaryFolder("states");
    await writeFile(join(folder, "dev.json"), exportOf(state()));
    const args = ["unmanaged", "--state", "dev.json", "--cwd", tmpdir()];
    expect(await rockitDurst(args, { PATH: "/nowhere" }, folder)).toMatchObject({ exitCode: 0 });
  });

  test("sends the environment's credentials only to the environment's server", async () => {
    const folder = await temporaryFolder("states");
    const file = join(folder, "dev.json");
    const provider = providerOfServers({ rockit });
    const own = { ...provider, inputs: { ...provider.inputs, "rockit:ownCredentials": "true" } };
    const text = exportOf({ resources: [own, buildsResource], pending: [] });
    await writeFile(file, text.replaceAll(/"plaintext":"(?:[^"\\]|\\.)*"/g, '"ciphertext":"v1:x"'));
    const env = { PATH: "/nowhere", ...environmentOf({ rockit }) };
    const elsewhere = { ...env, ROCKIT_ENDPOINT: "https://elsewhere.example" };
    const refused = await rockitDurst(["unmanaged", "--state", file], elsewhere);
    expect(refused.stderr).toContain("the setting rockit:apiKey is missing");
    expect(rockit.requests).toEqual([]);
    expect(await rockitDurst(["unmanaged", "--state", file], env)).toMatchObject({ exitCode: 0 });
  });

  test("distinguishes stacks of two organisations by their full names", async () => {
    const { stdout } = await unmanaged(["-s", "acme/shop/dev", "-s", "umbrella/shop/dev"], {
      "acme/shop/dev": state(),
      "umbrella/shop/dev": state(),
    });
    expect(stdout).toMatch(
      /^managed more than once .* managed by acme\/shop\/dev \S+, umbrella\/shop\/dev \S+$/m,
    );
  });

  test("refuses a stack that is named twice", async () => {
    const { exitCode, stderr } = await unmanaged(["-s", "dev", "-s", "acme/shop/dev"], {
      dev: state(),
      "acme/shop/dev": state(),
    });
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      "rockit-durst: the stack shop/dev is named twice: name it once. If two organisations have this stack, give both in full with --stack",
    );
  });

  test("checks the environment's servers if the stacks have no server", async () => {
    const PATH = await fakePulumi({ [exportCommand()]: emptyExport, [configCommand()]: "{}" });
    const result = await rockitDurst(["unmanaged"], { PATH, ...environmentOf({ rockit }) });
    expect(result.stdout).toMatch(/^unmanaged {2}rockit:builds {2}/);
  });

  test("checks the server of a stack's configuration if the stack has no resources yet", async () => {
    const { orgName, username, apiKey } = rockit.credentials;
    const settings = Object.entries({ endpoint: rockit.endpoint, orgName, username, apiKey });
    const values = Object.fromEntries(settings.map(([key, value]) => [`rockit:${key}`, { value }]));
    const PATH = await fakePulumi({
      [exportCommand("new")]: emptyExport,
      [configCommand("new")]: JSON.stringify(values),
    });
    const result = await rockitDurst(["unmanaged", "--stack", "new"], { PATH });
    expect(result.stdout).toMatch(/^unmanaged {2}rockit:builds {2}/);
    const { "rockit:apiKey": _, ...withoutKey } = values;
    const pathWithoutKey = await fakePulumi({
      [exportCommand()]: emptyExport,
      [configCommand()]: JSON.stringify(withoutKey),
    });
    const without = await rockitDurst(["unmanaged"], { PATH: pathWithoutKey });
    expect(without).toMatchObject({ exitCode: 1, stdout: "" });
    expect(without.stderr).toMatch(
      /ROCKIT server of the selected stack: the setting rockit:apiKey is missing/,
    );
  });

  const advice =
    "set rockit:endpoint or durst:endpoint in the configuration, or ROCKIT_ENDPOINT or DURST_ENDPOINT";

  test.each([
    [{ [configCommand()]: "{}" }, `found no endpoint in the selected stack: ${advice}`],
    [
      {},
      "found no endpoint in the selected stack (the selected stack: reading the configuration: pulumi said: error: unknown here",
    ],
  ])("fails if no server was checked: %j", async (answers, sentence) => {
    const PATH = await fakePulumi({ [exportCommand()]: emptyExport, ...answers });
    const { exitCode, stdout, stderr } = await rockitDurst(["unmanaged"], { PATH });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(
      /^rockit-durst: no server was checked: found no endpoint in the selected stack[^\n]+$/,
    );
    expect(stderr).toContain(sentence);
  });

  test("names stacks with a running or killed update", async () => {
    const pending = [pendingCreation(resource("rockit:Subscription", "x", { ...builds, name: "x" }))];
    const { stderr, exitCode } = await unmanaged([], { "": state([buildsResource, pressResource], pending) });
    expect(stderr).toMatch(
      /^shop\/dev: an update is running or was killed\. .*: wait until it ends; if it was killed, run `rockit-durst cleanup` for this stack \(`--stack`\)$/,
    );
    expect(exitCode).toBe(0);
    const json = await unmanaged(["--json"], { "": state([buildsResource, pressResource], pending) });
    expect(JSON.parse(json.stdout).interrupted).toEqual(["shop/dev"]);
    expect(json.stderr).toBe("");
  });

  test("reports an unreachable server in one line, after the findings of other servers", async () => {
    await durst.outage();
    rockit.add({ ...builds, name: "other" });
    const { exitCode, stdout, stderr } = await unmanaged([], { "": state() });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^unmanaged {2}rockit:other {2}[^\n]+$/);
    expect(stderr.split("\n").at(-1)).toMatch(/^rockit-durst: 1 unmanaged; reading \S+: .*can't be reached/);
  });

  test("prints progress after more than a second", async () => {
    rockit.faults.inject({ kind: "delay", ms: 1500 });
    const PATH = await fakePulumi({ [exportCommand()]: exportOf(state()) });
    const { exitCode, stdout, stderr } = await rockitDurst(["unmanaged", "--json"], { PATH });
    expect(stderr.split("\n")).toContain(`reading ${rockitName()} …`);
    expect(JSON.parse(stdout).findings).toEqual([]);
    expect(exitCode).toBe(0);
  });

  test.each([
    [
      "unmanaged",
      "Usage: rockit-durst unmanaged [options]",
      "$ rockit-durst unmanaged --stack dev --stack prod",
    ],
    ["remove", "Usage: rockit-durst remove [options] <id...>", "$ rockit-durst remove rockit:old durst:17/4"],
  ])("%s --help shows examples", async (command, usage, example) => {
    const { exitCode, stdout } = await rockitDurst([command, "--help"]);
    expect(stdout.split("\n")[0]).toBe(usage);
    expect(stdout).toContain(example);
    expect(exitCode).toBe(0);
  });

  test("rejects --subscriber with anything but a number", async () => {
    const { exitCode, stderr } = await unmanaged(["--subscriber", "17/4"], {});
    expect(exitCode).toBe(2);
    expect(stderr).toContain("It must be the number of a Durst subscriber.");
  });
});
