import { WebhookVerificationError } from "./errors.ts";
import type { PairDeliveries } from "./pairs.ts";
import type { ReplayStore } from "./replay.ts";
import { acceptedUntil } from "./times.ts";
import { paired, type Read, type TwoStepVerifier, type Verified } from "./verifier.ts";

/** Seconds for which a delivery is remembered whose token has no end. */
const day = 86_400;

interface OnlyOnce<Event, Answer> {
  readonly store: ReplayStore;
  readonly limits: TwoStepVerifier<Event>["limits"];
  /** Recognises the other one of a pair. */
  readonly pair: PairDeliveries;
  readonly call: <T>(what: string, callback: () => T | PromiseLike<T>) => Promise<T>;
  readonly handOn: (verified: Verified<Event>) => Promise<Answer>;
  /** What `handOn` answers when the event was handled. */
  readonly handled: Answer;
  readonly reject: (rejection: WebhookVerificationError) => Promise<Answer>;
  readonly report: (failure: unknown) => Promise<void>;
}

/**
 * Hands on what was not handled before. A delivery's own id is looked at first: a replayed one must not be paired with a new one. A repeat
 * that comes meanwhile gets the answer that the first one gets, and so does the other one of a pair.
 */
export function onlyOnce<Event, Answer>({
  store,
  limits,
  pair,
  call,
  handOn,
  handled,
  reject,
  report,
}: OnlyOnce<Event, Answer>) {
  /** By the deliveries' own ids. */
  const underWay = new Map<string, Promise<Answer>>();
  const repeated = () =>
    reject(
      new WebhookVerificationError("repeated-delivery", "the delivery was handled before: it comes again"),
    );
  const isNew = (id: string, { delivery: { claims } }: Read<Event>) => {
    const end = acceptedUntil(claims, limits);
    const seconds = end === undefined ? day : Math.max(1, Math.ceil(end - limits.now() / 1000));
    return call("replayStore.add", () => store.add(id, seconds));
  };
  const forget = (id: string) => call("replayStore.delete", () => store.delete(id)).catch(report);

  /** The other one of a pair: what became of the first one counts. */
  const second = async (read: Read<Event>, verified: Verified<Event>): Promise<Answer> => {
    const { deliveryId } = verified.delivery;
    const answered = await underWay.get(deliveryId);
    if (answered !== undefined) return answered;
    if (!(await isNew(deliveryId, read))) return handled;
    const own = await handOn(verified);
    if (own !== handled) await forget(deliveryId);
    return own;
  };

  const first = async (read: Read<Event>, ownId: string): Promise<Answer> => {
    if (!(await isNew(ownId, read))) return repeated();
    try {
      const verified = await paired(read, pair);
      const isFirst = verified.delivery.deliveryId === ownId;
      const answered = isFirst ? await handOn(verified) : await second(read, verified);
      if (answered !== handled) await forget(ownId);
      return answered;
    } catch (failure) {
      await forget(ownId);
      throw failure;
    }
  };

  return async (read: Read<Event>): Promise<Answer> => {
    const ownId = read.delivery.deliveryId;
    const before = underWay.get(ownId);
    if (before !== undefined) {
      const answered = await before;
      return answered === handled ? repeated() : answered;
    }
    const answered = first(read, ownId).finally(() => underWay.delete(ownId));
    underWay.set(ownId, answered);
    return answered;
  };
}
