// `ignoreChanges` of fields that exclude each other: `up` is never blocked, and plans all other changes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durstSubscriber } from "../../../provider/durst/kind.ts";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { readBack } from "../../../provider/resource/meaning.ts";
import type { Properties } from "../../../provider/resource/properties.ts";
import type { AnyLifecycle } from "../../../provider/resource/vendor.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";
import { readBack as readBackRockit, requestOf } from "../../../provider/rockit/meaning.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";

/** Like the engine before a check: takes each ignored property from the state's inputs, if present there. */
const applyIgnoreChanges = (news: Properties, olds: Properties, ignored: readonly string[]): Properties =>
  Object.fromEntries(
    Object.entries({ ...news, ...Object.fromEntries(ignored.map((name) => [name, olds[name]])) }).filter(
      ([, value]) => value !== undefined,
    ),
  );

const base = { name: "a", sender: "mkraw" };
const webhookFields = { type: "webhook", url: "https://h.example/" };
const slackFields = { type: "slack", slackToken: "t", channelId: "C1" };
const noAuth = { externalAuthType: "NONE" };
const xAuth = { externalAuthType: "XAUTH", xAuthInfo: { user: "u", password: "p" } };
const jwtSigning = {
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-signature", method: "HS256", key: "k" },
};
const host = { hostUri: "https://h.example/" };

const rockit = {
  lifecycle: rockitSubscriptionLifecycle as AnyLifecycle,
  id: "a",
  read: (answer: Properties, outputs: Properties) => readBackRockit(rockitSubscription, answer, outputs),
  fields: ["event", "events", "type", "url", "slackToken", "channelId"],
  objects: [
    { ...base, ...webhookFields, event: "end" },
    { ...base, ...webhookFields, events: ["end", "error"] },
    { ...base, ...webhookFields, event: "begin" },
    { ...base, ...slackFields, event: "end" },
    { ...base, ...slackFields, events: ["begin", "end"] },
  ],
};
const durst = {
  lifecycle: durstSubscriberLifecycle as AnyLifecycle,
  id: "17",
  read: (answer: Properties, outputs: Properties) => readBack(durstSubscriber, answer, outputs),
  fields: ["externalAuthType", "xAuthInfo", "jwtSigningInfo"],
  objects: [
    { ...host, ...noAuth },
    { ...host, ...xAuth },
    { ...host, ...xAuth, xAuthInfo: { user: "other", password: "p" } },
    { ...host, ...jwtSigning },
    { ...host, ...jwtSigning, jwtSigningInfo: { ...jwtSigning.jwtSigningInfo, httpHeaderName: "x-other" } },
  ],
};

/** The state after a refresh, and the plan of a program that then ignores some fields. */
function upAfterRefresh(
  { lifecycle, id, read }: typeof rockit | typeof durst,
  declared: Properties,
  answer: Properties,
  ignored: readonly string[],
) {
  const { slackToken: _, ...answerWithoutToken } = answer;
  const created = lifecycle.check({}, declared).inputs;
  const refreshed = { ...created, ...read(answerWithoutToken, created) };
  // The next refresh must not change anything.
  const outputs: Properties = { ...refreshed, ...read(answerWithoutToken, refreshed) };
  expect(outputs).toEqual(refreshed);
  const olds: Properties = lifecycle.inputsOf(outputs);
  const news = applyIgnoreChanges(declared, olds, ignored);
  const { inputs, failures } = lifecycle.check(olds, news);
  return { failures, plan: lifecycle.diff(id, outputs, inputs), inputs, olds };
}

describe.each([
  ["ROCKIT subscription", rockit],
  ["Durst subscriber", durst],
] as const)("a %s", (_noun, kind) => {
  const sample = fc.record({
    declared: fc.constantFrom<Properties>(...kind.objects),
    answer: fc.constantFrom<Properties>(...kind.objects),
  });

  it("is never blocked, whatever the server has and whichever fields are ignored", () => {
    fc.assert(
      fc.property(sample, fc.subarray(kind.fields), ({ declared, answer }, ignored) => {
        expect(upAfterRefresh(kind, declared, answer, ignored).failures).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("plans nothing if all fields that exclude each other are ignored", () => {
    fc.assert(
      fc.property(sample, ({ declared, answer }) => {
        expect(upAfterRefresh(kind, declared, answer, kind.fields).plan.changes).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("hides no change that the program does not ignore", () => {
    fc.assert(
      fc.property(sample, ({ declared, answer }) => {
        const { plan } = upAfterRefresh(kind, declared, answer, []);
        expect(plan.changes.length > 0).toBe(declared !== answer);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a single declared event, of which the server has several,", () => {
  const declared = { ...base, ...webhookFields, event: "end" };
  const answer = { ...base, ...webhookFields, events: ["end", "error"] };

  it("holds the server's events in `event`, and plans nothing if `event` is ignored", () => {
    const { plan, olds, inputs } = upAfterRefresh(rockit, declared, answer, ["event"]);
    expect(olds).toEqual({ ...declared, event: ["end", "error"] });
    expect(plan.changes).toEqual([]);
    // The check also passes if the engine replaces for another reason and gives no old inputs.
    expect(rockit.lifecycle.check({}, { ...inputs, sender: "deploy" }).failures).toEqual([]);
    expect(requestOf(rockitSubscription, inputs as never)).toMatchObject({ events: ["end", "error"] });
    expect(requestOf(rockitSubscription, inputs as never)).not.toHaveProperty("event");
  });

  it("is repaired if only `events` is ignored, which the program does not use", () => {
    expect(upAfterRefresh(rockit, declared, answer, ["events"]).plan.changes).toEqual(["events"]);
  });
});

describe("an ignored authentication type", () => {
  it.each([
    ["none instead of a login", xAuth, noAuth],
    ["a login instead of none", noAuth, xAuth],
    ["a signature instead of a login", xAuth, jwtSigning],
  ])("plans nothing: %s", (_what, declared, answer) => {
    const { plan } = upAfterRefresh(durst, { ...host, ...declared }, { ...host, ...answer }, [
      "externalAuthType",
    ]);
    expect(plan.changes).toEqual([]);
  });

  it("does not hide a program's mistake if the state matches the declaration", () => {
    const olds = { ...host, ...xAuth };
    const failures = (news: Properties) =>
      durst.lifecycle.check(olds, news).failures.map(({ field }) => field);
    expect(failures({ ...olds, externalAuthType: "NONE" })).toEqual(["xAuthInfo"]);
    expect(failures({ ...host, externalAuthType: "XAUTH" })).toEqual(["xAuthInfo"]);
    expect(failures({ ...olds, ...jwtSigning })).toEqual(["xAuthInfo"]);
  });
});
