// Histories that chance seldom meets, played through the same engine and held to the same end.
import { afterAll, beforeAll, it, vi } from "vitest";
import "../helpers/client.ts";
import type { Fault } from "../simulators/index.ts";
import { Figures } from "./model/figures.ts";
import type { Choice } from "./model/program.ts";
import { Receiver } from "./model/receiver.ts";
import type { Scenario, Step } from "./model/scenario.ts";
import { expectAsDeclared } from "./model/verdict.ts";
import { World } from "./model/world.ts";

const behaviour: Scenario["behaviour"] = {
  rockit: { maxPageSize: 100, listEvents: "as-sent", listShape: "array" },
  durst: {
    createPath: "create",
    masking: "deterministic",
    listShape: "array",
    absentFields: "omitted",
  },
  errorBodies: "json",
};
const choice: Choice = {
  ...{ spelling: 0, name: 1, type: "webhook", sender: 0, events: 1, target: 0, replaces: false, rotation: 0 },
  ...{ host: 0, auth: 1, credential: 0, topic: 0, path: 1, status: 0 },
};
const create = "POST /be/v1/subscriptions";
const remove = "DELETE /be/v1/subscriptions/:name";
const unavailable: Fault = { kind: "status", status: 503, acts: false };

const declare = (change: Partial<Choice> = {}): Step => ({
  does: "set",
  urn: "r0",
  choice: { ...choice, ...change },
});
const calm: Step = { does: "up", refresh: false, weather: undefined };
const always = (fault: Fault, route: string): Step => ({
  does: "up",
  refresh: false,
  weather: {
    planned: [{ vendor: "rockit", fault, route, nth: 1, times: 50 }],
    ...{ chances: [], late: undefined, missing: undefined },
  },
});

const figures = new Figures();
let receiver: Receiver;

beforeAll(async () => {
  receiver = await new Receiver().start();
  vi.spyOn(Math, "random").mockReturnValue(0);
  vi.spyOn(console, "log").mockImplementation(() => {});
});

afterAll(async () => {
  vi.restoreAllMocks();
  await receiver[Symbol.asyncDispose]();
});

it.each<[string, Step[]]>([
  [
    "a replacement whose creation failed is taken back",
    [declare(), calm, declare({ target: 1 }), always({ kind: "rate-limited" }, create), declare()],
  ],
  [
    "a name comes back that is still to be deleted",
    [declare(), calm, declare({ name: 2 }), always(unavailable, remove), declare()],
  ],
  [
    "a name comes back that is still to be deleted, and may be replaced",
    [declare(), calm, declare({ name: 2 }), always(unavailable, remove), declare({ replaces: true }), calm],
  ],
])("%s", async (_what, steps) => {
  await using world = await World.start({ behaviour, steps }, receiver.next(), figures);
  for (const step of steps) await world.happens(step);
  const lost = world.rockit.subscriptions.size === 0 && !world.engine.state[0]?.pendingReplacement;
  if (lost) world.wrong.push({ what: "lost", words: "nothing is on the server" });
  await expectAsDeclared(world, receiver, figures);
});
