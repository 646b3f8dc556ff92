import { type Resource, secret } from "../policy-server.ts";

export const webhookTo = (url: unknown): Resource => ({
  type: "rockitSubscription",
  props: { sender: "mkraw", type: "webhook", url },
});

export const minute = 60 * 1000;
export const day = 24 * 60 * minute;
export const timeAgo = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

/** A webhook whose secret was issued at a time. */
export const webhookIssuedAt = (
  name: string,
  secretIssuedAt: unknown,
  props: object = { secret: secret("canary") },
): Resource => ({
  type: "rockitSubscription",
  name,
  props: {
    name,
    sender: "mkraw",
    event: "end",
    type: "webhook",
    url: "https://hooks.example.com",
    ...props,
    ...(secretIssuedAt === undefined ? {} : { secretIssuedAt }),
  },
});
