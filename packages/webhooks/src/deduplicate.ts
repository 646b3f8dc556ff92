import { acceptedUntil } from "./claims.ts";
import { WebhookVerificationError } from "./errors.ts";
import type { PairDeliveries } from "./pairs.ts";
import type { ReplayStore } from "./replay-store.ts";
import { type ReadDelivery, type TwoStepVerifier, type Verified, withPairedId } from "./verifier.ts";

/** Seconds for which a delivery without expiry is remembered. */
const day = 86_400;

interface DeduplicateOptions<Event, Answer> {
  readonly store: ReplayStore;
  readonly limits: TwoStepVerifier<Event>["limits"];
  /** Finds the other delivery of the same event. */
  readonly pair: PairDeliveries;
  readonly call: <T>(what: string, callback: () => T | PromiseLike<T>) => Promise<T>;
  readonly callOnEvent: (verified: Verified<Event>) => Promise<Answer>;
  /** The answer of `callOnEvent` if the event was handled. */
  readonly handled: Answer;
  readonly reject: (rejection: WebhookVerificationError) => Promise<Answer>;
  readonly report: (failure: unknown) => Promise<void>;
}

/**
 * Handles each delivery once. Checks a delivery's own id first, so a replayed delivery is never paired with a
 * new one. A repeat that arrives meanwhile gets the answer of the first delivery, and so does the other
 * delivery of the same event.
 */
export function deduplicate<Event, Answer>({
  store,
  limits,
  pair,
  call,
  callOnEvent,
  handled,
  reject,
  report,
}: DeduplicateOptions<Event, Answer>) {
  /** Deliveries that are being handled, by their own ids. */
  const pending = new Map<string, Promise<Answer>>();
  const repeated = () =>
    reject(
      new WebhookVerificationError("repeated-delivery", "the delivery was handled before: this is a repeat"),
    );
  const isNew = (id: string, { delivery: { claims } }: ReadDelivery<Event>) => {
    const end = acceptedUntil(claims, limits);
    const seconds = end === undefined ? day : Math.max(1, Math.ceil(end - limits.now() / 1000));
    return call("replayStore.add", () => store.add(id, seconds));
  };
  const forget = (id: string) => call("replayStore.delete", () => store.delete(id)).catch(report);

  /** The second delivery of an event gets the answer of the first one. */
  const second = async (read: ReadDelivery<Event>, verified: Verified<Event>): Promise<Answer> => {
    const { deliveryId } = verified.delivery;
    const answered = await pending.get(deliveryId);
    if (answered !== undefined) return answered;
    if (!(await isNew(deliveryId, read))) return handled;
    const own = await callOnEvent(verified);
    if (own !== handled) await forget(deliveryId);
    return own;
  };

  const first = async (read: ReadDelivery<Event>, ownId: string): Promise<Answer> => {
    if (!(await isNew(ownId, read))) return repeated();
    try {
      const verified = await withPairedId(read, pair);
      const isFirst = verified.delivery.deliveryId === ownId;
      const answered = isFirst ? await callOnEvent(verified) : await second(read, verified);
      if (answered !== handled) await forget(ownId);
      return answered;
    } catch (failure) {
      await forget(ownId);
      throw failure;
    }
  };

  return async (read: ReadDelivery<Event>): Promise<Answer> => {
    const ownId = read.delivery.deliveryId;
    const before = pending.get(ownId);
    if (before !== undefined) {
      const answered = await before;
      return answered === handled ? repeated() : answered;
    }
    const answered = first(read, ownId).finally(() => pending.delete(ownId));
    pending.set(ownId, answered);
    return answered;
  };
}
