import { Buffer } from "node:buffer";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { verifyRockitWebhook } from "../../../packages/webhooks/src/index.ts";
import { HmacKey } from "../../../packages/webhooks/src/secrets.ts";
import { verifyToken } from "../../../packages/webhooks/src/token.ts";
import { rfc7515Example } from "../../helpers/rfc7515.ts";
import {
  body,
  codeOf,
  delivery,
  event,
  keyOf,
  nowInSeconds,
  rejectionOf,
  secret,
  signToken,
  tokenHeader,
  verifyRockit,
  verifyRockitToken,
} from "./samples.ts";
import { otherSpellings } from "./spellings.ts";

const encodePart = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const freshClaims = () => ({ iat: nowInSeconds(), exp: nowInSeconds() + 300 });

describe("a forged token is rejected", () => {
  test.each(["none", "None", "NONE"])("without a signature: alg %j", async (alg) => {
    const unsigned = `${encodePart({ alg })}.${encodePart(freshClaims())}.`;
    expect(await codeOf(verifyRockitToken(unsigned))).toBe("wrong-algorithm");
    expect(await codeOf(verifyRockitToken(signToken(freshClaims(), keyOf(secret), { alg })))).toBe(
      "wrong-algorithm",
    );
  });

  test.each(["RS256", "PS256", "ES256", "EdDSA"])("signed by %s with a key of its own", async (alg) => {
    const { privateKey } =
      alg === "ES256"
        ? generateKeyPairSync("ec", { namedCurve: "P-256" })
        : alg === "EdDSA"
          ? generateKeyPairSync("ed25519")
          : generateKeyPairSync("rsa", { modulusLength: 2048 });
    const input = `${encodePart({ alg })}.${encodePart(freshClaims())}`;
    const signature = sign(alg === "EdDSA" ? null : "sha256", Buffer.from(input), privateKey);
    expect(await codeOf(verifyRockitToken(`${input}.${signature.toString("base64url")}`))).toBe(
      "wrong-algorithm",
    );
  });

  test("that names RS256 but is signed by HMAC with the secret itself", async () => {
    expect(await codeOf(verifyRockitToken(signToken(freshClaims(), keyOf(secret), { alg: "RS256" })))).toBe(
      "wrong-algorithm",
    );
  });

  test("signed by HMAC with a public key", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = publicKey.export({ type: "spki", format: "pem" });
    const token = signToken(freshClaims(), Buffer.from(pem));
    expect(await codeOf(verifyRockitToken(token))).toBe("bad-signature");
    // A receiver can't be configured with a public key as its secret either.
    expect(await codeOf(verifyRockitToken(token, { secret: String(pem) }))).toBe("bad-secret");
  });

  test.each([
    [
      "a key in its own header (jwk)",
      { alg: "HS256", jwk: { kty: "oct", k: Buffer.alloc(32).toString("base64url") } },
    ],
    ["an address for the key (jku)", { alg: "HS256", jku: "http://127.0.0.1:9/keys" }],
    ["a file for the key (kid)", { alg: "HS256", kid: "../../../../dev/null" }],
  ])("signed by the sender's own key, with %s", async (_, header) => {
    expect(await codeOf(verifyRockitToken(signToken(freshClaims(), Buffer.alloc(32), header)))).toBe(
      "bad-signature",
    );
  });

  test.each([
    ["another key", randomBytes(32)],
    ["no key", Buffer.alloc(0)],
    ["the secret's text instead of its decoded bytes", Buffer.from(secret)],
    ["the secret and one byte more", Buffer.concat([keyOf(secret), Buffer.from([1])])],
  ])("signed with %s", async (_, key) => {
    expect(await codeOf(verifyRockitToken(signToken(freshClaims(), key)))).toBe("bad-signature");
  });

  test("after any change to its header, claims or signature", async () => {
    const token = signToken(freshClaims(), keyOf(secret));
    expect(await verifyRockitToken(token)).toEqual(event);
    for (const [index, character] of [...token].entries()) {
      if (character === ".") continue;
      const altered = token.slice(0, index) + (character === "A" ? "B" : "A") + token.slice(index + 1);
      await rejectionOf(verifyRockitToken(altered));
    }
  });

  test("in another spelling: padding, blanks, line breaks, unused bits, the standard base64 alphabet", async () => {
    const token = signToken({ ...freshClaims(), padding: "?>?>" }, keyOf(secret));
    expect(await verifyRockitToken(token)).toEqual(event);
    const respelled = otherSpellings(token);
    expect(respelled.length).toBeGreaterThan(500);
    for (const spelling of respelled) {
      expect(spelling).not.toBe(token);
      expect(await codeOf(verifyRockitToken(spelling))).toBe("malformed-token");
    }
  });

  test.each([
    ["without its signature", (token: string) => token.split(".").slice(0, 2).join(".")],
    ["with an empty signature", (token: string) => `${token.split(".").slice(0, 2).join(".")}.`],
    [
      "with the signature of another algorithm",
      (token: string) => `${encodePart({ alg: "HS512" })}${token.slice(token.indexOf("."))}`,
    ],
    ["with half of its signature", (token: string) => token.slice(0, -20)],
  ])("%s", async (_, change) => {
    await rejectionOf(verifyRockitToken(change(signToken(freshClaims(), keyOf(secret)))));
  });

  test.each([
    ["no JWT", "hello"],
    ["an encrypted one", "a.b.c.d.e"],
    ["Bearer", `Bearer ${signToken({}, keyOf(secret))}`],
    ["no JSON in it", `${Buffer.from("{").toString("base64url")}.e30.x`],
    ["claims that are a list", signToken([1], keyOf(secret))],
    ["claims that are a text", signToken("x", keyOf(secret))],
    ["a critical extension", signToken({}, keyOf(secret), { alg: "HS256", crit: ["new"], new: 1 })],
    ["an unencoded payload", signToken({}, keyOf(secret), { alg: "HS256", crit: ["b64"], b64: false })],
    ["no algorithm", signToken({}, keyOf(secret), {})],
    ["an empty algorithm", signToken({}, keyOf(secret), { alg: "" })],
  ])("that can't be read: %s", async (_, token) => {
    expect(await codeOf(verifyRockitToken(token))).toBe("malformed-token");
  });
});

test("the example of RFC 7515, appendix A.1, is verified, but only at its time", async () => {
  const { key, token } = rfc7515Example;
  const expires = 1_300_819_380;
  const rules = (bytes: Uint8Array) => ({
    keys: async () => [new HmacKey(Uint8Array.from(bytes))],
    algorithms: ["HS256"],
    wrongKey: "no key fits",
  });
  const verifyAt = (seconds: number, bytes: Uint8Array = key) =>
    verifyToken(token, rules(bytes), {
      clockTolerance: 0,
      maxAge: undefined,
      requireExpiry: true,
      now: () => seconds * 1000,
    });
  const claims = { iss: "joe", exp: expires, "http://example.com/is_root": true };
  expect(await verifyAt(expires - 1)).toMatchObject({ claims, secretIndex: 0 });
  expect(await codeOf(verifyAt(expires))).toBe("expired");
  const otherKey = verifyAt(0, key.subarray(1));
  expect(await rejectionOf(otherKey)).toMatchObject({ code: "bad-signature", message: "no key fits" });
});

describe("messages say what to do and contain no secret:", () => {
  const inAnHour = () => nowInSeconds() + 3600;
  const verifyClaims = (claims: unknown, header?: object) =>
    verifyRockitToken(signToken({ canary: "canary", ...(claims as object) }, keyOf(secret), header));
  const cases: [string, () => Promise<unknown>, RegExp][] = [
    [
      "missing-header",
      () => verifyRockit({ headers: {} }),
      /^the request has no header x-rockit-subscriptions: check that the vendor/,
    ],
    [
      "repeated-header",
      () => verifyRockitToken("canary, canary"),
      /^the header x-rockit-subscriptions was sent more than once: .*proxy/,
    ],
    [
      "bad-signature",
      () => verifyRockit({ secret: randomBytes(32).toString("base64") }),
      /^no given secret signed this delivery: give the subscription's `secret` output as it is/,
    ],
    [
      "wrong-algorithm",
      () => verifyClaims({}, { alg: "canary" }),
      /^the token's algorithm is not HS256, HS384, HS512: /,
    ],
    ["malformed-token", () => verifyRockitToken("canary"), /^the header contains no valid JWT: /],
    ["expired", () => verifyClaims({ exp: 1 }), /^the token has expired \(exp\): .*clock.*clockTolerance$/],
    [
      "expired",
      () => verifyClaims({ iat: 1 }),
      /^the token was issued more than 300 s ago \(iat\): raise maxAge .*clock$/,
    ],
    ["implausible-time", () => verifyClaims({ exp: 1e13 }), /^the token's exp can't be a time in seconds: /],
    [
      "not-yet-valid",
      () => verifyClaims({ nbf: inAnHour() }),
      /^the token is not valid yet \(nbf\): .*clock/,
    ],
    [
      "not-yet-valid",
      () => verifyClaims({ iat: inAnHour() }),
      /^the token is not valid yet \(iat\): .*clock/,
    ],
    [
      "malformed-body",
      () => verifyRockit({ body: "canary" }),
      /^the body is not JSON text in its declared charset: check that/,
    ],
    [
      "malformed-body",
      () => verifyRockit({ body: Buffer.from("can\xe4ry", "latin1") }),
      /^the body is not text in UTF-8: check that/,
    ],
    [
      "malformed-body",
      () => verifyRockit({ body: "[".repeat(101) }),
      /^the body is nested deeper than 100 levels$/,
    ],
    [
      "unsupported-encoding",
      () => withHeader("content-encoding", "canary"),
      /^the header content-encoding names an unsupported encoding: use gzip, deflate or identity\./,
    ],
    [
      "unsupported-encoding",
      () => withHeader("content-type", "application/json; charset=canary"),
      /^the header content-type names an unsupported encoding: use /,
    ],
    [
      "malformed-body",
      () => verifyRockit({ body: event as never }),
      /^the body is not the raw bytes or text of the request: a body parser probably ran first/,
    ],
    [
      "body-too-large",
      () => verifyRockit({ maxBodySize: 3 }),
      /^the body is larger than 3 bytes: raise maxBodySize if deliveries are that large$/,
    ],
    ["bad-secret", () => verifyRockit({ secret: "canary!" }), /^the receiver's secret is not base64 text: /],
  ];
  const withHeader = async (name: string, value: string) => {
    const { headers, body } = await delivery();
    return verifyRockit({ headers: { ...headers, [name]: value }, body });
  };
  test.each(cases)("%s", async (code, verifying, message) => {
    const rejection = await rejectionOf(verifying());
    expect(rejection.code).toBe(code);
    expect(rejection.message).toMatch(message);
    expect(rejection.cause).toBeUndefined();
    const all = `${rejection.message} ${JSON.stringify(rejection)} ${rejection.stack?.split("\n")[0]}`;
    expect(all).not.toMatch(/canary|eyJ/);
    expect(all).not.toContain(secret);
  });
});

test("the body is read only after the signature is verified", async () => {
  const { headers } = await delivery(signToken({}, randomBytes(32)));
  expect(await codeOf(verifyRockitWebhook({ headers, body: "no JSON", secret }))).toBe("bad-signature");
  expect(await codeOf(verifyRockitWebhook({ headers: { [tokenHeader]: "x" }, body, secret }))).toBe(
    "malformed-token",
  );
});
