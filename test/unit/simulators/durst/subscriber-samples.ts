import { expect } from "vitest";

export const unauthenticated = { hostUri: "https://domain.at:443/base/path/", externalAuthType: "NONE" };

export const xAuth = {
  hostUri: "https://hooks.example",
  externalAuthType: "XAUTH",
  xAuthInfo: { user: "u", password: "p1" },
};

export const jwtSigning = {
  hostUri: "hooks.example:8080",
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "X-Signature", method: "HS256", key: "k1" },
};

const masked = expect.stringMatching(/^[A-Za-z0-9+/]{22}==$/);

export const withMaskedSecrets = (subscriber: typeof xAuth | typeof jwtSigning) =>
  "xAuthInfo" in subscriber
    ? { ...subscriber, xAuthInfo: { user: "u", password: masked } }
    : { ...subscriber, jwtSigningInfo: { ...subscriber.jwtSigningInfo, key: masked } };
