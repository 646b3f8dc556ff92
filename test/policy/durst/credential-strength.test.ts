import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { judged, secret, unknown } from "../served.ts";

const name = "durst-credential-strength";
const of = (props: object) =>
  ({
    type: "durstSubscriber",
    name: "lienz-press",
    props: { hostUri: "https://hooks.example.com/", ...props },
  }) as const;
const withPassword = (password: unknown, user: unknown = "press-operator") =>
  of({ externalAuthType: "XAUTH", xAuthInfo: { user, password: secret(password) } });
const withKey = (key: unknown) =>
  of({
    externalAuthType: "JWT_SIGNING",
    jwtSigningInfo: { httpHeaderName: "x-durst-signature", method: "HS256", key: secret(key) },
  });
const nothing = { violations: [], unknown: [], notApplicable: undefined };

const shortPassword = "xAuthInfo.password has fewer than 12 characters: generate a longer one at random.";
const weakPassword = "xAuthInfo.password is easy to guess: generate one at random.";
const weakKey = "jwtSigningInfo.key is easy to guess: generate one at random.";

/** As good as random, and the same in every run. */
const random = createHash("sha512").update("seed").digest("base64");

describe("what an attacker knows", () => {
  const made = "Xq7vLw2z";
  const password = `${made}-${made}`;
  const around = {
    "the user": withPassword(password, made),
    "the host": of({
      hostUri: `https://${made}.example.com/`,
      externalAuthType: "XAUTH",
      xAuthInfo: { user: "u", password: secret(password) },
    }),
    "the resource": { ...withPassword(password), name: made },
  };

  it("is no matter where it is something else", async () => {
    expect(await judged(name, withPassword(password), { config: { minScore: 4 } })).toEqual(nothing);
  });

  it.each(Object.entries(around))("weakens a password: %s", async (_what, resource) => {
    const { violations } = await judged(name, resource, { config: { minScore: 4 } });
    expect(violations).toEqual([weakPassword]);
  });

  it("waits where it is not known yet, and judges by the rest", async () => {
    const { violations, unknown: waits } = await judged(name, withPassword(random.slice(0, 12), unknown));
    expect(violations).toEqual([]);
    expect(waits).toEqual([
      expect.stringMatching(/value at \.xAuthInfo\.user can't be known during preview$/),
    ]);
    expect((await judged(name, withPassword("password1234", unknown))).violations).toEqual([weakPassword]);
  });
});

it("asks for what is configured", async () => {
  const config = { minKeyBytes: 8, minPasswordLength: 8, minScore: 0 };
  expect((await judged(name, withPassword("password"), { config })).violations).toEqual([]);
  expect((await judged(name, withKey("password"), { config })).violations).toEqual([]);
  expect((await judged(name, withPassword("passwor"), { config })).violations).toEqual([
    "xAuthInfo.password has fewer than 8 characters: generate a longer one at random.",
  ]);
  expect((await judged(name, withKey("passwor"), { config })).violations).toEqual([
    "jwtSigningInfo.key has fewer than 8 bytes: generate a longer one at random.",
  ]);
  expect(
    (await judged(name, withKey(random.slice(0, 63)), { config: { minKeyBytes: 64 } })).violations,
  ).toEqual(["jwtSigningInfo.key has fewer than 64 bytes: generate a longer one at random."]);
});

it("says the same of whatever breaks a rule", async () => {
  const said = new Set<string>();
  for (const password of ["a", "canary", "short one", "x".repeat(11)])
    for (const words of (await judged(name, withPassword(password))).violations) said.add(words);
  expect([...said]).toEqual([shortPassword]);
});

it("judges a long key by its first 64 characters, so that it takes no longer for the rest", async () => {
  const weak = "0123456789abcdef".repeat(4);
  expect((await judged(name, withKey(weak + random))).violations).toEqual([weakKey]);
  expect((await judged(name, withKey(random.slice(0, 64) + weak.repeat(1_000)))).violations).toEqual([]);
});
