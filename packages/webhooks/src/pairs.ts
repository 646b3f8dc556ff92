import { encodeBase64url } from "./base64.ts";

/** A delivery of which another one may tell of the same event. */
export interface DeliveryToPair {
  /** Its own id: of its token, or of its token and body. */
  readonly id: string;
  /** A digest of its body. */
  readonly content: string;
  /** Names the secret that signed it, by a digest. */
  readonly signer: string;
  /** For how long it waits for the other one: `pairWindow`, or 5 at most while the receiver knows one secret only. */
  readonly seconds: number;
}

/** Gives the id under which a delivery is handled: that of the first one of a pair. */
export type PairDeliveries = (delivery: DeliveryToPair) => string | Promise<string>;

interface Noted extends DeliveryToPair {
  /** The id of the first one of its pair, or its own. */
  readonly first: string;
  readonly until: number;
}

/**
 * Pairs deliveries in this process. Each delivery is paired once at most, and only with one that another secret signed: of two events with
 * equal bodies, the two copies of one secret are two events.
 */
export function memoryPairs(maxEntries: number, now: () => number): (delivery: DeliveryToPair) => string {
  const noted = new Map<string, Noted>();
  /** Those that wait for the other one, by content, the newest first. */
  const waiting = new Map<string, readonly Noted[]>();
  const leave = ({ id, content }: Noted) => {
    const others = (waiting.get(content) ?? []).filter((one) => one.id !== id);
    if (others.length === 0) waiting.delete(content);
    else waiting.set(content, others);
  };

  return (delivery) => {
    for (const [id, oldest] of noted) {
      if (oldest.until > now() && noted.size < maxEntries) break;
      noted.delete(id);
      leave(oldest);
    }
    const { id, content, signer, seconds } = delivery;
    const isOpen = ({ until }: Noted) => until > now();
    const known = noted.get(id);
    if (known !== undefined && isOpen(known)) return known.first;
    const candidates = waiting.get(content) ?? [];
    // The newest one: an older one whose other delivery never came must not wait for ever anew.
    const other = candidates.find((one) => one.signer !== signer && isOpen(one));
    const one = { ...delivery, first: other?.id ?? id, until: now() + seconds * 1000 };
    noted.delete(id);
    noted.set(id, one);
    if (other === undefined) waiting.set(content, [one, ...candidates]);
    else leave(other);
    return one.first;
  };
}

export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
