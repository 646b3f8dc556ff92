import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { signRockitTestWebhook, verifyRockitWebhook } from "../../../provider/webhooks/index.ts";
import { codeOf, delivery, event, keyOf, refusalOf, rockit, secret, tokenHeader } from "./samples.ts";

describe("verifyRockitWebhook gives", () => {
  test("the event, with what is not documented at every level, and null as what is not there", async () => {
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
  ])("a delivery of an unknown %s, whole: it is not lost", async (_, sent) => {
    expect(await rockit({ body: JSON.stringify(sent) })).toEqual({
      type: "unlisted",
      event: "unlisted",
      body: sent,
    });
  });

  test.each(["HS256", "HS384", "HS512"] as const)("what %s signed", async (algorithm) => {
    const signed = await signRockitTestWebhook({ event, secret, algorithm });
    expect(await verifyRockitWebhook({ ...signed, secret })).toEqual(event);
  });

  test("what any of several secrets signed, and nothing else", async () => {
    const [older, newer, strange] = [0, 1, 2].map(() => randomBytes(32).toString("base64"));
    const both = [older ?? "", newer ?? ""];
    for (const own of both) {
      const signed = await signRockitTestWebhook({ event, secret: own });
      expect(await verifyRockitWebhook({ ...signed, secret: both })).toEqual(event);
    }
    const signed = await signRockitTestWebhook({ event, secret: strange ?? "" });
    expect(await codeOf(verifyRockitWebhook({ ...signed, secret: both }))).toBe("bad-signature");
  });

  test("a final refusal when one of several secrets fits and the token is too old", async () => {
    const claims = { exp: 1_300_819_380 };
    const signed = await signRockitTestWebhook({ event, secret, claims });
    const other = randomBytes(32).toString("base64");
    expect(await codeOf(verifyRockitWebhook({ ...signed, secret: [other, secret] }))).toBe("expired");
    expect(await codeOf(verifyRockitWebhook({ ...signed, secret: [secret, other] }))).toBe("expired");
  });

  test("the same for a secret with a line break at its end, without padding, or in the URL's alphabet", async () => {
    const ownSecret = Buffer.from([...Array(32).keys()].map((byte) => 255 - byte)).toString("base64");
    const signed = await signRockitTestWebhook({ event, secret: ownSecret });
    const urlSafe = keyOf(ownSecret).toString("base64url");
    expect(urlSafe).not.toBe(ownSecret.replace("=", ""));
    for (const form of [`${ownSecret}\n`, ownSecret.replace("=", ""), urlSafe]) {
      expect(await verifyRockitWebhook({ ...signed, secret: form })).toEqual(event);
    }
  });
});

describe("a token's times", () => {
  const now = 1_800_000_000;
  const at = async (claims: Record<string, unknown>, tolerance?: number) => {
    const { headers, body } = await signRockitTestWebhook({ event, secret, claims });
    return verifyRockitWebhook({ headers, body, secret, tolerance, now: () => now * 1000 });
  };

  test.each([
    ["no claim at all", {}],
    ["expired within the tolerance", { exp: now - 299 }],
    ["issued as long ago as the tolerance", { iat: now - 300 }],
    ["issued in a future within the tolerance", { iat: now + 300 }],
    ["valid from a future within the tolerance", { nbf: now + 300 }],
    ["far from its end", { exp: now + 1e9 }],
    [
      "claims that look like a digest of the body, which nothing is known of",
      { digest: "x", body_sha256: "y" },
    ],
  ])("are accepted: %s", async (_, claims) => {
    expect(await at(claims)).toEqual(event);
  });

  test.each([
    ["expired", { exp: now - 300 }],
    ["expired", { iat: now - 301 }],
    ["expired", { iat: now - 301, exp: now + 1000 }],
    ["expired", { iat: 0 }],
    ["not-yet-valid", { nbf: now + 301 }],
    ["not-yet-valid", { iat: now + 301 }],
    ["malformed-token", { exp: String(now + 100) }],
    ["malformed-token", { iat: null }],
    ["malformed-token", { nbf: [now] }],
  ])("are refused as %s: %j", async (code, claims) => {
    expect(await codeOf(at(claims))).toBe(code);
  });

  test("count with the tolerance that is given", async () => {
    expect(await at({ iat: now - 900, exp: now - 800 }, 1000)).toEqual(event);
    expect(await codeOf(at({ iat: now - 1 }, 0))).toBe("expired");
    expect(await codeOf(at({ nbf: now + 1 }, 0))).toBe("not-yet-valid");
    expect(await at({ iat: now, exp: now + 1 }, 0)).toEqual(event);
  });
});

describe("the receiver's own mistakes", () => {
  test.each([
    ["", "is empty"],
    ["  \n", "is empty"],
    [[], "is an empty list"],
    [[secret, ""], "is empty"],
    [undefined, "is empty"],
    ["not base64 at all!", "is not base64 text"],
    ["AAAAA", "is not base64 text"],
    [randomBytes(15).toString("base64"), "has less than 16 bytes when decoded"],
  ])("a secret that can't be one is bad-secret: %j", async (wrong, words) => {
    const refusal = await refusalOf(rockit({ secret: wrong as string }));
    expect(refusal).toMatchObject({
      name: "WebhookVerificationError",
      code: "bad-secret",
      message: `the secret that this receiver was given ${words}: give the subscription's \`secret\` output as it is, base64 text`,
    });
  });

  test("sixteen bytes are a secret", async () => {
    const short = randomBytes(16).toString("base64");
    const signed = await signRockitTestWebhook({ event, secret: short });
    expect(await verifyRockitWebhook({ ...signed, secret: short })).toEqual(event);
  });

  test.each([
    [{ tolerance: Number.NaN }, "tolerance must be a number"],
    [{ tolerance: -1 }, "tolerance must not be negative"],
    [{ tolerance: "5m" }, "tolerance must be a number"],
    [{ tolerance: Number.POSITIVE_INFINITY }, "tolerance must be a number"],
    [{ maxBodySize: Number.NaN }, "maxBodySize must be a number"],
    [{ maxBodySize: "1mb" }, "maxBodySize must be a number"],
    [{ now: () => Number.NaN }, "what now gives must be a number"],
  ])("a limit that would limit nothing is a TypeError: %o", async (wrong, message) => {
    await expect(rockit(wrong as object)).rejects.toThrow(new TypeError(message));
  });

  test("the secret, decoded where its text was expected, is told as the likely mistake", async () => {
    const { headers, body } = await delivery();
    const hex = keyOf(secret).toString("hex");
    const refusal = await refusalOf(verifyRockitWebhook({ headers, body, secret: hex }));
    expect(refusal.code).toBe("bad-signature");
    expect(refusal.message).toContain("as it is (base64 text, not decoded)");
    for (const hidden of [secret, hex, headers[tokenHeader] ?? "?"])
      expect(refusal.message).not.toContain(hidden);
  });
});
