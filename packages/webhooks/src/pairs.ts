import { encodeBase64url } from "./base64.ts";

/** A delivery that may be one of two for the same event. */
export interface DeliveryToPair {
  /** Its own id, from its token, or from token and body. */
  readonly id: string;
  /** A digest of its body. */
  readonly content: string;
  /** Identifies the secret that signed it, by a digest. */
  readonly signer: string;
  /**
   * Seconds that it waits for the other delivery: `pairWindow`, but at most 5 while the receiver has only one
   * secret.
   */
  readonly seconds: number;
}

/** Returns the id under which a delivery is handled: the id of the first delivery of the same event. */
export type PairDeliveries = (delivery: DeliveryToPair) => string | Promise<string>;

interface SeenDelivery extends DeliveryToPair {
  /** The id of the first delivery of its pair, or its own. */
  readonly first: string;
  readonly until: number;
}

/**
 * Pairs deliveries in this process. A delivery is paired at most once, and only with one that another secret
 * signed. Two deliveries of the same secret with equal bodies are two events.
 */
export function memoryPairs(maxEntries: number, now: () => number): (delivery: DeliveryToPair) => string {
  const seen = new Map<string, SeenDelivery>();
  /** Deliveries that wait for their pair, by content, the newest first. */
  const waiting = new Map<string, readonly SeenDelivery[]>();
  const leave = ({ id, content }: SeenDelivery) => {
    const others = (waiting.get(content) ?? []).filter((one) => one.id !== id);
    if (others.length === 0) waiting.delete(content);
    else waiting.set(content, others);
  };

  return (delivery) => {
    for (const [id, oldest] of seen) {
      if (oldest.until > now() && seen.size < maxEntries) break;
      seen.delete(id);
      leave(oldest);
    }
    const { id, content, signer, seconds } = delivery;
    const isOpen = ({ until }: SeenDelivery) => until > now();
    const known = seen.get(id);
    if (known !== undefined && isOpen(known)) return known.first;
    const candidates = waiting.get(content) ?? [];
    // Takes the newest: an older one, whose pair never came, would shift all later pairs.
    const other = candidates.find((one) => one.signer !== signer && isOpen(one));
    const one = { ...delivery, first: other?.id ?? id, until: now() + seconds * 1000 };
    seen.delete(id);
    seen.set(id, one);
    if (other === undefined) waiting.set(content, [one, ...candidates]);
    else leave(other);
    return one.first;
  };
}

export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
