// Histories that random tests rarely generate, run through the same engine with the same final checks.
import { describe, it } from "vitest";
import "../helpers/client.ts";
import type { Fault } from "../simulators/index.ts";
import { adapterNames, adapters } from "./model/adapters/index.ts";
import { expectConverged } from "./model/convergence.ts";
import { type FaultPlan, requestTimeout } from "./model/faults.ts";
import { Figures } from "./model/figures.ts";
import { ModelRun } from "./model/model-run.ts";
import type { Choice } from "./model/program.ts";
import type { Scenario, Step } from "./model/scenario.ts";
import { receiver, useReceiver, withoutJitter } from "./model/setup.ts";

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
const cutConnection = (when: "before" | "after"): Fault => ({ kind: "cut", when });
const unreadable: Fault = { kind: "malformed-json" };
const forbidden: Fault = { kind: "html", status: 403, acts: false };

const set = (urn: string, change: Partial<Choice> = {}): Step => ({
  does: "set",
  urn,
  choice: { ...choice, ...change },
});
const declare = (change?: Partial<Choice>) => set("r0", change);
const upWithoutFaults: Step = { does: "up", refresh: false, faults: undefined };

type PlannedFault = FaultPlan["planned"][number];
const faultPlanner =
  (vendor: PlannedFault["vendor"]) =>
  (fault: Fault, route: string, nth = 1, times = 1): PlannedFault => ({
    ...{ vendor, fault, route, nth, times },
  });
const [rockitFault, durstFault] = [faultPlanner("rockit"), faultPlanner("durst")];
const upWithFaults = (
  planned: readonly PlannedFault[],
  missingEntry?: PlannedFault,
  late?: PlannedFault,
): Step => ({
  does: "up",
  refresh: false,
  faults: { planned, missingEntry, random: [], late },
});
const upWithPersistentFault = (fault: Fault, route: string) =>
  upWithFaults([rockitFault(fault, route, 1, 50)]);

const figures = new Figures();
useReceiver();
withoutJitter();

const histories: readonly [string, Step[]][] = [
  [
    "a replacement is withdrawn after its creation failed",
    [
      declare(),
      upWithoutFaults,
      declare({ target: 1 }),
      upWithPersistentFault({ kind: "rate-limited" }, create),
      declare(),
    ],
  ],
  [
    "a name is declared again before its deletion succeeds",
    [declare(), upWithoutFaults, declare({ name: 2 }), upWithPersistentFault(unavailable, remove), declare()],
  ],
  [
    "a name is declared again, with permission to replace, before its deletion succeeds",
    [
      declare(),
      upWithoutFaults,
      declare({ name: 2 }),
      upWithPersistentFault(unavailable, remove),
      declare({ replaces: true }),
      upWithoutFaults,
    ],
  ],
  [
    "a name is declared again while its old subscription awaits deletion and another resource changes",
    [
      declare(),
      upWithoutFaults,
      declare({ name: 2 }),
      upWithPersistentFault(unavailable, remove),
      declare({ replaces: true }),
      set("r1", { name: 3 }),
      { does: "take", urn: "r1", twin: false },
      upWithoutFaults,
    ],
  ],
  [
    "the answers to a creation and to the deletion before its retry are lost, and the server deletes late",
    [
      declare(),
      upWithFaults([rockitFault({ kind: "status", status: 504, acts: true }, create)], undefined, {
        ...{ vendor: "rockit", route: "write", nth: 2, times: 1 },
        fault: { kind: "delay", ms: requestTimeout + 50 },
      }),
      upWithoutFaults,
    ],
  ],
  [
    "a list lacks one subscription while the creation of an equal one is lost",
    [
      set("t1"),
      upWithoutFaults,
      set("t0"),
      upWithFaults(
        [durstFault(cutConnection("before"), createInDurst)],
        durstFault({ kind: "missing-entry" }, listInDurst),
      ),
      set("t1", { path: 2 }),
    ],
  ],
  [
    "a creation's answer is lost, listing and deletion are forbidden, and then the name changes",
    [
      declare({ replaces: true }),
      upWithFaults([
        rockitFault(forbidden, list),
        rockitFault(cutConnection("after"), create),
        rockitFault(forbidden, remove, 1, 50),
      ]),
      declare({ name: 2 }),
    ],
  ],
  [
    "the answer for one of two equal Durst subscriptions is lost, and the other is created later",
    [
      set("s0"),
      upWithoutFaults,
      ...[set("t0"), set("t1")],
      upWithFaults([
        durstFault(cutConnection("after"), createInDurst),
        durstFault(unreadable, listInDurst, 3),
      ]),
    ],
  ],
  [
    "a list lacks another user's active subscription while its subscriber is deleted",
    [
      set("s0"),
      upWithoutFaults,
      { does: "add", urn: "s0", choice },
      { does: "drop", urn: "s0" },
      upWithFaults([], durstFault({ kind: "missing-entry" }, listInDurst)),
    ],
  ],
];

describe.each(adapterNames)("through the %s adapter", (adapter) => {
  it.each(histories)("%s", async (_what, steps) => {
    const options = { adapter: adapters[adapter] };
    await using run = await ModelRun.start({ behaviour, steps }, receiver.nextUrl(), figures, options);
    for (const step of steps) await run.perform(step);
    const isRockit = steps.some((step) => step.does === "set" && step.urn.startsWith("r"));
    const lost = isRockit && run.rockit.subscriptions.size === 0 && !run.engine.state[0]?.pendingReplacement;
    if (lost) run.violations.push({ kind: "lost", description: "nothing is on the server" });
    await expectConverged(run, receiver, figures);
  });
});
