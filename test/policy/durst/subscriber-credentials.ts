import { secret } from "../served.ts";

export const name = "durst-credential-strength";
export const of = (props: object) =>
  ({
    type: "durstSubscriber",
    name: "lienz-press",
    props: { hostUri: "https://hooks.example.com/", ...props },
  }) as const;
export const withPassword = (password: unknown, user: unknown = "press-operator") =>
  of({ externalAuthType: "XAUTH", xAuthInfo: { user, password: secret(password) } });
export const withKey = (key: unknown) =>
  of({
    externalAuthType: "JWT_SIGNING",
    jwtSigningInfo: { httpHeaderName: "x-durst-signature", method: "HS256", key: secret(key) },
  });
