// Migration from textbook dynamic providers and Terraform, without a write to a server.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { verifyRockitWebhook } from "../../packages/webhooks/src/index.ts";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import { respondWith, startServer } from "../helpers/server.ts";
import { rockitDurstProcess } from "../unit/cli/command.ts";
import { canaries, changedState, populate } from "../unit/cli/migrate-scenes.ts";
import { ImportScene } from "./import-site.ts";

const engine = inject("engine");

/** Dynamic providers as Pulumi's documentation teaches them: closures that fetch, their code in the state. */
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

/** Makes another file the program. */
const setMain = (site: ImportScene, file: string) =>
  writeFile(join(site.project.folder, "package.json"), JSON.stringify({ main: file }));

/** Words of a command line as a shell takes them. */
const shellWordsOf = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ""));

async function migrate(site: ImportScene, args: readonly string[]): Promise<MigrationReport> {
  const env = { ...engine.projectEnvironment, ...site.stack.environment };
  const { exitCode, stdout, stderr } = await rockitDurstProcess(
    ["migrate", ...args, "--json"],
    env,
    site.project.folder,
  );
  site.printed.push(stdout, stderr);
  expect({ exitCode, stderr: stderr.replace(/^reading [^\n]+ …$/, "") }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout);
}

const runPrinted = (site: ImportScene, command: string, ...more: string[]) =>
  site.stack.pulumi([...shellWordsOf(command).slice(1), ...more]);

/** Gives the stack the credentials that the program takes from its configuration. */
const configure = (site: ImportScene, stack: string, { configuration }: MigrationReport) => {
  const secrets = new Map(
    Object.entries({ "slackToken.chat": canaries.slackToken, "17.password": canaries.password }),
  );
  const given = configuration.flatMap(({ key, secretName }) => [
    "--secret",
    `${key}=${secrets.get(secretName)}`,
  ]);
  return site.stack.pulumi(["config", "set-all", "--stack", stack, ...given], { quiet: true });
};

test("a textbook provider's stack moves into another stack without a write to a server", async () => {
  await using site = await ImportScene.start(1);
  const receiver = await startServer(respondWith(200));
  const write = (file: string, text: string) => writeFile(join(site.project.folder, file), text);
  await write("old.js", textbookProgram(receiver.url));
  await setMain(site, "old.js");
  await site.stack.up();
  expect(site.writes()).toHaveLength(4);
  await site.stack.refresh();

  await site.stack.pulumi(["stack", "init", "new"], { quiet: true });
  const printed = await migrate(site, ["pulumi", "--stack", "test", "--into", "new"]);
  expect(printed.objects.map(({ name, secret }) => [name, secret])).toEqual([
    ["image-builds", "given"],
    ["chat", "given"],
    ["press", "given"],
    ["jobs", "none"],
  ]);
  expect(printed).toMatchObject({ differences: [], missing: [] });
  await setMain(site, "subscriptions.ts");
  await configure(site, "new", printed);
  const [importing = "", ...removing] = printed.commands;
  const previewing = removing.pop() ?? "";
  expect(removing).toHaveLength(4);
  await runPrinted(site, importing, "--skip-preview", "--suppress-progress");
  await rm(join(site.project.folder, "import.json"));
  for (const one of removing) await runPrinted(site, one);
  await runPrinted(site, previewing, "--diff");
  await site.stack.pulumi(["refresh", "--preview-only", "--expect-no-changes", "--diff", "--stack", "new"]);
  // Outputs are recorded by an update, which finds nothing else to do.
  const unattended = ["--yes", "--skip-preview", "--suppress-progress"];
  await site.stack.pulumi(["up", ...unattended, "--expect-no-changes", "--stack", "new"]);
  await write("old.js", "");
  await setMain(site, "old.js");
  await site.stack.preview("--expect-no-changes");
  expect(await site.stack.resources("pulumi-nodejs:dynamic:Resource")).toEqual([]);
  expect(site.writes()).toHaveLength(4);

  const { stdout } = await site.stack.pulumi(
    ["stack", "output", "--json", "--show-secrets", "--stack", "new"],
    { quiet: true },
  );
  const { secrets } = JSON.parse(stdout) as { secrets: { imageBuilds: string } };
  await site.rockit.emit({ type: "mkraw", event: "end" });
  const [delivery] = receiver.requests;
  if (delivery === undefined) throw new Error("nothing was delivered");
  expect(await verifyRockitWebhook({ ...delivery, secret: secrets.imageBuilds })).toMatchObject({
    type: "mkraw",
    event: "end",
  });
  await expectNoLeak(site, "new");
});

test("a textbook provider's stack migrates in place, under the types and names of this package", async () => {
  await using site = await ImportScene.start(2);
  const write = (file: string, text: string) => writeFile(join(site.project.folder, file), text);
  await write("old.js", textbookProgram("https://hooks.example/a"));
  await setMain(site, "old.js");
  await site.stack.up();
  const printed = await migrate(site, ["pulumi", "--stack", "test"]);
  expect(printed.objects.map(({ name }) => name)).toEqual(["image-builds", "chat", "press-2", "jobs-2"]);
  await setMain(site, "subscriptions.ts");
  await configure(site, "test", printed);
  const [importing = "", ...removing] = printed.commands;
  const previewing = removing.pop() ?? "";
  expect(removing).toHaveLength(4);
  await runPrinted(site, importing, "--skip-preview", "--suppress-progress");
  await rm(join(site.project.folder, "import.json"));
  for (const one of removing) await runPrinted(site, one);
  await runPrinted(site, previewing, "--diff");
  expect(site.writes()).toHaveLength(4);
  await expectNoLeak(site, "test");
});

test("a state of Terraform's restapi moves into a stack without a planned change", async () => {
  await using site = await ImportScene.start(1);
  populate(site);
  const secret = site.rockit.secretOf("builds");
  const state = await changedState((attributesOf) => {
    attributesOf("builds")["create_response"] = JSON.stringify({ status: "success", secret });
  });
  const file = join(site.project.folder, "terraform.tfstate");
  await writeFile(file, JSON.stringify(state));
  const printed = await migrate(site, ["terraform", "--state", file, "--into", "test", "--without-secrets"]);
  await rm(file);
  await setMain(site, "subscriptions.ts");
  await configure(site, "test", printed);
  const [importing = "", , previewing = ""] = printed.commands;
  await runPrinted(site, importing, "--skip-preview", "--suppress-progress");
  await rm(join(site.project.folder, "import.json"));
  await runPrinted(site, previewing, "--diff");
  await site.stack.up();
  expect(await site.stack.outputs()).toEqual({ secrets: { builds: secret } });
  expect(site.writes()).toEqual([]);
  await expectNoLeak(site, "test");
});

/** Fails if a secret was printed or is plaintext in the stack's state. */
async function expectNoLeak(site: ImportScene, stack: string): Promise<void> {
  const { stdout } = await site.stack.pulumi(["stack", "export", "--stack", stack], { quiet: true });
  const secrets = [
    canaries.slackToken,
    canaries.password,
    site.rockit.secretOf("builds"),
    site.rockit.credentials.apiKey,
    site.durst.credentials.password,
  ];
  expectNoSecretsIn(stdout, ...secrets);
  expectNoSecretsIn(site.printed.join("\n"), ...secrets);
}
