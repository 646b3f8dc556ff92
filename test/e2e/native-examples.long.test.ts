// The examples in other languages run unchanged on the native plugin.
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { beforeEach, expect, inject, onTestFinished, test } from "vitest";
import { generateSdk } from "../../tools/engine/generate-sdk.ts";
import { whyNoGo } from "../../tools/engine/go-build.ts";
import {
  ensureLanguageHost,
  type LanguageHost,
  whyNoLanguageHost,
} from "../../tools/engine/language-hosts.ts";
import { environmentOf } from "../helpers/environment.ts";
import { skippedSuffix } from "../helpers/needed-programs.ts";
import { copyProject } from "../helpers/project-copy.ts";
import { virtualEnvironment, whyNoPython } from "../helpers/python.ts";
import { startServers } from "../helpers/servers.ts";
import { Stack } from "../helpers/stack.ts";
import type { DurstSimulator, RockitSimulator } from "../simulators/index.ts";

/** Building a language host takes minutes on a busy machine. */
const timeout = 600_000;
const engine = inject("engine");
const root = join(import.meta.dirname, "..", "..");
const plugin = join(root, "provider", "bin", "pulumi-resource-rockit-durst");
let rockit: RockitSimulator;
let durst: DurstSimulator;

beforeEach(async () => {
  ({ rockit, durst } = await startServers());
});

/** Runs up, an update with an empty plan before and after it, and a destroy that leaves nothing active. */
async function runLifecycle(project: string, host: LanguageHost, environment: Record<string, string> = {}) {
  await using stack = await Stack.create({
    engine,
    project,
    name: "example",
    environment: { ...environmentOf({ rockit, durst }), ...host.environment, ...environment },
  });
  await stack.configure({ slackToken: "xoxb-1", durstKey: "a key" }, { secret: true });
  await stack.up();
  expect([...rockit.subscriptions.keys()].sort()).toEqual(["quickstart-builds", "quickstart-deployments"]);
  expect(await stack.outputs()).toEqual({
    rockitSubscriptions: ["quickstart-builds", "quickstart-deployments"],
    durstSubscriptions: expect.arrayContaining(["17/4", "17/5"]),
    buildsSecret: rockit.secretOf("quickstart-builds"),
    durstKey: "a key",
  });
  expect(await stack.exportState()).not.toMatch(/xoxb-1|a key/);
  await stack.expectNoChanges();
  await stack.configure({ jobsPath: "jobs/v2" });
  expect((await stack.up()).output).toContain("1 updated");
  await stack.expectNoChanges();
  await stack.destroy();
  const active = [...durst.subscriptions(17).values()].filter(({ status }) => status === "ACTIVE");
  expect(rockit.subscriptions.size + active.length).toBe(0);
}

const noYaml = await whyNoLanguageHost(engine, "yaml");
test.skipIf(noYaml)(`yaml-quickstart${skippedSuffix(noYaml)}`, { timeout }, async () => {
  await runLifecycle(join(root, "examples", "yaml-quickstart"), await ensureLanguageHost(engine, "yaml"));
});

test.skipIf(noYaml)(
  `a provider's plaintext password is stored encrypted${skippedSuffix(noYaml)}`,
  {
    timeout,
  },
  async () => {
    const host = await ensureLanguageHost(engine, "yaml");
    const project = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-yaml-")));
    onTestFinished(() => rm(project, { recursive: true, force: true }));
    const { endpoint, credentials } = durst;
    const properties = { hostUri: "https://hooks.example.com/", externalAuthType: "NONE" };
    const options = { provider: `\${site}` };
    const program = {
      name: "yaml",
      runtime: "yaml",
      plugins: { providers: [{ name: "rockit-durst", path: join(root, "provider", "bin") }] },
      resources: {
        site: { type: "pulumi:providers:rockit-durst", properties: { durst: { endpoint, ...credentials } } },
        press: { type: "rockit-durst:durst:Subscriber", properties, options },
      },
    };
    // JSON is YAML.
    await writeFile(join(project, "Pulumi.yaml"), JSON.stringify(program));
    await using stack = await Stack.create({ engine, project, environment: host.environment });
    await stack.up();
    const state = await stack.exportState();
    expect(state).toContain("pulumi:providers:rockit-durst::site");
    expect(state).not.toContain(credentials.password);
    await stack.destroy();
  },
);

const noPython =
  (await whyNoPython()) ??
  (await whyNoLanguageHost(engine, "python")) ??
  (engine.origin === "path" ? undefined : await whyNoGo());
test.skipIf(noPython)(`python-quickstart${skippedSuffix(noPython)}`, { timeout }, async () => {
  const host = await ensureLanguageHost(engine, "python");
  const copy = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-python-")));
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  const project = await copyProject(join(root, "examples", "python-quickstart"), copy);
  // The equivalent of README.md's commands for older language hosts.
  const { stdout } = await execa(engine.pulumi, ["package", "get-schema", plugin], {
    env: { ...engine.projectEnvironment, PULUMI_HOME: join(copy, "home") },
  });
  await writeFile(join(copy, "schema.json"), stdout);
  await generateSdk(engine, join(copy, "schema.json"), "python", join(project, "sdks", "rockit-durst"));
  const bin = await virtualEnvironment(join(project, "venv"), ["-r", "requirements.txt"], project);
  const PATH = [bin, host.environment["PATH"] ?? engine.projectEnvironment["PATH"]].join(delimiter);
  await runLifecycle(project, host, { PATH });
});
