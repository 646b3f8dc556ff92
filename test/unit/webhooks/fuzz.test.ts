import fc from "fast-check";
import { test } from "vitest";
import {
  verifyDurstCallback,
  verifyRockitWebhook,
  type WebhookHeaders,
  WebhookVerificationError,
} from "../../../packages/webhooks/src/index.ts";
import { body, delivery, keyOf, secret, signToken, tokenHeader } from "./samples.ts";

// Any input gives a receiver either a verified event or a WebhookVerificationError.

const validToken = (await delivery()).headers[tokenHeader] ?? "";
const key = keyOf(secret).toString("latin1");

/** Throws for any failure but a WebhookVerificationError. */
const isRejected = (verifying: Promise<unknown>) =>
  verifying.then(
    () => false,
    (failure: unknown) => {
      if (failure instanceof WebhookVerificationError) return true;
      throw failure;
    },
  );

const part = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.json().map((json) => Buffer.from(json).toString("base64url")),
  fc
    .record(
      { alg: fc.constantFrom("HS256", "none", "RS256", 7, null), crit: fc.jsonValue(), b64: fc.jsonValue() },
      { requiredKeys: [] },
    )
    .map((header) => Buffer.from(JSON.stringify(header)).toString("base64url")),
);
const strangeToken = fc.oneof(
  fc.array(part, { maxLength: 6 }).map((parts) => parts.join(".")),
  fc.tuple(part, part).map(([one, other]) => `${one}.${other}.`),
);
const anyBody = fc.oneof(fc.string(), fc.uint8Array(), fc.json(), fc.anything()) as fc.Arbitrary<string>;
const anyHeaders = fc.oneof(
  fc.dictionary(
    fc.constantFrom(tokenHeader, tokenHeader.toUpperCase(), "x-auth-user", "x-auth-password"),
    fc.anything(),
  ),
  fc.anything(),
) as fc.Arbitrary<WebhookHeaders>;

test("no made-up token is accepted", async () => {
  const property = fc.asyncProperty(strangeToken, async (token) =>
    isRejected(verifyRockitWebhook({ headers: { [tokenHeader]: token }, body, secret })),
  );
  await fc.assert(property, { numRuns: 1000 });
});

test("headers and bodies of any kind are rejected", async () => {
  const property = fc.asyncProperty(anyHeaders, anyBody, async (headers, strange) => {
    const outcomes = await Promise.all([
      isRejected(verifyRockitWebhook({ headers, body: strange, secret })),
      isRejected(verifyDurstCallback({ headers, body: strange, headerName: tokenHeader, key })),
      isRejected(verifyDurstCallback({ headers, body: strange, xAuth: { user: secret, password: secret } })),
    ]);
    return outcomes.every(Boolean);
  });
  await fc.assert(property, { numRuns: 1000 });
});

test("any validly signed claims are accepted or rejected with a WebhookVerificationError", async () => {
  const claims = fc.record(
    { iat: fc.jsonValue(), exp: fc.jsonValue(), nbf: fc.jsonValue(), other: fc.jsonValue() },
    { requiredKeys: [] },
  );
  const property = fc.asyncProperty(fc.oneof(claims, fc.jsonValue()), async (payload) => {
    const token = signToken(payload, keyOf(secret));
    await isRejected(verifyRockitWebhook({ headers: { [tokenHeader]: token }, body, secret }));
  });
  await fc.assert(property, { numRuns: 500 });
});

test("any validly signed body is accepted or rejected with a WebhookVerificationError", async () => {
  const fields = [
    "type",
    "event",
    "orgName",
    "appName",
    "buildName",
    "dxfName",
    "exception",
    "error",
    "__proto__",
  ];
  const almost = fc
    .dictionary(fc.constantFrom(...fields), fc.oneof(fc.jsonValue(), fc.string()))
    .map((json) => JSON.stringify(json));
  const headers = { [tokenHeader]: validToken };
  const property = fc.asyncProperty(fc.oneof(almost, anyBody), async (strange) => {
    await isRejected(verifyRockitWebhook({ headers, body: strange, secret }));
  });
  await fc.assert(property, { numRuns: 1000 });
});
