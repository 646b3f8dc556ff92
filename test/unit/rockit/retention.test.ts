// `retainOnDelete` with an explicit name: the engine keeps the old subscription, which blocks the new one.
import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { slack, webhook } from "./declarations.ts";
import { server, startEngine, startServerForEachTest } from "./server.ts";

const { check, diff } = rockitSubscriptionLifecycle;
const retained = { ...webhook, retainOnDelete: true };
const url = "https://hooks.example/b";

/** The failures of a program's check, given the inputs in the state. */
const failures = (olds: object, news: object) =>
  check({ ...olds }, { ...news }).failures.map(({ field, reason }) => `${field} ${reason}`);
const inputs = (news: object) => check({}, { ...news }).inputs as never;

describe("a change that replaces under the same name", () => {
  it.each<[string, object, string]>([
    ["the url", { url }, "url"],
    ["several fields", { sender: "deploy", events: ["begin"] }, "sender, events"],
    ["the trigger", { rotationTrigger: 1 }, "rotationTrigger"],
    ["a known field beside an unknown one", { url: UNKNOWN, sender: "deploy" }, "sender"],
  ])("is refused, naming the option and the fields: %s", (_what, change, fields) => {
    for (const before of [webhook, retained]) {
      const [failure, ...others] = failures(before, { ...retained, ...change });
      expect(others).toEqual([]);
      expect(failure).toMatch(/^retainOnDelete keeps the old subscription under its name/);
      expect(failure).toContain(`a change of ${fields} can't`);
      expect(failure).not.toMatch(/hooks\.example/);
    }
  });

  it("is refused for a Slack channel too, and names no token", () => {
    const [failure] = failures(slack, { ...slack, slackToken: "other-canary", retainOnDelete: true });
    expect(failure).toContain("a change of slackToken can't");
    expect(failure).not.toContain("canary");
  });

  it("is refused if the program has just removed the option, which the state still has", () => {
    const [failure] = failures(retained, { ...webhook, url });
    expect(failure).toMatch(/the state still has the option: first run `pulumi up` without the change/);
    expect(failures(retained, webhook)).toEqual([]);
  });

  it("is decided in the update if the changed values are still unknown", () => {
    expect(failures(retained, { ...retained, url: UNKNOWN })).toEqual([]);
    expect(failures(retained, { ...retained, url, name: UNKNOWN })).toEqual([]);
  });
});

it.each<[string, object, object]>([
  ["the creation", {}, retained],
  ["the same program", retained, retained],
  [
    "the same meaning in other words",
    { ...retained, events: ["end"] },
    { ...retained, events: undefined, event: "end" },
  ],
  ["the option added", webhook, retained],
  ["a change once the option is gone", webhook, { ...webhook, url }],
  ["another name together with a change", retained, { ...retained, url, name: "weekly" }],
  [
    "the name left out together with a change",
    retained,
    { ...webhook, url, name: undefined, namePrefix: "builds" },
  ],
  ["a field that is only read at creation", retained, { ...retained, onConflict: "replace" }],
])("is not refused: %s", (_what, olds, news) => {
  expect(failures(olds, news)).toEqual([]);
});

describe("the option in a state", () => {
  startServerForEachTest();

  it("is not sent, and plans nothing when it is added or removed, also for states without it", async () => {
    const known = await startEngine().create(webhook);
    expect(server.requestsTo("POST").map(({ body }) => body)).toEqual([webhook]);
    expect(startEngine().plan(known, retained).changes).toEqual([]);
    const later = await startEngine().create({ ...retained, name: "later" });
    expect(startEngine().plan(later, { ...webhook, name: "later" }).changes).toEqual([]);
    expect(server.requestsTo("POST").map(({ body }) => body)).toEqual([
      webhook,
      { ...webhook, name: "later" },
    ]);
  });

  it("lets a replacement that the engine decides create before it deletes", async () => {
    const known = await startEngine().create(retained);
    expect(diff(known.id, known.outputs, inputs(retained)).deleteBeforeReplace).toBe(false);
    expect(diff(known.id, known.outputs, inputs(webhook)).deleteBeforeReplace).toBe(true);
  });

  it.each([
    ["while the program has the option", retained],
    ["once the program has removed the option", webhook],
  ])(
    "finishes an unfinished creation in place, since the engine deletes nothing: %s",
    async (_when, wanted) => {
      const unfinished = { id: "nightly", outputs: { ...retained, unfinished: true } as never };
      expect(startEngine().plan(unfinished, wanted)).toMatchObject({ changes: ["unfinished"], replaces: [] });
      // The first creation was done, and its answer lost.
      await startEngine().create(webhook);
      server.clearRequests();
      const { id, outputs } = await startEngine().change(unfinished, wanted);
      expect(server.writes().map(({ method }) => method)).toEqual(["DELETE", "POST"]);
      expect({ id, secret: outputs.secret }).toEqual({ id: "nightly", secret: server.secretOf("nightly") });
      expect(startEngine().plan({ id, outputs }, wanted).changes).toEqual([]);
    },
  );

  it("replaces an unfinished creation under another name", () => {
    const unfinished = { id: "nightly", outputs: { ...retained, unfinished: true } as never };
    const plan = startEngine().plan(unfinished, { ...retained, name: "weekly" });
    expect(plan.replaces).toEqual(["name", "unfinished"]);
  });
});
