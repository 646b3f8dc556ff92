// The column "rotated" reports only secrets that were replaced without a reason.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import "../helpers/client.ts";
import { Figures } from "./model/figures.ts";
import type { Choice } from "./model/program.ts";
import { Receiver } from "./model/receiver.ts";
import type { Scenario } from "./model/scenario.ts";
import { World } from "./model/world.ts";

const behaviour: Scenario["behaviour"] = { rockit: {}, durst: {}, errorBodies: "json" };
const choice: Choice = {
  ...{ spelling: 0, name: 1, type: "webhook", sender: 0, events: 1, target: 0, replaces: false, rotation: 0 },
  ...{ host: 0, auth: 0, credential: 0, topic: 0, path: 0, status: 0 },
};

let receiver: Receiver;

beforeAll(async () => {
  receiver = await new Receiver().start();
  vi.spyOn(console, "log").mockImplementation(() => {});
});

afterAll(async () => {
  vi.restoreAllMocks();
  await receiver[Symbol.asyncDispose]();
});

it.each<[string, (world: World) => void | Promise<void>, string[]]>([
  ["lost behind everybody's back", ({ rockit }) => rockit.remove("r0-1"), ["rotated"]],
  ["removed by somebody", ({ outsiders }) => outsiders.remove(0), []],
  ["edited by somebody", ({ outsiders }) => outsiders.edit(0, 0), []],
  ["declared to be another", ({ program }) => program.set("r0", { ...choice, target: 1 }), []],
  ["declared to be rotated", ({ program }) => program.set("r0", { ...choice, rotation: 1 }), []],
  ["left alone", () => {}, []],
  ["spelled otherwise", (world) => world.happens({ does: "respell", urn: "r0", spelling: 2 }), []],
])("a subscription that is %s", async (_, happens, wrong) => {
  await using world = await World.start({ behaviour, steps: [] }, receiver.next(), new Figures());
  world.program.set("r0", choice);
  expect(await world.command(false)).toEqual([]);
  const secret = world.rockit.secretOf("r0-1");
  await happens(world);
  expect(await world.command(true)).toEqual([]);
  expect(world.wrong.map(({ what }) => what)).toEqual(wrong);
  // Twice: a reason excuses one rotation.
  if (wrong.length === 0 && world.rockit.secretOf("r0-1") !== secret) {
    world.rockit.remove("r0-1");
    expect(await world.command(true)).toEqual([]);
    expect(world.wrong).toMatchObject([{ what: "rotated" }]);
  }
});
