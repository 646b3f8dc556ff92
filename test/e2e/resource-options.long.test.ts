// Pulumi's resource options on the real engine. Unsupported options are refused before any request.
import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { Scene } from "../helpers/scene.ts";

const text = JSON.stringify;
const root = join(import.meta.dirname, "..", "..");

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start();
  return () => scene[Symbol.asyncDispose]();
});

const header = `
  const pulumi = require("@pulumi/pulumi");
  const { DurstSubscriber, RockitSubscription } = require("pulumi-rockit-durst");
  const webhook = { sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example/a" };
`;

const write = (program: string) => scene.project.writeSource(header + program);
const requestCount = () => [...scene.rockit.requests, ...scene.durst.requests].length;
const writeMethods = () => scene.rockit.writes().map(({ method }) => method);

/** The output of a failing preview; fails if it sent a request or shows a stack trace. */
async function refusedPreview(program: string): Promise<string> {
  await write(program);
  const before = requestCount();
  const { output } = await scene.stack.pulumi(
    ["preview", "--suppress-progress", "--stack", scene.stack.name],
    {
      fails: true,
    },
  );
  expect(requestCount()).toBe(before);
  expect(output).not.toMatch(/^\s+at .+:\d+:\d+|unhandled exception/m);
  return output;
}

describe("retainOnDelete under an explicit name", () => {
  const inComponent = `
    class Site extends pulumi.ComponentResource {
      constructor(name, args, opts) {
        super("e2e:index:Site", name, {}, opts);
        this.hook = new RockitSubscription("builds", args, { parent: this });
      }
    }`;
  const programs: Record<string, (url: string) => string> = {
    "as its own option": (url) =>
      `new RockitSubscription("builds", { ...webhook, name: "builds", url: ${text(url)} }, { retainOnDelete: true });`,
    "inherited from a component": (url) =>
      `${inComponent}
      new Site("vienna", { ...webhook, name: "builds", url: ${text(url)} }, { retainOnDelete: true });`,
    "given by a transformation": (url) =>
      `pulumi.runtime.registerStackTransformation(({ props, opts }) => ({ props, opts: { ...opts, retainOnDelete: true } }));
      new RockitSubscription("builds", { ...webhook, name: "builds", url: ${text(url)} });`,
  };

  test.each(Object.entries(programs))(
    "refuses an update and the repair of drift in the preview; the unchanged program plans nothing: %s",
    async (_title, program) => {
      await write(program("https://hooks.example/a"));
      await scene.stack.up();
      const secret = scene.rockit.secretOf("builds");
      const says =
        "retainOnDelete keeps the old subscription under its name, so a change of url can't create the new one";
      expect(await refusedPreview(program("https://hooks.example/b"))).toContain(says);
      await write(program("https://hooks.example/a"));
      await scene.stack.expectNoChanges();

      scene.rockit.edit("builds", { url: "https://hooks.example/drifted" });
      await scene.stack.refresh();
      expect(await refusedPreview(program("https://hooks.example/a"))).toContain(says);
      await write(program("https://hooks.example/drifted"));
      await scene.stack.expectNoChanges();
      expect(scene.rockit.secretOf("builds")).toBe(secret);
      expect(writeMethods()).toEqual(["POST"]);
    },
  );

  test("allows another name, a generated name, and removing the option", async () => {
    const apply = async (args: object, opts: object = { retainOnDelete: true }) => {
      scene.rockit.clearRequests();
      await write(`new RockitSubscription("builds", { ...webhook, ...${text(args)} }, ${text(opts)});`);
      await scene.stack.up();
      return writeMethods();
    };
    await apply({ name: "builds" });
    expect(await apply({ name: "builds-2", url: "https://hooks.example/b" })).toEqual(["POST"]);
    const withoutOption = `new RockitSubscription("builds", { ...webhook, name: "builds-2" });`;
    expect(await refusedPreview(withoutOption)).toContain("the state still has the option");
    expect(await apply({ name: "builds-2", url: "https://hooks.example/b" }, {})).toEqual([]);
    expect(await apply({ name: "builds-2", url: "https://hooks.example/c" }, {})).toEqual(["DELETE", "POST"]);
    expect(await apply({ url: "https://hooks.example/c" })).toEqual([]);
    expect(await apply({ url: "https://hooks.example/d" })).toEqual(["POST"]);
    expect(scene.rockit.subscriptions.size).toBe(3);
    await scene.stack.expectNoChanges();
  });

  test("leaves the state unchanged if replacementTrigger asks for a replacement", async () => {
    const program = (trigger: number) =>
      `new RockitSubscription("builds", { ...webhook, name: "builds" }, { retainOnDelete: true, replacementTrigger: ${trigger} });`;
    await write(program(1));
    await scene.stack.up();
    const secret = scene.rockit.secretOf("builds");
    await write(program(2));
    expect(await scene.upFailure()).toContain("exists");
    await write(program(1));
    await scene.stack.expectNoChanges();
    expect(scene.rockit.secretOf("builds")).toBe(secret);
  });
});

test.each([
  [
    "import",
    `new RockitSubscription("s", { ...webhook, name: "s" }, { import: "s" });`,
    'RockitSubscription "s": the option import is not supported: remove it, and run `rockit-durst import`',
  ],
  [
    "version",
    `new RockitSubscription("s", { ...webhook, name: "s" }, { version: "9.9.9" });`,
    'RockitSubscription "s": the option version chooses a plugin',
  ],
  [
    "replaceOnChanges",
    `new DurstSubscriber("s", { hostUri: "https://a.example/", externalAuthType: "NONE" }, { replaceOnChanges: ["hostUri"] });`,
    'DurstSubscriber "s": the option replaceOnChanges is not supported',
  ],
  [
    "namePrefix",
    `new RockitSubscription("s", { ...webhook, namePrefix: "s" });`,
    'RockitSubscription "s": namePrefix is not an argument',
  ],
  [
    "a value in an output that has no plain form",
    `new RockitSubscription("s", { ...webhook, rotationTrigger: pulumi.output(1).apply(() => ({ at: [Symbol("a")] })) });`,
    'RockitSubscription "s": rotationTrigger.at[0] is a symbol',
  ],
  [
    "a value in a promise that has no plain form",
    `new RockitSubscription("s", { ...webhook, rotationTrigger: Promise.resolve(new WeakMap()) });`,
    'RockitSubscription "s": rotationTrigger is an instance of WeakMap',
  ],
])("refuses in one line, before anything is sent: %s", async (_title, program, says) => {
  expect(await refusedPreview(program)).toContain(says);
});

test("warns about options that do nothing", async () => {
  await write(
    `new RockitSubscription("s", { ...webhook }, { customTimeouts: { create: "1m" }, replaceOnChanges: ["url"], deleteBeforeReplace: true });`,
  );
  const { output } = await scene.stack.preview();
  expect(output).toContain("warning: the option customTimeouts has no effect");
  expect(output).toContain("warning: the option replaceOnChanges has no effect");
  expect(output).toContain("warning: the option deleteBeforeReplace loses events during a replacement");
});

test("a Date, Map or similar value rotates the secret only when it changes", async () => {
  const program = (day: number) => `
    const value = () => ({
      at: new Date(Date.UTC(2026, 10, ${day})), all: new Map([["b", new Set([2n, 1n])], ["a", /x${day}/]]), to: new URL("https://a.example/${day}"),
    });
    new RockitSubscription("plain", { ...webhook, rotationTrigger: value() });
    new RockitSubscription("later", { ...webhook, rotationTrigger: pulumi.secret(1).apply(value) });
    new RockitSubscription("promised", { ...webhook, rotationTrigger: Promise.resolve(value()) });`;
  await write(program(1));
  await scene.stack.up();
  await scene.stack.expectNoChanges();
  scene.rockit.clearRequests();
  await write(program(2));
  await scene.stack.up();
  expect(writeMethods().toSorted()).toEqual(["DELETE", "DELETE", "DELETE", "POST", "POST", "POST"]);
  await scene.stack.expectNoChanges();
});

test("a URL unknown in the preview plans a replacement; an update with an equal URL does nothing", async () => {
  const program = (host: string) => `
    const press = new DurstSubscriber("press", {
      hostUri: ${text(host)}, externalAuthType: "JWT_SIGNING", jwtSigningInfo: { httpHeaderName: "x-signature", key: "k".repeat(40) },
    });
    const url = press.credentialFingerprint.apply(() => "https://hooks.example/a");
    new RockitSubscription("builds", { ...webhook, name: "builds", url }, { protect: true });`;
  await write(program("https://a.example/"));
  await scene.stack.up();
  const note =
    'ROCKIT subscription "builds": url will only be known during the update: a different value replaces the subscription and issues a new signing secret; the same value changes nothing';
  const output = await refusedPreview(program("https://b.example/"));
  expect(output).toContain(note);
  expect(output).toContain("marked for protection");
  await scene.stack.up();
  expect(writeMethods()).toEqual(["POST"]);
  await scene.stack.expectNoChanges();
});

test("an unresolvable package fails in one sentence with the command that installs it", async () => {
  const modules = join(scene.project.folder, "node_modules");
  await rm(modules);
  await mkdir(join(modules, "wrapper", "node_modules"), { recursive: true });
  await symlink(join(root, "node_modules", "@pulumi"), join(modules, "@pulumi"));
  await symlink(join(root, "provider"), join(modules, "wrapper", "node_modules", "pulumi-rockit-durst"));
  await scene.project.writeSource(`
    const { RockitSubscription } = require("./node_modules/wrapper/node_modules/pulumi-rockit-durst");
    new RockitSubscription("s", { sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example/a" });`);
  const { output } = await scene.stack.pulumi(
    ["preview", "--suppress-progress", "--stack", scene.stack.name],
    {
      fails: true,
    },
  );
  expect(output).toContain(
    `pulumi-rockit-durst can't be loaded from ${scene.project.folder}, where Pulumi runs its resources: run \`npm install pulumi-rockit-durst\` there`,
  );
  expect(output).not.toMatch(/^\s+at .+:\d+:\d+|unhandled exception/m);
  expect(requestCount()).toBe(0);
});
