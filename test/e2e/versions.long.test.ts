// Versions of a webhook's signing secret are added, removed, refused, and adopted from older resources.
import { jwtVerify } from "jose";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { expectNoSecretsIn } from "../helpers/canary.ts";
import type { Project } from "../helpers/project.ts";
import { Scene } from "../helpers/scene.ts";
import { respondWith, startServer } from "../helpers/server.ts";
import type { Stack } from "../helpers/stack.ts";
import type { RockitSimulator } from "../simulators/index.ts";

const text = JSON.stringify;
const subscription = "pulumi-nodejs:dynamic/rockit:Subscription";

let rockit: RockitSimulator;
let receiver: Awaited<ReturnType<typeof startServer>>;
let project: Project;
let stack: Stack;

beforeEach(async () => {
  const scene = await Scene.start();
  onTestFinished(() => scene[Symbol.asyncDispose]());
  ({ rockit, project, stack } = scene);
  receiver = await startServer(respondWith(204));
});

const writeProgram = (source: string) =>
  project.writeSource(`
    const pulumi = require("@pulumi/pulumi");
    const { RockitEventHub, RockitSubscription, RockitWebhook } = require("pulumi-rockit-durst");
    const url = ${text(receiver.url)};
    ${source}
  `);

const writeWebhook = (versions: unknown, { path = "/", more = "" } = {}) =>
  writeProgram(`
    const hook = new RockitWebhook("builds", {
      sender: "mkraw", events: ["end", "error"], url: url + ${text(path)}, versions: ${text(versions)}, ${more}
    });
    exports.secrets = hook.secrets;
    exports.secret = hook.secret;
  `);

const writeHub = (versions: string) =>
  writeProgram(`
    const hub = new RockitEventHub("hub", { url, senders: { mkraw: ["end"], deploy: ["success"] }, ${versions} });
    exports.secrets = hub.secrets;
    exports.secretsByVersion = hub.secretsByVersion;
  `);

interface Outputs {
  readonly secret: string;
  readonly secrets: Record<string, string>;
  readonly secretsByVersion: Record<string, Record<string, string>>;
}
const outputs = async () => (await stack.outputs()) as unknown as Outputs;

/** The writes since the last call, without the generated suffixes of names. */
function takeWrites(): string[] {
  const lines = rockit.writes().map(({ method, path, body }) => {
    const name = method === "POST" ? String((body as { name: string }).name) : String(path.split("/").at(-1));
    return `${method} ${name.replace(/-[0-9a-f]{7}$/, "")}`;
  });
  rockit.clearRequests();
  return lines;
}

/** Emits an event. Returns for each delivery the name of the secret that verifies it. */
async function verifyingSecrets(secrets: Record<string, string>, type: "mkraw" | "deploy" = "mkraw") {
  receiver.requests.length = 0;
  await rockit.emit({ type, event: type === "mkraw" ? "end" : "success" });
  const tokens = receiver.requests.map(({ headers }) => `${headers["x-rockit-subscriptions"]}`);
  const verifying = tokens.map(async (token) => {
    for (const [name, secret] of Object.entries(secrets))
      if (await jwtVerify(token, Buffer.from(secret, "base64")).then(Boolean, () => false)) return name;
    return "none";
  });
  return (await Promise.all(verifying)).sort();
}

const failureOf = async (command: "preview" | "up") => {
  const unattended = command === "up" ? ["--yes", "--skip-preview"] : [];
  const { output } = await stack.pulumi([command, ...unattended, "--stack", stack.name], { fails: true });
  return output;
};

const replacedInOneStep =
  'versions replaces 2026-11 by 2026-12 in one step, so a receiver can\'t get the new secret before the old one is gone: set ["2026-11","2026-12"], run `pulumi up`, give the new secret to the receiver, and then remove 2026-11';

describe("a webhook", () => {
  test("delivers with both versions after an addition, and only with the new version after the removal", async () => {
    await writeWebhook(["2026-11"]);
    await stack.up();
    const first = await outputs();
    expect(first.secrets).toEqual({ "2026-11": first.secret });
    expect(await verifyingSecrets(first.secrets)).toEqual(["2026-11"]);
    expect(takeWrites()).toEqual(["POST builds-2026-11"]);

    await writeWebhook(["2026-11", "2026-12"]);
    await stack.up();
    const both = await outputs();
    expect(both.secrets).toEqual({ "2026-11": first.secret, "2026-12": both.secret });
    expect(await verifyingSecrets(both.secrets)).toEqual(["2026-11", "2026-12"]);
    expect(takeWrites()).toEqual(["POST builds-2026-12"]);
    await stack.expectNoChanges();
    expectNoSecretsIn(await stack.exportState(), ...Object.values(both.secrets));

    await writeWebhook(["2026-12"]);
    await stack.up();
    expect(takeWrites()).toEqual(["DELETE builds-2026-11"]);
    const last = await outputs();
    expect(last.secrets).toEqual({ "2026-12": both.secret });
    expect(await verifyingSecrets(both.secrets)).toEqual(["2026-12"]);
    await stack.expectNoChanges();
    await stack.destroy();
    expect(rockit.subscriptions.size).toBe(0);
  });

  test("replaces each version when another argument changes, and creates the new subscription first", async () => {
    await writeWebhook(["2026-11", "2026-12"]);
    await stack.up();
    takeWrites();
    await writeWebhook(["2026-11", "2026-12"], { path: "/moved" });
    await stack.up();
    const writes = takeWrites();
    for (const version of ["2026-11", "2026-12"])
      expect(writes.filter((line) => line.endsWith(version))).toEqual([
        `POST builds-${version}`,
        `DELETE builds-${version}`,
      ]);
    expect(writes).toHaveLength(4);
    expect(await verifyingSecrets((await outputs()).secrets)).toEqual(["2026-11", "2026-12"]);
  });

  test("refuses a change that would leave no known secret, before any request", async () => {
    await writeWebhook(["2026-11"]);
    await stack.up();
    takeWrites();
    const wrong: [unknown, string][] = [
      [[], 'RockitWebhook "builds": versions is empty: without a version nothing would be delivered'],
      [["2026-12"], replacedInOneStep],
      [["2026-12", "2027-01"], "versions replaces 2026-11 by 2026-12 and 2027-01 in one step"],
    ];
    for (const [versions, says] of wrong) {
      await writeWebhook(versions);
      expect((await failureOf("preview")).replaceAll(/\n\s*/g, " ")).toContain(says);
    }
    expect(takeWrites()).toEqual([]);
  });

  test("keeps the old version, even without a preview, until an update has declared both", async () => {
    await writeWebhook(["2026-11"]);
    await stack.up();
    takeWrites();
    await writeWebhook(["2026-12"]);
    for (const _again of [1, 2]) expect(await failureOf("up")).toContain(replacedInOneStep);
    expect(takeWrites()).toEqual(["POST builds-2026-12"]);
    await writeWebhook(["2026-11", "2026-12"]);
    await stack.up();
    expect(await verifyingSecrets((await outputs()).secrets)).toEqual(["2026-11", "2026-12"]);
    await writeWebhook(["2026-12"]);
    await stack.up();
    expect(takeWrites()).toEqual(["DELETE builds-2026-11"]);
  });

  test.each([
    ["a generated name", ""],
    ["an explicit name", 'name: "nightly",'],
  ])("adopts a subscription under %s as a version, and creates nothing", async (_, name) => {
    const rest = 'sender: "mkraw", events: ["end", "error"], rotationTrigger: 2026';
    await writeProgram(`
      const own = new RockitSubscription("old", { ${name} ${rest}, type: "webhook", url: url + "/" });
      exports.secret = own.secret;
    `);
    await stack.up();
    const { secret } = await outputs();
    const [before] = await stack.resources(subscription);
    takeWrites();
    const takesOver = 'takesOver: { "2026-11": "old" }, rotationTrigger: 2026';
    await writeWebhook(["2026-11"], { more: takesOver });
    await stack.up();
    expect(takeWrites()).toEqual([]);
    expect((await outputs()).secrets).toEqual({ "2026-11": secret });
    const [after, ...others] = await stack.resources(subscription);
    expect([after?.id, others]).toEqual([before?.id, []]);
    expect(after?.urn).toMatch(/rockit:Webhook\$.*::builds-2026-11$/);

    // Afterwards the version needs no entry in takesOver, and is replaced without a gap.
    await writeWebhook(["2026-11"], { more: "rotationTrigger: 2026" });
    await stack.expectNoChanges();
    await writeWebhook(["2026-11"], { path: "/moved", more: "rotationTrigger: 2026" });
    await stack.up();
    expect(takeWrites().map((line) => line.split(" ")[0])).toEqual(["POST", "DELETE"]);
    await stack.destroy();
  });
});

describe("a hub", () => {
  test("has versions for each sender; the first version adopts the subscriptions without a version", async () => {
    await writeHub("");
    await stack.up();
    const without = await outputs();
    expect(without.secretsByVersion).toEqual({});
    takeWrites();
    await writeHub('versions: ["2026-11"]');
    await stack.up();
    expect(takeWrites()).toEqual([]);
    expect((await outputs()).secretsByVersion).toEqual({ "2026-11": without.secrets });

    await writeHub('versions: ["2026-11", "2026-12"]');
    await stack.up();
    expect(takeWrites().sort()).toEqual(["POST hub-deploy-2026-12", "POST hub-mkraw-2026-12"]);
    const both = await outputs();
    expect(both.secretsByVersion).toEqual({ "2026-11": without.secrets, "2026-12": both.secrets });
    for (const sender of ["mkraw", "deploy"] as const) {
      const secrets = { old: `${without.secrets[sender]}`, fresh: `${both.secrets[sender]}` };
      expect(await verifyingSecrets(secrets, sender)).toEqual(["fresh", "old"]);
    }
    await writeHub('versions: ["2027-01"]');
    expect(await failureOf("preview")).toContain(
      "versions replaces 2026-11 and 2026-12 by 2027-01 in one step",
    );
    await writeHub("versions: []");
    expect(await failureOf("preview")).toContain('RockitEventHub "hub": versions is empty');

    await writeHub('versions: ["2026-12"]');
    await stack.up();
    // Adopted subscriptions keep their names.
    expect(takeWrites().sort()).toEqual(["DELETE hub-deploy", "DELETE hub-mkraw"]);
    expect((await outputs()).secrets).toEqual(both.secrets);
    await stack.expectNoChanges();
    await stack.destroy();
    expect(rockit.subscriptions.size).toBe(0);
  });
});
