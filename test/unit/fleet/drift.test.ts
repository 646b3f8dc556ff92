// The fleet compares server, stack and program from the engine's events.
import type { EngineEvent, OpType } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, it } from "vitest";
import { type Difference, differencesOf } from "../../../examples/durst-fleet/drift.ts";
import { RunEvents } from "../../../examples/durst-fleet/run-events.ts";

const types = {
  jobs: "pulumi-nodejs:dynamic/durst:Subscription",
  orders: "pulumi-nodejs:dynamic/durst:Subscription",
  site: "pulumi:providers:pulumi-nodejs",
  fleet: "pulumi:pulumi:Stack",
};
type Name = keyof typeof types;
type Values = Readonly<Record<string, unknown>>;

interface Step {
  readonly name: Name;
  readonly op: OpType;
  readonly old?: Values;
  readonly now?: Values;
}

function observed(steps: readonly Step[]): RunEvents {
  const seen = new RunEvents(() => {});
  for (const { name, op, old, now } of steps) {
    const state = (values: Values | undefined) =>
      values === undefined ? undefined : { inputs: values, outputs: values };
    const metadata = {
      op,
      urn: `urn:pulumi:a::durst-fleet::${types[name]}::${name}`,
      type: types[name],
      old: state(old),
      new: state(now),
    };
    seen.onEvent({ resourcePreEvent: { metadata } } as unknown as EngineEvent);
    seen.onEvent({ resOutputsEvent: { metadata } } as unknown as EngineEvent);
  }
  return seen;
}

const on = { status: "ACTIVE" };
const off = { status: "INACTIVE" };
const looked = (name: Name, now: Values | undefined = on): Step => ({
  name,
  op: "refresh",
  old: on,
  ...(now === undefined ? {} : { now }),
});
const gone: Step = { name: "orders", op: "refresh", old: on };
const same = (name: Name): Step => ({ name, op: "same", old: on, now: on });
const update = (name: Name): Step => ({ name, op: "update", old: off, now: on });
const create = (name: Name): Step => ({ name, op: "create", now: on });

interface Row {
  readonly steps: readonly Step[];
  readonly last?: "succeeded" | "failed";
  readonly found: readonly Difference[];
}

describe("a drift check", () => {
  it.each<[string, Row]>([
    ["no difference", { steps: [looked("jobs"), same("jobs"), same("fleet")], found: [] }],
    ["changed at the server", { steps: [looked("jobs", off), update("jobs")], found: ["drift"] }],
    ["deleted at the server", { steps: [looked("jobs"), gone, create("orders")], found: ["drift"] }],
    ["changed in a field that is not declared", { steps: [looked("jobs", off), same("jobs")], found: [] }],
    ["declared but not applied", { steps: [looked("jobs"), update("jobs")], found: ["not applied"] }],
    ["newly declared", { steps: [looked("jobs"), same("jobs"), create("orders")], found: ["not applied"] }],
    ["a new password", { steps: [looked("jobs"), update("site"), same("jobs")], found: ["not applied"] }],
    ["a failed repair", { steps: [looked("jobs"), update("jobs")], last: "failed", found: ["half done"] }],
    [
      "changed at the server since a repair failed",
      {
        steps: [looked("jobs", off), looked("orders"), update("jobs"), update("orders")],
        last: "failed",
        found: ["drift", "half done"],
      },
    ],
    ["never created", { steps: [create("fleet"), create("jobs")], found: ["never created"] }],
    [
      "a failed first up",
      { steps: [same("fleet"), create("jobs")], last: "failed", found: ["never created"] },
    ],
  ])("%s", (_, { steps, last = "succeeded", found }) => {
    expect(differencesOf(observed(steps), last)).toEqual(found);
  });

  it("names the fields without their values, and counts the program's operations", () => {
    const seen = observed([looked("jobs", off), update("jobs"), same("orders")]);
    expect(seen.changes).toEqual([
      { operation: "update", resource: "jobs", found: true, fields: ["status"] },
      { operation: "update", resource: "jobs", found: false, fields: ["status"] },
    ]);
    expect([seen.count("update"), seen.count("unchanged")]).toEqual([1, 1]);
  });
});

it.each([
  ["preview failed", undefined],
  ["update failed\n", undefined],
  ["no changes were expected for preview but changes were proposed", undefined],
  ["grpc: the client connection is closing", undefined],
  ["the server refused the login", "the server refused the login"],
])("the error %j gives the reason %j", (message, reason) => {
  const seen = new RunEvents(() => {});
  seen.onEvent({ diagnosticEvent: { severity: "error", message } } as unknown as EngineEvent);
  expect(seen.failure).toBe(reason);
});
