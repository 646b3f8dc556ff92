// A subscriber's inputs for each way to authenticate its callbacks.
export const hostUri = "https://press.example:443/base/";

export const noAuth = { hostUri, externalAuthType: "NONE" } as const;

export const xAuth = {
  hostUri,
  externalAuthType: "XAUTH",
  xAuthInfo: { user: "durst", password: "pass-canary" },
} as const;

export const jwtSigning = {
  hostUri,
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-signature", method: "HS256", key: "key-canary" },
} as const;
