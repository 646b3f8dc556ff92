import { expect, it } from "vitest";
import { judged, remediated, secret, unknown } from "../served.ts";

const name = "durst-subscription-active";
const subscription = (status: unknown) =>
  ({
    type: "durstSubscription",
    props: { subscriberId: 17, topic: "STATUS/MOTIF/*", ...(status === undefined ? {} : { status }) },
  }) as const;
const violation =
  "status INACTIVE sends no callbacks: set it to ACTIVE, or remove the subscription if it is not wanted.";

it.each(["ACTIVE", undefined])("lets %s pass", async (status) => {
  expect(await judged(name, subscription(status))).toEqual({
    violations: [],
    unknown: [],
    notApplicable: undefined,
  });
});

it.each(["INACTIVE", secret("INACTIVE")])("reports %j", async (status) => {
  expect((await judged(name, subscription(status))).violations).toEqual([violation]);
});

it("waits for a status that is not known yet", async () => {
  const { violations, unknown: waits } = await judged(name, subscription(unknown));
  expect(violations).toEqual([]);
  expect(waits).toEqual([expect.stringMatching(/value at \.status can't be known during preview$/)]);
});

it("mends the status, and nothing else", async () => {
  const { type, props } = subscription("INACTIVE");
  const whole = { ...props, subscriberId: unknown, path: secret("canary") };
  expect(await remediated(name, { type, props: whole })).toEqual({ ...whole, status: "ACTIVE" });
});

it("keeps a mended status secret", async () => {
  expect(await remediated(name, subscription(secret("INACTIVE")))).toMatchObject({
    status: secret("ACTIVE"),
  });
});

it.each(["ACTIVE", undefined, unknown])("leaves %s as it is", async (status) => {
  expect(await remediated(name, subscription(status))).toBeUndefined();
});
