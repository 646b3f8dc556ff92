import { describe, expect, it } from "vitest";
import { judged, secret, unknown } from "../served.ts";

const name = "production-protected";
const nothing = { violations: [], unknown: [], notApplicable: undefined };
const violation =
  "The resource option protect is not set, so that a mistake in a production stack can delete this: set it to true.";

describe.each(["rockitSubscription", "durstSubscriber", "durstSubscription"] as const)("a %s", (type) => {
  it("passes in production when it is protected", async () => {
    expect(await judged(name, { type, protect: true }, { stack: "prod" })).toEqual(nothing);
  });

  it("is reported in production when it is not", async () => {
    expect((await judged(name, { type }, { stack: "prod" })).violations).toEqual([violation]);
  });

  it("needs no protection elsewhere", async () => {
    expect(await judged(name, { type }, { stack: "dev" })).toEqual({
      ...nothing,
      notApplicable: "the stack is not a production stack",
    });
  });
});

it.each(["provider", "stack"] as const)("has nothing to do with a %s", async (type) => {
  expect(await judged(name, { type }, { stack: "prod" })).toEqual(nothing);
});

it("knows production by the configured names", async () => {
  const config = { stacks: ["live", "live-*"] };
  const of = (stack: string) => judged(name, { type: "durstSubscriber" }, { stack, config });
  expect((await of("live")).violations).toEqual([violation]);
  expect((await of("live-eu")).violations).toEqual([violation]);
  expect((await of("prod")).violations).toEqual([]);
});

it("looks at no property, known or not", async () => {
  const props = { url: unknown, sender: unknown, slackToken: secret("canary") };
  const resource = { type: "rockitSubscription", props } as const;
  expect(await judged(name, resource, { stack: "prod" })).toEqual({ ...nothing, violations: [violation] });
});
