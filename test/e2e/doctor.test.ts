// `rockit-durst doctor` on a stack of the real engine, first healthy, then with a plaintext key.
import { execa } from "execa";
import { expect, inject, test } from "vitest";
import { ensureBuilt } from "../helpers/build-output.ts";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import type { Program } from "../helpers/project.ts";
import { Scene } from "../helpers/scene.ts";

const engine = inject("engine");
const main = await ensureBuilt("cli/main.js");

const program: Program = {
  resources: [
    {
      type: "RockitSubscription",
      name: "builds",
      args: { sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example" },
    },
    {
      type: "DurstSubscriber",
      name: "press",
      args: {
        hostUri: "https://press.example/",
        externalAuthType: "XAUTH",
        xAuthInfo: { user: "press", password: "canary-callback" },
      },
    },
  ],
};

test("doctor passes an updated stack and reports a plaintext key in configuration and state", async () => {
  await using scene = await Scene.start();
  const { rockit, durst, project, stack } = scene;
  await project.write(program);
  scene.clearSettings();
  const doctor = async () => {
    const args = [main, "doctor", "--stack", stack.name, "--json"];
    const { exitCode, stdout, stderr } = await execa(process.execPath, args, {
      cwd: project.folder,
      env: { ...engine.projectEnvironment, ...stack.environment },
      reject: false,
      stdin: "ignore",
    });
    expectNoSecretsIn(
      stdout + stderr,
      rockit.credentials.apiKey,
      durst.credentials.password,
      "canary-callback",
    );
    const lines: { id: string; status: string; what: string }[] = JSON.parse(stdout);
    const wrong = lines.filter(({ status }) => status !== "ok").map(({ id }) => id);
    return { exitCode, lines, wrong };
  };
  const { apiKey } = rockit.credentials;
  await stack.configure({
    "rockit:endpoint": rockit.endpoint,
    "rockit:orgName": rockit.credentials.orgName,
    "rockit:username": rockit.credentials.username,
    "durst:endpoint": durst.endpoint,
    "durst:username": durst.credentials.username,
  });
  await stack.configure(
    { "rockit:apiKey": apiKey, "durst:password": durst.credentials.password },
    { secret: true },
  );

  // Before the first update there is a configuration but no state.
  expect(await doctor()).toMatchObject({ exitCode: 0, wrong: [] });
  await stack.up();
  const healthy = await doctor();
  expect(healthy).toMatchObject({ exitCode: 0, wrong: [] });
  expect(healthy.lines.find(({ id }) => id === "state.read")?.what).toBe("2 resources of this package");

  await stack.configure({ "rockit:apiKey": apiKey });
  expect((await doctor()).wrong).toEqual(["rockit.secrets"]);
  await stack.up();
  expect((await doctor()).wrong).toEqual(["rockit.secrets", "state.secrets"]);
  await stack.configure({ "rockit:apiKey": apiKey }, { secret: true });
  await stack.up();
  expect(await doctor()).toMatchObject({ exitCode: 0, wrong: [] });
});
