import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  signRockitTestWebhook,
  verifyRockitWebhook,
  type WebhookLimits,
} from "../../../packages/webhooks/src/index.ts";
import { codeOf, delivery, event, keyOf, rejectionOf, secret, tokenHeader, verifyRockit } from "./samples.ts";

describe("verifyRockitWebhook gives", () => {
  test("the event with undocumented fields at every level, and null fields left out", async () => {
    const sent = {
      ...event,
      buildName: "b7",
      dxfName: null,
      exception: { httpDownloadFailed: "404", later: 1 },
      error: { deployment: { step: 3 }, later: [2] },
      later: { deep: true },
    };
    const { body, headers } = await delivery();
    expect(await verifyRockitWebhook({ headers, body: JSON.stringify(sent), secret })).toEqual({
      ...sent,
      dxfName: undefined,
    });
    expect(await verifyRockitWebhook({ headers, body, secret })).toEqual(event);
  });

  test.each([
    ["event", { ...event, event: "paused" }],
    ["sender", { ...event, type: "archive" }],
    ["sender and event", { ...event, type: "archive", event: "unlisted", later: 1 }],
    ["event that every object has", { ...event, event: "constructor" }],
  ])("a delivery of an unknown %s, whole and not lost", async (_, sent) => {
    expect(await verifyRockit({ body: JSON.stringify(sent) })).toEqual({
      type: "unlisted",
      event: "unlisted",
      body: sent,
    });
  });

  test.each(["HS256", "HS384", "HS512"] as const)("an event signed with %s", async (algorithm) => {
    const signed = await signRockitTestWebhook({ ...event, secret, algorithm });
    expect(await verifyRockitWebhook({ ...signed, secret })).toEqual(event);
  });

  test("an event signed with any of several secrets, and no other event", async () => {
    const [older, newer, strange] = [0, 1, 2].map(() => randomBytes(32).toString("base64"));
    const both = [older ?? "", newer ?? ""];
    for (const own of both) {
      const signed = await signRockitTestWebhook({ ...event, secret: own });
      expect(await verifyRockitWebhook({ ...signed, secret: both })).toEqual(event);
    }
    const signed = await signRockitTestWebhook({ ...event, secret: strange ?? "" });
    expect(await codeOf(verifyRockitWebhook({ ...signed, secret: both }))).toBe("bad-signature");
  });

  test("a final rejection when one of several secrets fits and the token is too old", async () => {
    const claims = { exp: 1_300_819_380 };
    const signed = await signRockitTestWebhook({ ...event, secret, claims });
    const other = randomBytes(32).toString("base64");
    expect(await codeOf(verifyRockitWebhook({ ...signed, secret: [other, secret] }))).toBe("expired");
    expect(await codeOf(verifyRockitWebhook({ ...signed, secret: [secret, other] }))).toBe("expired");
  });

  test("the same for a secret with a final line break, without padding, or in base64url", async () => {
    const ownSecret = Buffer.from([...Array(32).keys()].map((byte) => 255 - byte)).toString("base64");
    const signed = await signRockitTestWebhook({ ...event, secret: ownSecret });
    const urlSafe = keyOf(ownSecret).toString("base64url");
    expect(urlSafe).not.toBe(ownSecret.replace("=", ""));
    for (const form of [`${ownSecret}\n`, ownSecret.replace("=", ""), urlSafe]) {
      expect(await verifyRockitWebhook({ ...signed, secret: form })).toEqual(event);
    }
  });
});

describe("a token's times", () => {
  const now = 1_800_000_000;
  const verifyClaims = async (claims: Record<string, unknown>, limits: WebhookLimits = {}) => {
    const { headers, body } = await signRockitTestWebhook({ ...event, secret, claims });
    return verifyRockitWebhook({ headers, body, secret, now: () => now * 1000, ...limits });
  };

  test.each([
    ["no claim at all", {}],
    ["expired within the tolerance", { exp: now - 299 }],
    ["without an end, issued as long ago as maxAge and the tolerance", { iat: now - 600 }],
    ["issued long ago, with an end that has not come", { iat: now - 900, exp: now + 3600 }],
    ["issued in a future within the tolerance", { iat: now + 300 }],
    ["valid from a future within the tolerance", { nbf: now + 300 }],
    ["far from its end", { exp: now + 1e9 }],
    ["fractions of a second", { iat: now - 0.5, exp: now + 0.5 }],
    ["undocumented claims that look like a digest of the body", { digest: "x", body_sha256: "y" }],
  ])("are accepted: %s", async (_, claims) => {
    expect(await verifyClaims(claims)).toEqual(event);
  });

  test.each([
    ["expired", { exp: now - 300 }],
    ["expired", { iat: now - 601 }],
    ["expired", { iat: 0 }],
    ["expired", { exp: 0 }],
    ["not-yet-valid", { nbf: now + 301 }],
    ["not-yet-valid", { iat: now + 301 }],
    ["malformed-token", { exp: String(now + 100) }],
    ["malformed-token", { iat: null }],
    ["malformed-token", { nbf: [now] }],
    ["implausible-time", { exp: (now + 60) * 1000 }],
    ["implausible-time", { iat: now * 1000 }],
    ["implausible-time", { nbf: now * 1000 }],
    ["implausible-time", { iat: now, exp: now * 1e6 }],
    ["implausible-time", { iat: -1 }],
    ["implausible-time", { iat: now + 10, exp: now - 10 }],
    ["implausible-time", { nbf: now + 10, exp: now - 10 }],
  ])("are rejected as %s: %j", async (code, claims) => {
    expect(await codeOf(verifyClaims(claims))).toBe(code);
  });

  test("are checked with the given clock tolerance", async () => {
    expect(await verifyClaims({ iat: now - 900, exp: now - 800 }, { clockTolerance: 1000 })).toEqual(event);
    expect(await codeOf(verifyClaims({ iat: now - 301 }, { clockTolerance: 0 }))).toBe("expired");
    expect(await codeOf(verifyClaims({ nbf: now + 1 }, { clockTolerance: 0 }))).toBe("not-yet-valid");
    expect(await codeOf(verifyClaims({ iat: now + 1 }, { clockTolerance: 0 }))).toBe("not-yet-valid");
    expect(await verifyClaims({ iat: now, exp: now + 1 }, { clockTolerance: 0 })).toEqual(event);
  });

  test("are limited by the given maxAge, whatever exp says; a larger maxAge relaxes no other check", async () => {
    const limits = { maxAge: 60, clockTolerance: 0 };
    expect(await verifyClaims({ iat: now - 60 }, limits)).toEqual(event);
    expect(await verifyClaims({ iat: now - 60, exp: now + 3600 }, limits)).toEqual(event);
    expect(await codeOf(verifyClaims({ iat: now - 61 }, limits))).toBe("expired");
    expect(await codeOf(verifyClaims({ iat: now - 61, exp: now + 3600 }, limits))).toBe("expired");
    const generous = { maxAge: 86_400 };
    expect(await verifyClaims({ iat: now - 86_400 }, generous)).toEqual(event);
    expect(await codeOf(verifyClaims({ iat: now + 301 }, generous))).toBe("not-yet-valid");
    expect(await codeOf(verifyClaims({ iat: now - 900, exp: now - 301 }, generous))).toBe("expired");
  });

  test("lead to errors that name the option to change: clockTolerance or maxAge", async () => {
    const messageOf = async (claims: Record<string, unknown>) =>
      (await rejectionOf(verifyClaims(claims))).message;
    expect(await messageOf({ iat: now - 900 })).toBe(
      "the token was issued more than 300 s ago (iat): raise maxAge if the vendor delivers that late, or check this machine's clock",
    );
    expect(await messageOf({ iat: now - 900, exp: now - 400 })).toBe(
      "the token has expired (exp): check this machine's clock, or raise clockTolerance",
    );
    expect(await messageOf({ iat: now + 900 })).toBe(
      "the token is not valid yet (iat): check this machine's clock, or raise clockTolerance",
    );
    expect(await messageOf({ exp: (now + 60) * 1000 })).toBe(
      "the token's exp can't be a time in seconds: it is more than 100 years ahead, as if in milliseconds. Ask the operator of the sending server",
    );
  });

  test("need no exp, unless requireExpiry is set", async () => {
    expect(await codeOf(verifyClaims({ iat: now }, { requireExpiry: true }))).toBe("missing-expiry");
    expect(await codeOf(verifyClaims({}, { requireExpiry: true }))).toBe("missing-expiry");
    expect(await verifyClaims({ exp: now + 1 }, { requireExpiry: true })).toEqual(event);
  });
});

describe("mistakes of the receiver:", () => {
  test.each([
    ["", "is empty"],
    ["  \n", "is empty"],
    [[], "is an empty list"],
    [[secret, ""], "is empty"],
    [undefined, "is empty"],
    ["not base64 at all!", "is not base64 text"],
    ["AAAAA", "is not base64 text"],
    [randomBytes(15).toString("base64"), "has fewer than 16 bytes when decoded"],
  ])("an invalid secret is bad-secret: %j", async (wrong, words) => {
    const rejection = await rejectionOf(verifyRockit({ secret: wrong as string }));
    expect(rejection).toMatchObject({
      name: "WebhookVerificationError",
      code: "bad-secret",
      message: `the receiver's secret ${words}: give the subscription's \`secret\` output as it is, as base64 text`,
    });
  });

  test("a secret of 16 bytes is accepted", async () => {
    const short = randomBytes(16).toString("base64");
    const signed = await signRockitTestWebhook({ ...event, secret: short });
    expect(await verifyRockitWebhook({ ...signed, secret: short })).toEqual(event);
  });

  test.each([
    [{ clockTolerance: Number.NaN }, "clockTolerance must be a number"],
    [{ clockTolerance: -1 }, "clockTolerance must not be negative"],
    [{ clockTolerance: "5m" }, "clockTolerance must be a number"],
    [{ clockTolerance: Number.POSITIVE_INFINITY }, "clockTolerance must be a number"],
    [{ maxAge: Number.NaN }, "maxAge must be a number"],
    [{ maxAge: -1 }, "maxAge must not be negative"],
    [{ requireExpiry: "yes" }, "requireExpiry must be true or false"],
    [{ secretTimeout: 0 }, "secretTimeout must be more than 0"],
    [{ tolerance: 300 }, "tolerance is not an option: use clockTolerance, maxAge, or both"],
    [{ maxBodySize: Number.NaN }, "maxBodySize must be a number"],
    [{ maxBodySize: "1mb" }, "maxBodySize must be a number"],
    [{ now: () => Number.NaN }, "the result of now must be a number"],
  ])("an invalid limit is a TypeError: %o", async (wrong, message) => {
    await expect(verifyRockit(wrong as object)).rejects.toThrow(new TypeError(message));
  });

  test("a secret passed decoded instead of as text is reported as the likely mistake", async () => {
    const { headers, body } = await delivery();
    const hex = keyOf(secret).toString("hex");
    const rejection = await rejectionOf(verifyRockitWebhook({ headers, body, secret: hex }));
    expect(rejection.code).toBe("bad-signature");
    expect(rejection.message).toContain("as it is (base64 text, not decoded)");
    for (const hidden of [secret, hex, headers[tokenHeader] ?? "?"])
      expect(rejection.message).not.toContain(hidden);
  });
});
