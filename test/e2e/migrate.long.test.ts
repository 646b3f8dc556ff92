// Stacks of textbook dynamic providers and states of Terraform migrate without a write to a server.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { verifyRockitWebhook } from "../../packages/webhooks/src/index.ts";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { respondWith, startServer } from "../helpers/server.ts";
import { rockitDurstProcess } from "../unit/cli/command.ts";
import { canaries, changedState, populate } from "../unit/cli/migrate-scenes.ts";
import { ImportScene } from "./import-scene.ts";

const engine = inject("engine");

/** Dynamic providers in the style of Pulumi's documentation: closures that call fetch, with their code in the state. */
const textbookProgram = (url: string) => `
const pulumi = require("@pulumi/pulumi");

const rockit = async (method, path, body) => {
  const { ROCKIT_ENDPOINT, ROCKIT_ORG_NAME, ROCKIT_USERNAME, ROCKIT_API_KEY } = process.env;
  const response = await fetch(ROCKIT_ENDPOINT + "/be/v1/subscriptions" + path, {
    method,
    headers: {
      "x-rockit-orgname": ROCKIT_ORG_NAME, "x-rockit-username": ROCKIT_USERNAME, "x-rockit-api-key": ROCKIT_API_KEY,
      ...(body && { "content-type": "application/json" }),
    },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error("ROCKIT answered " + response.status);
  return response.json();
};

const hooks = {
  async create({ __provider, ...inputs }) {
    const { secret } = await rockit("POST", "", inputs);
    return { id: inputs.name, outs: { ...inputs, secret } };
  },
  async read(id, props) {
    const list = await rockit("GET", "?limit=100");
    const found = list.find(({ name }) => name === id);
    return found ? { id, props: { ...props, ...found } } : {};
  },
  async delete(id) {
    await rockit("DELETE", "/" + encodeURIComponent(id));
  },
};

const durst = async (method, path, body) => {
  const { DURST_ENDPOINT, DURST_USERNAME, DURST_PASSWORD } = process.env;
  const query = new URLSearchParams({ username: DURST_USERNAME, password: DURST_PASSWORD });
  const login = await fetch(DURST_ENDPOINT + "/api/v1/login?" + query);
  const response = await fetch(DURST_ENDPOINT + "/api/v1/subscribers" + path, {
    method,
    headers: { "x-auth-token": login.headers.get("x-auth-token"), ...(body && { "content-type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error("Durst answered " + response.status);
  return response.json();
};

const subscribers = {
  async create({ __provider, ...inputs }) {
    const { id } = await durst("POST", "/create", inputs);
    return { id: String(id), outs: inputs };
  },
  async read(id, props) {
    return { id, props: { ...props, ...(await durst("GET", "/" + id)) } };
  },
};

const subscriptions = {
  async create({ __provider, subscriberId, ...inputs }) {
    const { id } = await durst("POST", "/" + subscriberId + "/subscriptions/create", inputs);
    return { id: String(id), outs: { subscriberId, ...inputs } };
  },
};

class Hook extends pulumi.dynamic.Resource {
  constructor(name, props, opts) {
    super(hooks, name, { secret: undefined, ...props }, { ...opts, additionalSecretOutputs: ["secret"] });
  }
}
class Subscriber extends pulumi.dynamic.Resource {
  constructor(name, props, opts) {
    super(subscribers, name, props, opts, "durst", "Subscriber");
  }
}
class Subscription extends pulumi.dynamic.Resource {
  constructor(name, props, opts) {
    super(subscriptions, name, props, opts, "durst", "Subscription");
  }
}

new Hook("image-builds", { name: "builds", sender: "mkraw", event: "end", type: "webhook", url: ${JSON.stringify(url)} }, { protect: true });
new Hook("chat", {
  name: "chat", sender: "deploy", events: ["success", "error"], type: "slack", channelId: "C1",
  slackToken: pulumi.secret(${JSON.stringify(canaries.slackToken)}),
});
const press = new Subscriber("press", {
  hostUri: "https://hooks.example.com/durst/", externalAuthType: "XAUTH",
  xAuthInfo: { user: "operator", password: pulumi.secret(${JSON.stringify(canaries.password)}) },
});
new Subscription("jobs", { subscriberId: press.id, topic: "STATUS/PRODUCTION_JOB/*", path: "jobs", status: "ACTIVE" });
`;

interface MigrationReport {
  readonly commands: readonly string[];
  readonly objects: readonly { readonly name: string; readonly secret: string }[];
  readonly configuration: readonly { readonly key: string; readonly secretName: string }[];
  readonly differences: readonly unknown[];
  readonly missing: readonly unknown[];
}

/** Makes a file the project's program. */
const setMain = (scene: ImportScene, file: string) =>
  writeFile(join(scene.project.folder, "package.json"), JSON.stringify({ main: file }));

/** Splits a command line as a shell does. */
const shellWordsOf = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ""));

/** Runs `rockit-durst migrate`. Fails unless it succeeds without a message on stderr. */
async function migrate(scene: ImportScene, args: readonly string[]): Promise<MigrationReport> {
  const env = { ...engine.projectEnvironment, ...scene.stack.environment };
  const { exitCode, stdout, stderr } = await rockitDurstProcess(
    ["migrate", ...args, "--json"],
    env,
    scene.project.folder,
  );
  scene.printed.push(stdout, stderr);
  expect({ exitCode, stderr: stderr.replace(/^reading [^\n]+ …$/, "") }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout);
}

/** Runs a `pulumi` command that the migration printed. */
const runPrinted = (scene: ImportScene, command: string, ...more: string[]) =>
  scene.stack.pulumi([...shellWordsOf(command).slice(1), ...more]);

/** Sets the credentials that the program takes from the stack's configuration. */
const configure = (scene: ImportScene, stack: string, { configuration }: MigrationReport) => {
  const secrets = new Map(
    Object.entries({ "slackToken.chat": canaries.slackToken, "17.password": canaries.password }),
  );
  const settings = configuration.flatMap(({ key, secretName }) => [
    "--secret",
    `${key}=${secrets.get(secretName)}`,
  ]);
  return scene.stack.pulumi(["config", "set-all", "--stack", stack, ...settings], { quiet: true });
};

test("a textbook provider's stack moves into another stack without a write to a server", async () => {
  await using scene = await ImportScene.start(1);
  const receiver = await startServer(respondWith(200));
  const write = (file: string, text: string) => writeFile(join(scene.project.folder, file), text);
  await write("old.js", textbookProgram(receiver.url));
  await setMain(scene, "old.js");
  await scene.stack.up();
  expect(scene.writes()).toHaveLength(4);
  await scene.stack.refresh();

  await scene.stack.pulumi(["stack", "init", "new"], { quiet: true });
  const printed = await migrate(scene, ["pulumi", "--stack", "test", "--into", "new"]);
  expect(printed.objects.map(({ name, secret }) => [name, secret])).toEqual([
    ["image-builds", "given"],
    ["chat", "given"],
    ["press", "given"],
    ["jobs", "none"],
  ]);
  expect(printed).toMatchObject({ differences: [], missing: [] });
  await setMain(scene, "subscriptions.ts");
  await configure(scene, "new", printed);
  const [importing = "", ...removing] = printed.commands;
  const previewing = removing.pop() ?? "";
  expect(removing).toHaveLength(4);
  await runPrinted(scene, importing, "--skip-preview", "--suppress-progress");
  await rm(join(scene.project.folder, "import.json"));
  for (const one of removing) await runPrinted(scene, one);
  await runPrinted(scene, previewing, "--diff");
  await scene.stack.pulumi(["refresh", "--preview-only", "--expect-no-changes", "--diff", "--stack", "new"]);
  // Only an update records outputs. It changes nothing else.
  const unattended = ["--yes", "--skip-preview", "--suppress-progress"];
  await scene.stack.pulumi(["up", ...unattended, "--expect-no-changes", "--stack", "new"]);
  await write("old.js", "");
  await setMain(scene, "old.js");
  await scene.stack.preview("--expect-no-changes");
  expect(await scene.stack.resources("pulumi-nodejs:dynamic:Resource")).toEqual([]);
  expect(scene.writes()).toHaveLength(4);

  const { stdout } = await scene.stack.pulumi(
    ["stack", "output", "--json", "--show-secrets", "--stack", "new"],
    { quiet: true },
  );
  const { secrets } = JSON.parse(stdout) as { secrets: { imageBuilds: string } };
  await scene.rockit.emit({ type: "mkraw", event: "end" });
  const [delivery] = receiver.requests;
  if (delivery === undefined) throw new Error("nothing was delivered");
  expect(await verifyRockitWebhook({ ...delivery, secret: secrets.imageBuilds })).toMatchObject({
    type: "mkraw",
    event: "end",
  });
  await expectNoLeak(scene, "new");
});

test("a textbook provider's stack migrates in place, under the types and names of this package", async () => {
  await using scene = await ImportScene.start(2);
  const write = (file: string, text: string) => writeFile(join(scene.project.folder, file), text);
  await write("old.js", textbookProgram("https://hooks.example/a"));
  await setMain(scene, "old.js");
  await scene.stack.up();
  const printed = await migrate(scene, ["pulumi", "--stack", "test"]);
  expect(printed.objects.map(({ name }) => name)).toEqual(["image-builds", "chat", "press-2", "jobs-2"]);
  await setMain(scene, "subscriptions.ts");
  await configure(scene, "test", printed);
  const [importing = "", ...removing] = printed.commands;
  const previewing = removing.pop() ?? "";
  expect(removing).toHaveLength(4);
  await runPrinted(scene, importing, "--skip-preview", "--suppress-progress");
  await rm(join(scene.project.folder, "import.json"));
  for (const one of removing) await runPrinted(scene, one);
  await runPrinted(scene, previewing, "--diff");
  expect(scene.writes()).toHaveLength(4);
  await expectNoLeak(scene, "test");
});

test("a state of Terraform's restapi moves into a stack without a planned change", async () => {
  await using scene = await ImportScene.start(1);
  populate(scene);
  const secret = scene.rockit.secretOf("builds");
  const state = await changedState((attributesOf) => {
    attributesOf("builds")["create_response"] = JSON.stringify({ status: "success", secret });
  });
  const file = join(scene.project.folder, "terraform.tfstate");
  await writeFile(file, JSON.stringify(state));
  const printed = await migrate(scene, ["terraform", "--state", file, "--into", "test", "--without-secrets"]);
  await rm(file);
  await setMain(scene, "subscriptions.ts");
  await configure(scene, "test", printed);
  const [importing = "", , previewing = ""] = printed.commands;
  await runPrinted(scene, importing, "--skip-preview", "--suppress-progress");
  await rm(join(scene.project.folder, "import.json"));
  await runPrinted(scene, previewing, "--diff");
  await scene.stack.up();
  expect(await scene.stack.outputs()).toEqual({ secrets: { builds: secret } });
  expect(scene.writes()).toEqual([]);
  await expectNoLeak(scene, "test");
});

/** Fails if a secret was printed or is plaintext in the stack's state. */
async function expectNoLeak(scene: ImportScene, stack: string): Promise<void> {
  const { stdout } = await scene.stack.pulumi(["stack", "export", "--stack", stack], { quiet: true });
  const secrets = [
    canaries.slackToken,
    canaries.password,
    scene.rockit.secretOf("builds"),
    scene.rockit.credentials.apiKey,
    scene.durst.credentials.password,
  ];
  expectNoSecretsIn(stdout, ...secrets);
  expectNoSecretsIn(scene.printed.join("\n"), ...secrets);
}
