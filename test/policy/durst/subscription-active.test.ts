import { expect, it } from "vitest";
import { remediateResource, secret, unknown } from "../policy-server.ts";

const name = "durst-subscription-active";
const subscription = (status: unknown) =>
  ({
    type: "durstSubscription",
    props: { subscriberId: 17, topic: "STATUS/MOTIF/*", ...(status === undefined ? {} : { status }) },
  }) as const;

it("remediates the status, and nothing else", async () => {
  const { type, props } = subscription("INACTIVE");
  const whole = { ...props, subscriberId: unknown, path: secret("canary") };
  expect(await remediateResource(name, { type, props: whole })).toEqual({ ...whole, status: "ACTIVE" });
});

it("keeps a remediated status secret", async () => {
  expect(await remediateResource(name, subscription(secret("INACTIVE")))).toMatchObject({
    status: secret("ACTIVE"),
  });
});

it.each(["ACTIVE", undefined, unknown])("leaves %s as it is", async (status) => {
  expect(await remediateResource(name, subscription(status))).toBeUndefined();
});
