import { PreconditionError } from "../resource/errors";
import type { ResourceKind } from "../resource/kind";
import { durstSubscriber, durstSubscription } from "./kind";

/** The numbers in an id. @throws PreconditionError if it is not an id of the kind */
function parseId({ noun, id: { pattern, form } }: ResourceKind, id: string): number[] {
  const match = pattern.exec(id);
  if (match !== null) return match[0].split("/").map(Number);
  throw new PreconditionError(`"${id}" is not the id of a ${noun}, which is ${form}`);
}

/** The number in a subscriber's id. */
export const parseSubscriberId = (id: string): number => parseId(durstSubscriber, id)[0] as number;

/** The two numbers in a subscription's id, `17/4`. */
export function parseSubscriptionId(id: string): { subscriberId: number; subscriptionId: number } {
  const [subscriberId, subscriptionId] = parseId(durstSubscription, id) as [number, number];
  return { subscriberId, subscriptionId };
}

/** A subscription's id. */
export const formatSubscriptionId = (subscriberId: number, subscriptionId: number | string) =>
  `${subscriberId}/${subscriptionId}`;
