import { expect, it } from "vitest";
import { judged, secret, unknown } from "../served.ts";

const name = "durst-jwt-signing";
const subscriber = (externalAuthType: unknown) =>
  ({ type: "durstSubscriber", props: { hostUri: "https://hooks.example.com/", externalAuthType } }) as const;
const violation =
  "externalAuthType XAUTH sends the password with every callback: prefer JWT_SIGNING, which keeps its key to itself.";
const nothing = { violations: [], unknown: [], notApplicable: undefined };

it.each(["NONE", "JWT_SIGNING"])("lets %s pass", async (externalAuthType) => {
  expect(await judged(name, subscriber(externalAuthType))).toEqual(nothing);
});

it.each(["XAUTH", secret("XAUTH")])("reports %j", async (externalAuthType) => {
  expect((await judged(name, subscriber(externalAuthType))).violations).toEqual([violation]);
});

it("looks at nothing else", async () => {
  const { type, props } = subscriber("JWT_SIGNING");
  const others = { hostUri: unknown, xAuthInfo: unknown, jwtSigningInfo: unknown };
  expect(await judged(name, { type, props: { ...props, ...others } })).toEqual(nothing);
});

it("waits for a kind of authentication that is not known yet", async () => {
  const { violations, unknown: waits } = await judged(name, subscriber(unknown));
  expect(violations).toEqual([]);
  expect(waits).toEqual([
    expect.stringMatching(/value at \.externalAuthType can't be known during preview$/),
  ]);
});
