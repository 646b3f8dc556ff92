import { type Resource, secret, type Verdict, validateResource } from "../policy-server.ts";

/** The verdict of durst-credential-strength. */
export const verdictOf = (resource: Resource, config: object = {}): Promise<Verdict> =>
  validateResource("durst-credential-strength", resource, { config: { ...config } });

export const subscriberWith = (props: object): Resource => ({
  type: "durstSubscriber",
  name: "lienz-press",
  props: { hostUri: "https://hooks.example.com/", ...props },
});
export const subscriberWithPassword = (password: unknown, user: unknown = "press-operator") =>
  subscriberWith({ externalAuthType: "XAUTH", xAuthInfo: { user, password: secret(password) } });
export const subscriberWithKey = (key: unknown) =>
  subscriberWith({
    externalAuthType: "JWT_SIGNING",
    jwtSigningInfo: { httpHeaderName: "x-durst-signature", method: "HS256", key: secret(key) },
  });
