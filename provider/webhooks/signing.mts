// Of its own kind (.mts), and without a module of ours to load, so that plain Node can run it from its source: this
// repository's simulators sign with it before anything is built.
import { SignJWT } from "jose";
import type { DurstTestCallback, RockitTestWebhook, SignedTestDelivery, TestTokenOptions } from "./sign.js";

export async function signRockitTestWebhook({
  event,
  secret,
  ...token
}: RockitTestWebhook): Promise<SignedTestDelivery> {
  return delivery(event, { "x-rockit-subscriptions": await signed(Buffer.from(secret, "base64"), token) });
}

export async function signDurstTestCallback(callback: DurstTestCallback): Promise<SignedTestDelivery> {
  if (callback.xAuth === undefined) {
    const { body, headerName, key, ...token } = callback;
    return delivery(body, { [headerName]: await signed(Buffer.from(key, "utf8"), token) });
  }
  const { body, xAuth, userHeader = "x-auth-user", passwordHeader = "x-auth-password" } = callback;
  return delivery(body, { [userHeader]: xAuth.user, [passwordHeader]: xAuth.password });
}

const delivery = (body: unknown, headers: Record<string, string>): SignedTestDelivery => ({
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

async function signed(key: Uint8Array, { algorithm = "HS256", claims }: TestTokenOptions): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const payload = claims ?? { iat: now, exp: now + 300 };
  return new SignJWT({ ...payload }).setProtectedHeader({ alg: algorithm, typ: "JWT" }).sign(key);
}
