import { type Resource, secret } from "../served.ts";

export const minute = 60 * 1000;
export const day = 24 * 60 * minute;
export const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

/** A webhook whose secret was issued at a time; `its` has further properties. */
export const issued = (
  name: string,
  secretIssuedAt: unknown,
  its: object = { secret: secret("canary") },
): Resource => ({
  type: "rockitSubscription",
  name,
  props: {
    name,
    sender: "mkraw",
    event: "end",
    type: "webhook",
    url: "https://hooks.example.com",
    ...its,
    ...(secretIssuedAt === undefined ? {} : { secretIssuedAt }),
  },
});
