// A stack's Durst resources, as the engine gives them to its policies.
import { type Resource, unknown } from "../served.ts";

export const subscriber = (name: string, props: object = {}): Resource => ({
  type: "durstSubscriber",
  name,
  props: { hostUri: `https://${name}.example.com/`, externalAuthType: "NONE", ...props },
});

/** A subscription whose `subscriberId` is made from these subscribers' `id`s; what it is, is not known before they exist. */
export const subscription = (
  name: string,
  subscribers: readonly string[],
  { subscriberId = unknown, ...props }: Readonly<Record<string, unknown>> = {},
): Resource => ({
  type: "durstSubscription",
  name,
  props: { subscriberId, topic: "STATUS/MOTIF/*", status: "ACTIVE", ...props },
  from: { subscriberId: subscribers },
});
