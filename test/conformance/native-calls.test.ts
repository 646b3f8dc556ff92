// Calls that only a native plugin receives: names proposed by the engine, previews, time limits, imports,
// detailed diffs, and functions.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { durstSubscriber, durstSubscription } from "../../provider/durst/kind.ts";
import { UNKNOWN } from "../../provider/resource/unknown.ts";
import { rockitSubscription } from "../../provider/rockit/kind.ts";
import { environmentOf } from "../helpers/environment.ts";
import type { Servers } from "../helpers/servers.ts";
import { startNative } from "./native-plugin.ts";
import type { Values } from "./plugin.ts";
import { samples, startServersWithSubscriber } from "./samples.ts";

let servers: Servers & AsyncDisposable;
beforeEach(async () => {
  servers = await startServersWithSubscriber();
});
afterEach(() => servers[Symbol.asyncDispose]());

const start = (overrides: Record<string, string> = {}) =>
  startNative({ ...environmentOf(servers), ...overrides });

const webhookWithoutName = { sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example" };
const webhook = { name: "builds", ...webhookWithoutName };

const expectNoRequests = () =>
  expect([...servers.rockit.requests, ...servers.durst.requests].map(({ route }) => route)).toEqual([]);

describe("a name that the program leaves out", () => {
  it("is generated from the resource's name and kept until the object is replaced", async () => {
    const { check } = await start();
    const { inputs } = await check(rockitSubscription, webhookWithoutName, { resource: "builds" });
    expect(inputs["name"]).toMatch(/^builds-[0-9a-f]{7}$/);
    const again = await check(rockitSubscription, webhookWithoutName, { resource: "builds", olds: inputs });
    expect(again.inputs).toEqual(inputs);
    const replacement = await check(rockitSubscription, webhookWithoutName, { resource: "builds" });
    expect(replacement.inputs["name"]).not.toBe(inputs["name"]);
    expectNoRequests();
  });

  it("is the same in the plan and in the update that follows", async () => {
    const { check } = await start();
    const generatedName = async (randomSeed: string, resource: string) =>
      (await check(rockitSubscription, webhookWithoutName, { randomSeed, resource })).inputs["name"];
    const planned = await generatedName("seed", "one");
    expect(planned).toMatch(/^one-/);
    expect(await generatedName("seed", "one")).toBe(planned);
    expect(await generatedName("other", "one")).not.toBe(planned);
    expect(String(await generatedName("seed", "two")).slice(4)).not.toBe(String(planned).slice(4));
  });

  it.each(["PROPOSE", "ENFORCE"] as const)("is the engine's proposal in the mode %s", async (mode) => {
    const { check } = await start();
    const autonaming = [mode, "team-builds"] as const;
    const { inputs, reasons } = await check(rockitSubscription, webhookWithoutName, { autonaming });
    expect(reasons).toEqual([]);
    expect(inputs).toMatchObject({ name: "team-builds" });
    const later = { autonaming: [mode, "other-builds"] as const, olds: inputs };
    expect((await check(rockitSubscription, webhookWithoutName, later)).inputs).toEqual(inputs);
    expect((await check(rockitSubscription, webhook, { autonaming })).inputs).toMatchObject({
      name: "builds",
    });
  });

  it("is reported as missing if pulumi:autonaming is disabled", async () => {
    const { check } = await start();
    const autonaming = ["DISABLE", ""] as const;
    const { reasons } = await check(rockitSubscription, webhookWithoutName, { autonaming });
    expect(reasons).toEqual([expect.stringMatching(/^name .*: pulumi:autonaming is disabled$/)]);
    expect((await check(rockitSubscription, webhook, { autonaming })).reasons).toEqual([]);
  });

  it("is no error for a type without names", async () => {
    const { check } = await start();
    const declared = { hostUri: "https://a.example/", externalAuthType: "NONE" };
    const { inputs, reasons } = await check(durstSubscriber, declared, { autonaming: ["DISABLE", ""] });
    expect({ inputs, reasons }).toEqual({ inputs: declared, reasons: [] });
  });
});

it("a generated name allows creation before deletion; an explicit or proposed name does not", async () => {
  const { check, diff } = await start();
  const plan = async (declared: Values, autonaming?: readonly ["PROPOSE", string]) => {
    const { inputs } = await check(rockitSubscription, declared, autonaming && { autonaming });
    const next = { ...declared, sender: "deploy" };
    const naming = { olds: inputs, ...(autonaming && { autonaming }) };
    const { inputs: changed } = await check(rockitSubscription, next, naming);
    return diff(rockitSubscription, String(inputs["name"]), inputs, changed);
  };
  const paths = { sender: "UPDATE_REPLACE" };
  expect(await plan(webhookWithoutName)).toEqual({ deleteBeforeReplace: false, paths });
  expect(await plan(webhook)).toEqual({ deleteBeforeReplace: true, paths });
});

describe.each(samples)("a preview of a $kind.noun", ({ kind, declared, changed, replaces }) => {
  it("sends no request and marks the server's outputs as unknown", async () => {
    const { check, create, update } = await start();
    const { inputs } = await check(kind, declared);
    const { id, outputs, error } = await create(kind, inputs, { preview: true });
    expect(error).toBeUndefined();
    const added = Object.fromEntries(Object.keys(kind.outputs).map((name) => [name, UNKNOWN]));
    expect({ id, outputs }).toEqual({ id: "", outputs: { ...inputs, ...added } });
    if (!replaces) {
      const next = { ...inputs, ...changed };
      const updated = await update(kind, "17", { ...inputs }, next, { preview: true });
      expect(updated).toEqual({ outputs: { ...next, ...added } });
    }
    expectNoRequests();
  });
});

it("a preview of a new credential marks its fingerprint as unknown", async () => {
  const { update } = await start();
  const withPassword = (password: string) => ({
    hostUri: "https://a.example/",
    externalAuthType: "XAUTH",
    xAuthInfo: { user: "u", password },
  });
  const [was, wanted] = [withPassword("old"), withPassword("new")];
  const outputs = { ...was, credentialFingerprint: "f" };
  const previewed = await update(durstSubscriber, "17", outputs, wanted, { preview: true });
  expect(previewed).toEqual({ outputs: { ...wanted, credentialFingerprint: UNKNOWN } });
  expectNoRequests();
});

it("customTimeouts: a creation at a silent server ends in time and is recorded as unfinished", async () => {
  const { check, create } = await start();
  const { rockit } = servers;
  rockit.faults.inject({ kind: "delay", ms: 60_000 }, { route: "POST /be/v1/subscriptions", times: 99 });
  const { inputs } = await check(rockitSubscription, webhook);
  const before = performance.now();
  const { error, outputs } = await create(rockitSubscription, inputs, { timeout: 3 });
  expect(performance.now() - before).toBeLessThan(3000 + 2000);
  expect(error).toMatch(/^creating ROCKIT subscription "builds": .*kept in the state as unfinished/);
  expect(outputs).toMatchObject({ ...inputs, unfinished: expect.anything() });
});

it("customTimeouts: an operation that times out before its first write names the option", async () => {
  const { create } = await start();
  servers.durst.faults.inject({ kind: "delay", ms: 60_000 }, { route: /login/i, times: 99 });
  const declared = { hostUri: "https://a.example/", externalAuthType: "NONE" };
  const { error, id } = await create(durstSubscriber, declared, { timeout: 1 });
  expect(error).toMatch(/^creating Durst subscriber .*customTimeouts/);
  expect(id).toBeUndefined();
});

describe("an import, given only the id,", () => {
  it("returns all arguments of a subscription, so that a program with these plans no change", async () => {
    const { operationsOn, create, check, diff } = await start();
    await create(rockitSubscription, webhook);
    const { inputs = {}, outputs = {}, id = "" } = await operationsOn(rockitSubscription).read("builds", {});
    expect(id).toBe("builds");
    expect(inputs).toMatchObject({ name: "builds", sender: "mkraw", type: "webhook" });
    const checked = await check(rockitSubscription, inputs, { olds: inputs });
    expect(checked).toEqual({ inputs, reasons: [] });
    expect((await diff(rockitSubscription, id, outputs, checked.inputs)).paths).toEqual({});
  });

  it("normalizes an id with leading zeros", async () => {
    const { operationsOn } = await start();
    const read = await operationsOn(durstSubscriber).read("0017", {});
    expect(read).toMatchObject({ id: "17", inputs: { hostUri: "https://press.example/" } });
  });
});

describe("a plan names each property that changes", () => {
  const subscriber = {
    hostUri: "https://a.example/",
    externalAuthType: "XAUTH",
    xAuthInfo: { user: "u", password: "canary-old" },
  };
  const subscription = { subscriberId: 17, topic: "STATUS/*", status: "ACTIVE" };
  const { event: _, ...webhookWithoutEvent } = webhook;

  it.each([
    [
      "within an object",
      durstSubscriber,
      subscriber,
      { ...subscriber, xAuthInfo: { user: "u", password: "canary-new" } },
      { "xAuthInfo.password": "UPDATE" },
    ],
    [
      "one changed and one removed",
      durstSubscriber,
      subscriber,
      { hostUri: "https://a.example/", externalAuthType: "NONE" },
      { externalAuthType: "UPDATE", xAuthInfo: "DELETE" },
    ],
    ["one added", durstSubscription, subscription, { ...subscription, path: "jobs" }, { path: "ADD" }],
    [
      "that needs a new object",
      durstSubscription,
      subscription,
      { ...subscription, subscriberId: 18 },
      { subscriberId: "UPDATE_REPLACE" },
    ],
    [
      "none for `event` against `events`",
      rockitSubscription,
      webhook,
      { ...webhookWithoutEvent, events: ["end"] },
      {},
    ],
    [
      "`events` in place of `event`",
      rockitSubscription,
      webhook,
      { ...webhookWithoutEvent, events: ["end", "error"] },
      { events: "ADD_REPLACE" },
    ],
    [
      "none for another spelling",
      rockitSubscription,
      webhook,
      { ...webhook, url: "https://HOOKS.example/" },
      {},
    ],
  ])("%s", async (_what, kind, was, wanted, paths) => {
    const { diff } = await start();
    const id = kind === durstSubscription ? "17/4" : "17";
    expect((await diff(kind, id, was, wanted)).paths).toEqual(paths);
    expectNoRequests();
  });
});

describe("a function", () => {
  it("lists subscriptions, in a preview too", async () => {
    const { create, invoke } = await start();
    await create(rockitSubscription, webhook);
    await create(durstSubscription, { subscriberId: 17, topic: "STATUS/*", status: "ACTIVE" });
    const listed = { subscriptions: [expect.objectContaining({ name: "builds" })] };
    expect(await invoke("rockit-durst:rockit:listSubscriptions", {}, { preview: true })).toEqual(listed);
    expect(await invoke("rockit-durst:durst:listSubscriptions", { subscriberId: "17" })).toEqual({
      subscriptions: [expect.objectContaining({ id: 4, topic: "STATUS/*", status: "ACTIVE" })],
    });
  });

  it("sends a test callback, but no request in a preview", async () => {
    const { invoke } = await start();
    const args = { productionJobId: 5 };
    await invoke("rockit-durst:durst:sendTestCallback", args, { preview: true });
    expectNoRequests();
    await invoke("rockit-durst:durst:sendTestCallback", args);
    expect(servers.durst.requests.map(({ route }) => route)).toContainEqual(
      expect.stringMatching(/testresponse/),
    );
  });

  it("names a wrong argument in one line, without its value", async () => {
    const { invoke } = await start();
    const calling = invoke("rockit-durst:durst:listSubscriptions", {
      subscriberId: "canary",
      more: "canary",
    });
    await expect(calling).rejects.toMatchObject({
      details: expect.stringMatching(/^calling durst:listSubscriptions: subscriberId (?!.*canary).*; more /),
    });
  });
});
