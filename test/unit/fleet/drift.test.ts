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

function runEventsOf(steps: readonly Step[]): RunEvents {
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

const active = { status: "ACTIVE" };
const inactive = { status: "INACTIVE" };
const refreshStep = (name: Name, now: Values | undefined = active): Step => ({
  name,
  op: "refresh",
  old: active,
  ...(now === undefined ? {} : { now }),
});
const deletedOrders: Step = { name: "orders", op: "refresh", old: active };
const sameStep = (name: Name): Step => ({ name, op: "same", old: active, now: active });
const updateStep = (name: Name): Step => ({ name, op: "update", old: inactive, now: active });
const createStep = (name: Name): Step => ({ name, op: "create", now: active });

interface Row {
  readonly steps: readonly Step[];
  readonly last?: "succeeded" | "failed";
  readonly found: readonly Difference[];
}

describe("a drift check", () => {
  it.each<[string, Row]>([
    ["no difference", { steps: [refreshStep("jobs"), sameStep("jobs"), sameStep("fleet")], found: [] }],
    [
      "changed at the server",
      { steps: [refreshStep("jobs", inactive), updateStep("jobs")], found: ["drift"] },
    ],
    [
      "deleted at the server",
      { steps: [refreshStep("jobs"), deletedOrders, createStep("orders")], found: ["drift"] },
    ],
    [
      "changed in a field that is not declared",
      { steps: [refreshStep("jobs", inactive), sameStep("jobs")], found: [] },
    ],
    [
      "declared but not applied",
      { steps: [refreshStep("jobs"), updateStep("jobs")], found: ["not applied"] },
    ],
    [
      "newly declared",
      { steps: [refreshStep("jobs"), sameStep("jobs"), createStep("orders")], found: ["not applied"] },
    ],
    [
      "a new password",
      { steps: [refreshStep("jobs"), updateStep("site"), sameStep("jobs")], found: ["not applied"] },
    ],
    [
      "a failed repair",
      { steps: [refreshStep("jobs"), updateStep("jobs")], last: "failed", found: ["half done"] },
    ],
    [
      "changed at the server since a repair failed",
      {
        steps: [
          refreshStep("jobs", inactive),
          refreshStep("orders"),
          updateStep("jobs"),
          updateStep("orders"),
        ],
        last: "failed",
        found: ["drift", "half done"],
      },
    ],
    ["never created", { steps: [createStep("fleet"), createStep("jobs")], found: ["never created"] }],
    [
      "a failed first up",
      { steps: [sameStep("fleet"), createStep("jobs")], last: "failed", found: ["never created"] },
    ],
  ])("%s", (_, { steps, last = "succeeded", found }) => {
    expect(differencesOf(runEventsOf(steps), last)).toEqual(found);
  });

  it("names the fields without their values, and counts the program's operations", () => {
    const seen = runEventsOf([refreshStep("jobs", inactive), updateStep("jobs"), sameStep("orders")]);
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
