import { createHmac, randomBytes } from "node:crypto";
import { expect } from "vitest";
import {
  signRockitTestWebhook,
  verifyDurstCallback,
  verifyRockitWebhook,
  WebhookVerificationError,
} from "../../../packages/webhooks/src/index.ts";

export const secret = randomBytes(32).toString("base64");
export const tokenHeader = "x-rockit-subscriptions";
export const event = { type: "mkraw", event: "end", orgName: "acme", appName: "shop" } as const;
export const body = JSON.stringify(event);

/** Signs with node:crypto alone, so that a mistake shared by the package's signers and verifier shows. */
export function handMadeToken(claims: unknown, key: Uint8Array, header: object = { alg: "HS256" }): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const digest = `sha${("alg" in header && /^HS(\d+)$/.exec(String(header.alg))?.[1]) || "256"}`;
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${createHmac(digest, key).update(input, "ascii").digest("base64url")}`;
}

export const keyOf = (base64: string) => Buffer.from(base64, "base64");

export const nowInSeconds = () => Math.floor(Date.now() / 1000);

/** A delivery with this token, or with a valid one. */
export async function delivery(token?: string) {
  const made = await signRockitTestWebhook({ ...event, secret });
  return token === undefined ? made : { ...made, headers: { ...made.headers, [tokenHeader]: token } };
}

type RockitArguments = Parameters<typeof verifyRockitWebhook>[0];
type DurstArguments = Parameters<typeof verifyDurstCallback>[0];

/** Verifies a valid delivery with some options changed. */
export const rockit = async (different: Partial<RockitArguments> = {}) =>
  verifyRockitWebhook({ ...(await delivery()), secret, ...different });

export const rockitToken = async (token: string, different: Partial<RockitArguments> = {}) =>
  rockit({ headers: { [tokenHeader]: token }, ...different });

/** The error that rejects a delivery; fails if the delivery is accepted or another error is thrown. */
export async function rejectionOf(verifying: Promise<unknown>): Promise<WebhookVerificationError> {
  const failure = await verifying.then(
    () => expect.fail("it was accepted"),
    (failure: unknown) => failure,
  );
  if (failure instanceof WebhookVerificationError) return failure;
  throw failure;
}

export const codeOf = async (verifying: Promise<unknown>) => (await rejectionOf(verifying)).code;

export const durst = (options: object, headers: Record<string, string | string[]>, text = "{}") =>
  verifyDurstCallback({ headers, body: text, ...options } as DurstArguments);
