// A new vendor gets all commands by its row in the list of vendors.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { programOf } from "../../../provider/cli/adopt/program.ts";
import { cleanupFindingsOf } from "../../../provider/cli/cleanup/cleanup-findings.ts";
import { Servers } from "../../../provider/cli/servers/servers.ts";
import type { StackState } from "../../../provider/cli/state/export.ts";
import { importableKind } from "../../../provider/cli/vendor/importable-kind.ts";
import { vendorCommands } from "../../../provider/cli/vendors.ts";
import { runInProcess } from "../cli/in-process.ts";
import { exportOf, pendingCreation, providerOf, resource, urnOf } from "../cli/states.ts";
import { bellsVendor, startBellsServer } from "./vendor.ts";

const vendors = [...vendorCommands, { row: bellsVendor }];

/** A server with two bells, and a stack that owns the first. */
async function startBellsScene() {
  const { url, stored } = await startBellsServer();
  stored.set("7", { title: "door", target: "https://a.example/", id: "7" });
  stored.set("8", { title: "gate", target: "https://b.example/", id: "8" });
  const folder = await mkdtemp(join(tmpdir(), "rockit-durst-bells-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const provider = "urn:pulumi:dev::shop::pulumi:providers:pulumi-nodejs::default";
  const settings = { "bells:endpoint": url, "bells:key": "canary-key" };
  const owned = { title: "door", target: "https://a.example/" };
  const resources = [
    { urn: provider, type: "pulumi:providers:pulumi-nodejs", id: "p", inputs: settings },
    {
      urn: urnOf("bells:Bell", "door"),
      type: "pulumi-nodejs:dynamic/bells:Bell",
      id: "7",
      provider: `${provider}::p`,
      inputs: owned,
      outputs: owned,
    },
  ];
  await writeFile(join(folder, "state.json"), exportOf({ resources, pending: [] }));
  const env = { PATH: "/nowhere", BELLS_ENDPOINT: url, BELLS_KEY: "canary-key" };
  return {
    stored,
    run: async (...args: string[]) => {
      const result = await runInProcess(args, { env, cwd: folder, vendors });
      expect(result.stdout + result.stderr).not.toContain("canary");
      return result;
    },
    file: (name: string) => readFile(join(folder, name), "utf8"),
    write: (name: string, text: string) => writeFile(join(folder, name), text),
  };
}

it("import writes a made-up vendor's objects as a program and a file for `pulumi import`", async () => {
  const { run, file, write } = await startBellsScene();
  await write("secrets.env", "7.token=canary-token\n");
  const { exitCode, stdout } = await run("import", "bells", "--secrets", "secrets.env");
  expect(stdout).toMatch(/^7 as bell-7 {2}door {2}token given\n8 as bell-8 {2}gate {2}no token\n/);
  expect(exitCode).toBe(0);
  expect(await file("subscriptions.ts")).toContain(
    `// Bells
new BellsBell("bell-7", {
  title: "door",
  target: "https://a.example/",
  token: config.requireSecret("bell7Token"),
});

new BellsBell("bell-8", {
  title: "gate",
  target: "https://b.example/",
});
`,
  );
  const { resources } = JSON.parse(await file("import.json"));
  expect(resources[0]).toMatchObject({
    type: "pulumi-nodejs:dynamic/bells:Bell",
    id: "7",
    inputs: { token: { plaintext: '"canary-token"' } },
  });
});

it("import filters a made-up vendor's objects, and refuses a wrong secret and --rotate", async () => {
  const { run, write } = await startBellsScene();
  const filtered = await run("import", "bells", "--filter", "*-8", "--dry-run");
  expect(filtered.stdout).toMatch(/^8 as bell-8 /);
  await write("secrets.env", "9.token=x\n");
  const wrong = await run("import", "bells", "--secrets", "secrets.env");
  expect(wrong.stderr).toMatch(/line 1 names no secret of an object on the server/);
  const rotating = await run("import", "bells", "--rotate");
  expect(rotating).toMatchObject({ exitCode: 2 });
});

it("migrate adopts another tool's resource whose kind --map names", async () => {
  const { run, file, write } = await startBellsScene();
  const attributes = { id: "7", title: "door", target: "https://a.example/" };
  const instances = [{ attributes: { id: "7", data: JSON.stringify(attributes), api_response: "{}" } }];
  const resource = { mode: "managed", type: "restapi_object", name: "door", instances };
  await write("old.tfstate", JSON.stringify({ version: 4, resources: [resource] }));
  const given = ["migrate", "terraform", "--state", "old.tfstate"];
  expect((await run(...given)).stdout).toMatch(/--map 'restapi_object\.door=.*\|bells:Bell'/);
  const { stdout } = await run(...given, "--map", "restapi_object.door=bells:Bell");
  expect(stdout).toMatch(/^7 as door {2}door {2}no token\n/);
  expect(await file("subscriptions.ts")).toContain('new BellsBell("door", {');
});

it("unmanaged and remove find and remove an unmanaged object; remove refuses a managed one", async () => {
  const { run, stored } = await startBellsScene();
  const found = await run("unmanaged", "--state", "state.json");
  expect(found.stdout).toMatch(/^unmanaged {2}bells:8 .* gate$/);
  expect(found).toMatchObject({ exitCode: 1 });
  const refused = await run("remove", "bells:7", "--state", "state.json", "--yes");
  expect(refused.stderr).toContain("bells:7");
  expect(refused.exitCode).toBe(1);
  expect((await run("remove", "bells:8", "--state", "state.json", "--yes")).exitCode).toBe(0);
  expect([...stored.keys()]).toEqual(["7"]);
});

it("doctor checks a made-up vendor's settings and server", async () => {
  const { run } = await startBellsScene();
  const { stdout } = await run("doctor", "--json");
  const lines = JSON.parse(stdout) as { id: string; status: string }[];
  const bellsLines = lines.filter(({ id }) => id.startsWith("bells."));
  expect(bellsLines.map(({ id, status }) => `${id} ${status}`)).toEqual([
    "bells.settings ok",
    "bells.reach ok",
    "bells.clock ok",
    "bells.access ok",
  ]);
});

it("cleanup names an object that an interrupted run may have created, and keeps the object", async () => {
  const { url, stored } = await startBellsServer();
  stored.set("9", { title: "door", target: "https://a.example/", id: "9" });
  stored.set("10", { title: "gate", target: "https://a.example/", id: "10" });
  const interrupted = resource("bells:Bell", "gate", { title: "door", target: "https://a.example/" });
  const provider = { ...providerOf({}), inputs: { "bells:endpoint": url, "bells:key": "canary-key" } };
  const state: StackState = { resources: [provider], pending: [pendingCreation(interrupted)] };
  await using servers = new Servers(vendors, [{ label: "", state }]);
  const [leftover, ...others] = await cleanupFindingsOf(vendors, state, servers);
  expect(leftover).toMatchObject({ urn: interrupted.urn, description: "bell door" });
  expect(leftover?.finding).toMatch(/^may have been created \(bells:9\): kept\./);
  expect(leftover?.remove).toBeUndefined();
  expect(others).toEqual([]);
});

it("a generated program does not contain an object's id", () => {
  const [lifecycle] = bellsVendor.lifecycles;
  const kind = importableKind({ row: bellsVendor }, lifecycle as NonNullable<typeof lifecycle>);
  const object = {
    kind,
    id: "7\nevil()",
    name: "b",
    inputs: { title: "t" },
    outputs: {},
    secret: "none",
  } as const;
  expect(programOf([object]).text).toContain("\n// Bells\nnew BellsBell(");
  expect(programOf([object]).text).not.toContain("evil");
});
