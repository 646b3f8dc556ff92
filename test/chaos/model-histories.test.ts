// Histories that random tests rarely generate, run through the same engine with the same final checks.
import { afterAll, beforeAll, describe, it, vi } from "vitest";
import "../helpers/client.ts";
import type { Fault } from "../simulators/index.ts";
import { adapterNames, adapters } from "./model/adapters/index.ts";
import { requestTimeout, type Weather } from "./model/faults.ts";
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
const list = "GET /be/v1/subscriptions";
const remove = "DELETE /be/v1/subscriptions/:name";
const createInDurst = "POST /api/v1/subscribers/:subscriberId/subscriptions/create";
const listInDurst = "GET /api/v1/subscribers/:subscriberId/subscriptions";
const unavailable: Fault = { kind: "status", status: 503, acts: false };
const cut = (when: "before" | "after"): Fault => ({ kind: "cut", when });
const unreadable: Fault = { kind: "malformed-json" };
const forbidden: Fault = { kind: "html", status: 403, acts: false };

const set = (urn: string, change: Partial<Choice> = {}): Step => ({
  does: "set",
  urn,
  choice: { ...choice, ...change },
});
const declare = (change?: Partial<Choice>) => set("r0", change);
const calm: Step = { does: "up", refresh: false, weather: undefined };

type Planned = Weather["planned"][number];
const plan =
  (vendor: Planned["vendor"]) =>
  (fault: Fault, route: string, nth = 1, times = 1): Planned => ({
    ...{ vendor, fault, route, nth, times },
  });
const [rockit, durst] = [plan("rockit"), plan("durst")];
const stormy = (planned: readonly Planned[], missing?: Planned, late?: Planned): Step => ({
  does: "up",
  refresh: false,
  weather: { planned, missing, chances: [], late },
});
const always = (fault: Fault, route: string) => stormy([rockit(fault, route, 1, 50)]);

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

const histories: readonly [string, Step[]][] = [
  [
    "a replacement is withdrawn after its creation failed",
    [declare(), calm, declare({ target: 1 }), always({ kind: "rate-limited" }, create), declare()],
  ],
  [
    "a name is declared again before its deletion succeeds",
    [declare(), calm, declare({ name: 2 }), always(unavailable, remove), declare()],
  ],
  [
    "a name is declared again, with permission to replace, before its deletion succeeds",
    [declare(), calm, declare({ name: 2 }), always(unavailable, remove), declare({ replaces: true }), calm],
  ],
  [
    "a name is declared again while its old subscription awaits deletion and another resource changes",
    [
      declare(),
      calm,
      declare({ name: 2 }),
      always(unavailable, remove),
      declare({ replaces: true }),
      set("r1", { name: 3 }),
      { does: "take", urn: "r1", twin: false },
      calm,
    ],
  ],
  [
    "the answers to a creation and to the deletion before its retry are lost, and the server deletes late",
    [
      declare(),
      stormy([rockit({ kind: "status", status: 504, acts: true }, create)], undefined, {
        ...{ vendor: "rockit", route: "write", nth: 2, times: 1 },
        fault: { kind: "delay", ms: requestTimeout + 50 },
      }),
      calm,
    ],
  ],
  [
    "a list lacks one subscription while the creation of an equal one is lost",
    [
      set("t1"),
      calm,
      set("t0"),
      stormy([durst(cut("before"), createInDurst)], durst({ kind: "missing-entry" }, listInDurst)),
      set("t1", { path: 2 }),
    ],
  ],
  [
    "a creation's answer is lost, listing and deletion are forbidden, and then the name changes",
    [
      declare({ replaces: true }),
      stormy([rockit(forbidden, list), rockit(cut("after"), create), rockit(forbidden, remove, 1, 50)]),
      declare({ name: 2 }),
    ],
  ],
  [
    "the answer for one of two equal Durst subscriptions is lost, and the other is created later",
    [
      set("s0"),
      calm,
      ...[set("t0"), set("t1")],
      stormy([durst(cut("after"), createInDurst), durst(unreadable, listInDurst, 3)]),
    ],
  ],
  [
    "a list lacks an outsider's active subscription while its subscriber is deleted",
    [
      set("s0"),
      calm,
      { does: "add", urn: "s0", choice },
      { does: "drop", urn: "s0" },
      stormy([], durst({ kind: "missing-entry" }, listInDurst)),
    ],
  ],
];

describe.each(adapterNames)("through the %s adapter", (adapter) => {
  it.each(histories)("%s", async (_what, steps) => {
    const options = { adapter: adapters[adapter] };
    await using world = await World.start({ behaviour, steps }, receiver.next(), figures, options);
    for (const step of steps) await world.happens(step);
    const isRockit = steps.some((step) => step.does === "set" && step.urn.startsWith("r"));
    const lost =
      isRockit && world.rockit.subscriptions.size === 0 && !world.engine.state[0]?.pendingReplacement;
    if (lost) world.wrong.push({ what: "lost", words: "nothing is on the server" });
    await expectAsDeclared(world, receiver, figures);
  });
});
