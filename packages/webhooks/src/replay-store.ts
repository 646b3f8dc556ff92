import { type DeliveryToPair, memoryPairs } from "./pairs.ts";

/**
 * Remembers handled deliveries, so a repeat is not handled again. With Redis, `add` is
 * `SET id 1 NX EX seconds`, and `delete` is `DEL id`.
 */
export interface ReplayStore {
  /** Remembers an id for `seconds`, unless it is known. Must be atomic. @returns whether the id was new */
  add(id: string, seconds: number): boolean | Promise<boolean>;
  /** Forgets an id whose delivery could not be handled, and may be sent again. */
  delete(id: string): unknown;
  /**
   * Recognises the two deliveries of one event during a rotation with two subscriptions. If a delivery with
   * the same `content` and another `signer` waits, both are a pair: it stops waiting, and its id is returned.
   * Otherwise this delivery waits for `seconds`, and its own id is returned. The same id gets the same answer
   * during that time. Must be atomic. Default: each process recognises pairs on its own.
   */
  pair?(delivery: DeliveryToPair): string | Promise<string>;
}

/**
 * Remembers deliveries in this process. A restart forgets them, and other processes do not know them.
 *
 * @param options.maxEntries Maximum number of ids, and of deliveries that wait for their pair. Beyond it the
 * oldest is forgotten. Default 100,000, about 20 MB, and twice that while as many deliveries arrive within
 * `pairWindow`.
 * @param options.now The clock, in milliseconds since 1970. Default `Date.now`.
 */
export function memoryReplayStore({
  maxEntries = 100_000,
  now = Date.now,
}: {
  readonly maxEntries?: number;
  readonly now?: () => number;
} = {}): Required<ReplayStore> {
  if (!(maxEntries >= 1)) throw new TypeError("maxEntries must be 1 or more");
  const expiries = new Map<string, number>();
  const isKnown = (id: string) => (expiries.get(id) ?? 0) > now();
  return {
    add(id, seconds) {
      if (isKnown(id)) return false;
      expiries.delete(id);
      for (const [oldest] of expiries) {
        if (isKnown(oldest) && expiries.size < maxEntries) break;
        expiries.delete(oldest);
      }
      expiries.set(id, now() + seconds * 1000);
      return true;
    },
    delete: (id) => expiries.delete(id),
    pair: memoryPairs(maxEntries, now),
  };
}
