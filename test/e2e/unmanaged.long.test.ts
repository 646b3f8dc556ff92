// `rockit-durst unmanaged` and `remove` with stacks of the real engine.
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import { ensureBuilt } from "../helpers/build-output.ts";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { environmentOf } from "../helpers/environment.ts";
import { outputOf, type Program, Project } from "../helpers/project.ts";
import { Stack } from "../helpers/stack.ts";
import { type DurstSimulator, type RockitSimulator, startDurst, startRockit } from "../simulators/index.ts";

const engine = inject("engine");
const main = await ensureBuilt("cli/main.js");

const webhook = {
  sender: "mkraw",
  event: "end",
  type: "webhook",
  url: "https://hooks.example/a",
} as const;
const topic = "STATUS/PRODUCTION_JOB/*";
const programs: Record<"dev" | "prod", Program> = {
  dev: {
    resources: [
      { type: "RockitSubscription", name: "builds", args: webhook },
      {
        type: "DurstSubscriber",
        name: "press",
        args: { hostUri: "https://press.example/", externalAuthType: "NONE" },
      },
      { type: "DurstSubscription", name: "jobs", args: { subscriberId: outputOf("press"), topic } },
    ],
  },
  prod: {
    resources: [{ type: "RockitSubscription", name: "deploys", args: { ...webhook, name: "deploys" } }],
  },
};

let rockit: RockitSimulator;
let durst: DurstSimulator;
const projects: Project[] = [];
let dev: Stack;
let prod: Stack;

beforeEach(async () => {
  rockit = await startRockit();
  durst = await startDurst();
  const projectOf = async (program: Program) => {
    const project = await Project.create(program);
    projects.push(project);
    return project.folder;
  };
  const environment = environmentOf({ rockit, durst });
  dev = await Stack.create({ engine, project: await projectOf(programs.dev), environment: {}, name: "dev" });
  const { ROCKIT_API_KEY = "", DURST_PASSWORD = "" } = environment;
  await dev.configure({
    "rockit:endpoint": rockit.endpoint,
    "rockit:orgName": rockit.credentials.orgName,
    "rockit:username": rockit.credentials.username,
    "durst:endpoint": durst.endpoint,
    "durst:username": durst.credentials.username,
  });
  await dev.configure(
    { "rockit:apiKey": ROCKIT_API_KEY, "durst:password": DURST_PASSWORD },
    { secret: true },
  );
  prod = await Stack.create({ engine, project: await projectOf(programs.prod), environment, name: "prod" });
});
afterEach(async () => {
  for (const stack of [dev, prod]) await stack[Symbol.asyncDispose]();
  for (const project of projects.splice(0)) await project[Symbol.asyncDispose]();
  await rockit.close();
  await durst.close();
});

async function runCommand(command: string, args: readonly string[], stack = dev) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [main, command, ...args, "--json"], {
    cwd: tmpdir(),
    env: { ...engine.projectEnvironment, ...stack.environment, ...environmentOf({ rockit }) },
    reject: false,
    stdin: "ignore",
  });
  expectNoSecretsIn(stdout + stderr, rockit.credentials.apiKey, durst.credentials.password);
  return { exitCode, stderr, printed: stdout === "" ? undefined : JSON.parse(stdout) };
}

test("unmanaged objects are found and removed, and missing ones are created again by `up --refresh`", async () => {
  await Promise.all([dev.up(), prod.up()]);
  const exportedFile = join(prod.folder, "prod.json");
  await writeFile(exportedFile, await prod.exportState());
  const [made = ""] = [...rockit.subscriptions.keys()].filter((name) => name.startsWith("builds-"));
  // Outside its project's folder a stack is given by its full name.
  const stacks = ["--stack", "organization/e2e/dev", "--state", exportedFile];
  expect(await runCommand("unmanaged", stacks)).toMatchObject({
    exitCode: 0,
    printed: { findings: [], failures: [], interrupted: [] },
  });

  for (const name of ["by-hand", "builds-0123abc"]) rockit.add({ ...webhook, name });
  const byHand = `durst:17/${durst.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" })}`;
  durst.editSubscription(17, 4, { status: "INACTIVE" });
  rockit.remove("deploys");
  const found = await runCommand("unmanaged", stacks);
  expect(found.exitCode).toBe(1);
  const findings: { kind: string; id: string; resources: string[]; generatedFor?: object }[] =
    found.printed.findings;
  expect(findings.map(({ kind, id }) => `${kind} ${id}`).sort()).toEqual([
    "missing durst:17/4",
    "missing rockit:deploys",
    `unmanaged ${byHand}`,
    "unmanaged rockit:builds-0123abc",
    "unmanaged rockit:by-hand",
  ]);
  expect(findings.find(({ id }) => id === "rockit:builds-0123abc")?.generatedFor).toEqual({
    name: "builds",
    stacks: ["e2e/dev"],
  });
  expect(findings.find(({ id }) => id === "rockit:deploys")?.resources).toEqual(["e2e/prod deploys"]);

  const refused = await runCommand("remove", [`rockit:${made}`, "rockit:by-hand", "--yes", ...stacks]);
  expect(refused).toMatchObject({ exitCode: 1, printed: undefined });
  expect(refused.stderr).toContain(`rockit:${made} is managed by e2e/dev`);

  const unmanaged = findings.filter(({ kind }) => kind === "unmanaged").map(({ id }) => id);
  const removed = await runCommand("remove", [...unmanaged, "--yes", ...stacks]);
  expect(removed).toMatchObject({ exitCode: 0 });
  expect([...rockit.subscriptions.keys()]).toEqual([made]);

  await Promise.all([dev.up("--refresh"), prod.up("--refresh")]);
  await writeFile(exportedFile, await prod.exportState());
  expect(await runCommand("unmanaged", stacks)).toMatchObject({ exitCode: 0, printed: { findings: [] } });
  expect([...durst.subscriptions(17).values()].map(({ status }) => status)).toEqual(["ACTIVE", "INACTIVE"]);
  await Promise.all([dev.expectNoChanges(), prod.expectNoChanges()]);
});

test("cleanup and remove refuse to work during an update, and the update succeeds", async () => {
  rockit.faults.inject(
    { kind: "slow-body", ms: Number.POSITIVE_INFINITY },
    { route: "POST /be/v1/subscriptions" },
  );
  const updating = prod.up();
  await vi.waitFor(() => expect(rockit.subscriptions.has("deploys")).toBe(true), { timeout: 120_000 });
  const stack = ["--stack", "organization/e2e/prod"];
  for (const command of [
    ["cleanup", "--yes"],
    ["remove", "rockit:deploys", "--yes"],
  ]) {
    const [name = "", ...args] = command;
    const { exitCode, stderr } = await runCommand(name, [...args, ...stack], prod);
    expect(stderr).toContain(
      "nothing was removed: an update of e2e/prod is running, or was killed and left its lock. Wait until it ends; if it was killed, run `pulumi cancel --stack organization/e2e/prod` first",
    );
    expect(exitCode).toBe(1);
  }
  await rockit.faults.heal();
  await updating;
  expect(await prod.resources()).toMatchObject([{ outputs: { name: "deploys" } }]);
  expect(rockit.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
  expect(await runCommand("cleanup", ["--yes", ...stack], prod)).toMatchObject({ exitCode: 0, printed: [] });
  await prod.expectNoChanges();
});
