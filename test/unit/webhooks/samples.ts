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

/** A request that delivers, with these headers and this body. */
export const requestOf = (delivery: RequestInit): Request =>
  new Request("https://hooks.example.com", { method: "POST", ...delivery });

/** Callbacks for the options of a handler, and what they record. */
export function recordCallbacks() {
  const recorded = { events: [] as unknown[], rejections: [] as string[], errors: [] as unknown[] };
  const callbacks = {
    onEvent: (event: unknown) => void recorded.events.push(event),
    onRejected: ({ code }: { readonly code: string }) => void recorded.rejections.push(code),
    onError: (error: unknown) => void recorded.errors.push(error),
  };
  return { recorded, callbacks };
}

/** Signs with node:crypto alone, so that a mistake shared by the package's signers and verifier shows. */
export function signToken(claims: unknown, key: Uint8Array, header: object = { alg: "HS256" }): string {
  const encodePart = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const digest = `sha${("alg" in header && /^HS(\d+)$/.exec(String(header.alg))?.[1]) || "256"}`;
  const input = `${encodePart(header)}.${encodePart(claims)}`;
  return `${input}.${createHmac(digest, key).update(input, "ascii").digest("base64url")}`;
}

export const keyOf = (base64: string) => Buffer.from(base64, "base64");

export const nowInSeconds = () => Math.floor(Date.now() / 1000);

/** A delivery with this token, or with a valid one. */
export async function delivery(token?: string) {
  const signed = await signRockitTestWebhook({ ...event, secret });
  return token === undefined ? signed : { ...signed, headers: { ...signed.headers, [tokenHeader]: token } };
}

type RockitArguments = Parameters<typeof verifyRockitWebhook>[0];
type DurstArguments = Parameters<typeof verifyDurstCallback>[0];

/** Verifies a valid delivery with some options changed. */
export const verifyRockit = async (changes: Partial<RockitArguments> = {}) =>
  verifyRockitWebhook({ ...(await delivery()), secret, ...changes });

export const verifyRockitToken = async (token: string, changes: Partial<RockitArguments> = {}) =>
  verifyRockit({ headers: { [tokenHeader]: token }, ...changes });

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

export const verifyDurst = (options: object, headers: Record<string, string | string[]>, text = "{}") =>
  verifyDurstCallback({ headers, body: text, ...options } as DurstArguments);
