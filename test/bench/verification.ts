// Measures one verification, compared with jose, which does the cryptography.
import { randomBytes } from "node:crypto";
import { jwtVerify } from "jose";
import {
  signDurstTestCallback,
  signRockitTestWebhook,
  verifyDurstCallback,
  verifyRockitWebhook,
} from "rockit-durst-webhooks";
import { type Cases, measure } from "./measure.ts";
import { ratioTable } from "./table.ts";

const baseline = "jose: jwtVerify alone, key imported once";

export async function* measureVerification(): AsyncGenerator<string> {
  yield ratioTable("One delivery of ROCKIT's", baseline, await measure(await rockitCases(), baseline));
  yield ratioTable("One callback of Durst's", baseline, await measure(await durstCases(), baseline));
}

async function rockitCases() {
  const [secret, old] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
  const event = {
    type: "mkraw",
    event: "error",
    orgName: "acme",
    appName: "shop",
    buildName: "2026-11-21.4",
    error: { deployment: "no space left on the image" },
  };
  const delivery = await signRockitTestWebhook({ body: event, secret });
  const token = delivery.headers["x-rockit-subscriptions"] ?? "";
  return {
    ...(await baselineCases(token, Buffer.from(secret, "base64"), delivery.body)),
    verifyRockitWebhook: () => verifyRockitWebhook({ ...delivery, secret }),
    "verifyRockitWebhook, the second of two secrets fits": () =>
      verifyRockitWebhook({ ...delivery, secret: [old, secret] }),
  };
}

async function durstCases() {
  const [key, old] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
  const headerName = "x-durst-signature";
  const body = { topic: "STATUS/PRODUCTION_JOB/4711", entityType: "PRODUCTION_JOB", entityId: "4711" };
  const callback = await signDurstTestCallback({ body: { ...body, status: "PRINTED" }, headerName, key });
  const token = callback.headers[headerName] ?? "";
  return {
    ...(await baselineCases(token, Buffer.from(key), callback.body)),
    verifyDurstCallback: () => verifyDurstCallback({ ...callback, headerName, key }),
    "verifyDurstCallback, the second of two keys fits": () =>
      verifyDurstCallback({ ...callback, headerName, key: [old, key] }),
  };
}

/** What a verification needs without this package. */
async function baselineCases(token: string, bytes: Uint8Array<ArrayBuffer>, body: string) {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", bytes, hmac, false, ["verify"]);
  const options = { algorithms: ["HS256"], clockTolerance: 300 };
  return {
    "JSON.parse of the body alone": () => JSON.parse(body),
    [baseline]: () => jwtVerify(token, imported, options),
    // The package passes bytes, which work with any algorithm; an imported key works with one only.
    "jose: jwtVerify alone, key as bytes": () => jwtVerify(token, bytes, options),
  } satisfies Cases;
}
