import { type DeliveryToPair, memoryPairs } from "./pairs.ts";

/**
 * Where handled deliveries are remembered, so that a repeat is not handled again. With Redis, `add` is
 * `SET id 1 NX EX seconds`, and `delete` is `DEL id`.
 */
export interface ReplayStore {
  /** Remembers an id for so many seconds, unless it is known already. Must be atomic. @returns whether it was new */
  add(id: string, seconds: number): boolean | Promise<boolean>;
  /** Forgets an id: its delivery could not be handled, and may come again. */
  delete(id: string): unknown;
  /**
   * Recognises the two deliveries of one event while a rotation has two subscriptions. If a delivery with the same `content` and another
   * `signer` waits, both are a pair: it stops waiting, and its id is given. Else this one waits for `seconds`, and its own id is given. An
   * id that was given an answer in that time is given the same one again. Must be atomic. Default: pairs are recognised in each process.
   */
  pair?(delivery: DeliveryToPair): string | Promise<string>;
}

/**
 * Remembers deliveries in this process: a restart forgets them, and another process does not know them.
 *
 * @param options.maxEntries Ids that are kept at most, and deliveries that wait for the other one of a pair; beyond that the oldest is
 * forgotten. Default 100,000, which is some 20 MB, and as much again while so many deliveries come within `pairWindow`.
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
