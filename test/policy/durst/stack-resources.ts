// A stack's Durst resources, as the engine passes them to policies.
import { type Resource, unknown } from "../policy-server.ts";

export const subscriber = (name: string, props: object = {}): Resource => ({
  type: "durstSubscriber",
  name,
  props: { hostUri: `https://${name}.example.com/`, externalAuthType: "NONE", ...props },
});

/** A subscription with a `subscriberId` computed from these subscribers' `id`s, unknown until they exist. */
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
