// Two state entries can refer to one object, when a failed run replaced the older entry without deleting it.
// The next run must not delete the object of the resource that now owns it.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import { PluginSettings, serve } from "../../../provider/dynamic/serve.ts";
import type { Properties } from "../../../provider/resource/properties.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { durstRunOf, rockitRunOf } from "../../helpers/lifecycles.ts";
import { startServers } from "../../helpers/servers.ts";
import type { DurstSimulator, RockitSimulator } from "../../simulators/index.ts";

let rockit: RockitSimulator;
let durst: DurstSimulator;
let logged: string[];

beforeEach(async () => {
  logged = [];
  vi.spyOn(console, "log").mockImplementation((line) => void logged.push(String(line)));
  ({ rockit, durst } = await startServers());
});
afterEach(() => {
  vi.restoreAllMocks();
});

const builds = { name: "builds", sender: "mkraw", event: "end", type: "webhook", url: "https://a.example/" };
const press = {
  hostUri: "https://press.example/",
  externalAuthType: "XAUTH",
  xAuthInfo: { user: "press", password: "a-password-of-some-length" },
};

/** Objects on the servers, the resources that own them, and older ones with the same id pending deletion. */
const objects = {
  "ROCKIT subscription": async () => {
    rockit.add(builds as never);
    const run = rockitRunOf(rockit);
    const outputs = {
      ...builds,
      secret: rockit.secretOf("builds"),
      secretIssuedAt: "2026-11-29T10:00:00.000Z",
    };
    return {
      provider: serve(rockitSubscriptionLifecycle, new PluginSettings(), () => run),
      id: "builds",
      inputs: builds,
      outputs,
      older: [
        { ...outputs, secret: "an-older-one" },
        { ...outputs, unfinished: true },
      ],
      exists: () => rockit.subscriptions.has("builds"),
    };
  },
  "Durst subscriber": async () => {
    const id = durst.addSubscriber(press as never);
    const run = durstRunOf(durst);
    const inputs = { ...press, existingId: id };
    return {
      provider: serve(durstSubscriberLifecycle, new PluginSettings(), () => run),
      id: `${id}`,
      inputs,
      outputs: inputs,
      older: [press, { ...press, hostUri: "https://older.example/" }, inputs],
      exists: () => durst.subscribers.get(id)?.externalAuthType === "XAUTH",
    };
  },
  "Durst subscription": async () => {
    const subscriberId = durst.addSubscriber(press as never);
    const number = durst.addSubscription(subscriberId, { topic: "STATUS/*", status: "ACTIVE" } as never);
    const run = durstRunOf(durst);
    const own = { subscriberId, topic: "STATUS/*", status: "ACTIVE" };
    const inputs = { ...own, existingId: number };
    return {
      provider: serve(durstSubscriptionLifecycle, new PluginSettings(), () => run),
      id: `${subscriberId}/${number}`,
      inputs,
      outputs: inputs,
      older: [own, { ...own, topic: "STATUS/MOTIF/*" }, inputs],
      exists: () => durst.subscriptions(subscriberId).get(number)?.status === "ACTIVE",
    };
  },
};

it.each(Object.keys(objects) as (keyof typeof objects)[])(
  "%s: deleting an older resource keeps the object of its new owner",
  async (kind) => {
    const { provider, id, inputs, outputs, older, exists } = await objects[kind]();
    const { changes } = (await provider.diff?.(id, outputs, inputs)) ?? {};
    expect(changes).toBe(false);
    for (const olds of older) await provider.delete?.(id, olds as Properties);
    expect(exists()).toBe(true);
    expect([...rockit.writes(), ...durst.writes()]).toEqual([]);
    expect(logged).toHaveLength(older.length);
    expect(new Set(logged.map((line) => line.replace(/^.*?: /, "")))).toEqual(
      new Set(["not deleted, because another resource of this program owns it"]),
    );
  },
);

/** Refreshes one resource as the engine does: reads the object, and compares it with the state. */
async function refresh({
  provider,
  id,
  inputs,
  outputs,
}: Awaited<ReturnType<(typeof objects)[keyof typeof objects]>>) {
  const read = await provider.read?.(id, { ...outputs });
  await provider.diff?.(id, read?.props as Properties, inputs);
}

it.each(Object.keys(objects) as (keyof typeof objects)[])(
  "%s: the object is deleted in a run with a refresh if the program no longer declares it",
  async (kind) => {
    const object = await objects[kind]();
    await refresh(object);
    await object.provider.delete?.(object.id, { ...object.outputs });
    expect(object.exists()).toBe(false);
  },
);

it.each(Object.keys(objects) as (keyof typeof objects)[])(
  "%s: the object is kept in a run with a refresh if the program declares it",
  async (kind) => {
    const object = await objects[kind]();
    await refresh(object);
    await object.provider.diff?.(object.id, object.outputs, object.inputs);
    for (const olds of object.older) await object.provider.delete?.(object.id, olds as Properties);
    expect(object.exists()).toBe(true);
  },
);

it("the object is deleted when the engine itself decides to replace the resource", async () => {
  const { provider, id, inputs, outputs, exists } = await objects["ROCKIT subscription"]();
  await provider.diff?.(id, outputs, inputs);
  await provider.delete?.(id, { ...outputs });
  expect(exists()).toBe(false);
});

it("the object is deleted when its owner is replaced", async () => {
  const { provider, id, inputs, outputs, exists } = await objects["ROCKIT subscription"]();
  await provider.diff?.(id, outputs, inputs);
  await provider.diff?.(id, outputs, { ...inputs, url: "https://other.example/" });
  await provider.delete?.(id, { ...outputs, secret: "refreshed" });
  expect(exists()).toBe(false);
});
