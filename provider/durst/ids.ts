import { PreconditionError } from "../resource/errors";

/** The number in a subscriber's id. */
export function numberOf(id: string): number {
  if (/^\d{1,10}$/.test(id)) return Number(id);
  throw new PreconditionError(`"${id}" is not the id of a Durst subscriber, which is a number such as 17`);
}

/** The two numbers in a subscription's id, `17/4`. */
export function numbersOf(id: string): { subscriberId: number; subscriptionId: number } {
  const [, subscriberId, subscriptionId] = /^(\d{1,10})\/(\d{1,10})$/.exec(id) ?? [];
  if (subscriberId !== undefined && subscriptionId !== undefined) {
    return { subscriberId: Number(subscriberId), subscriptionId: Number(subscriptionId) };
  }
  throw new PreconditionError(
    `"${id}" is not the id of a Durst subscription, which is its subscriber's number and its own, such as 17/4`,
  );
}

/** An id is a text to the engine and a number to the vendor. */
export const asNumber = (id: unknown) => (typeof id === "string" && /^\d{1,10}$/.test(id) ? Number(id) : id);
