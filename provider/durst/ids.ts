import { PreconditionError } from "../resource/errors";
import type { ResourceKind } from "../resource/kind";
import { durstSubscriber, durstSubscription } from "./kind";

/** The numbers in an id. @throws PreconditionError if it is not an id of the kind */
function partsOf({ noun, id: { pattern, form } }: ResourceKind, id: string): number[] {
  const match = pattern.exec(id);
  if (match !== null) return match[0].split("/").map(Number);
  throw new PreconditionError(`"${id}" is not the id of a ${noun}, which is ${form}`);
}

/** The number in a subscriber's id. */
export const numberOf = (id: string): number => partsOf(durstSubscriber, id)[0] as number;

/** The two numbers in a subscription's id, `17/4`. */
export function numbersOf(id: string): { subscriberId: number; subscriptionId: number } {
  const [subscriberId, subscriptionId] = partsOf(durstSubscription, id) as [number, number];
  return { subscriberId, subscriptionId };
}

/** A subscription's id. */
export const idOf = (subscriberId: number, subscriptionId: number | string) =>
  `${subscriberId}/${subscriptionId}`;
