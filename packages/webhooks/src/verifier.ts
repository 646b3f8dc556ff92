import { bytesOf, parseJson } from "./body.ts";
import { type Authenticated, deliveryOf, type VerifiedDelivery } from "./delivery.ts";
import { type BodyEncoding, decodeBody, encodingOf } from "./encoding.ts";
import type { WebhookHeaders } from "./headers.ts";
import type { Limits, WebhookBody, WebhookRequest } from "./options.ts";
import { type DeliveryToPair, digestOf, memoryPairs, type PairDeliveries } from "./pairs.ts";

/** A verified delivery: its event, and what else is known of it. */
export interface Verified<Event> {
  readonly event: Event;
  readonly delivery: VerifiedDelivery;
}

/** Verifies many deliveries with the same options. @throws WebhookVerificationError if one must not be trusted */
export type WebhookVerifier<Event> = (request: WebhookRequest) => Promise<Verified<Event>>;

/** A verified delivery, and what tells whether another one tells of the same event. */
export interface Read<Event> extends Verified<Event> {
  /** Absent where each event comes once. */
  readonly toPair: DeliveryToPair | undefined;
}

/**
 * Seconds that a delivery waits for its other one while the receiver knows one secret only: it may be told the second one just now. Longer,
 * and a delivery whose other one was rejected would be taken for the other one of a later event.
 */
const handOverSeconds = 5;

/** Verification in two steps: headers alone, then the body. */
export interface TwoStepVerifier<Event> {
  readonly limits: Limits;
  /** Judges the headers; gives what judges the body. */
  readonly authenticate: (headers: WebhookHeaders) => Promise<Admitted<Event>>;
}

/** A delivery whose headers are verified, so that its body may be read. */
interface Admitted<Event> extends Authenticated {
  readonly encoding: BodyEncoding;
  readonly read: (body: WebhookBody) => Promise<Read<Event>>;
}

export function twoStepVerifier<Event>(
  limits: Limits,
  check: (headers: WebhookHeaders) => Promise<Authenticated>,
  eventOf: (json: unknown) => Event,
  /** Seconds; 0 where each event comes once. */
  pairWindow = 0,
): TwoStepVerifier<Event> {
  return {
    limits,
    authenticate: async (headers) => {
      const authenticated = await check(headers);
      const encoding = encodingOf(headers);
      const read = async (body: WebhookBody) => {
        const rawBody = bytesOf(body, limits.maxBodySize);
        // Text has been decoded by whoever made it.
        const text =
          typeof body === "string" ? body : await decodeBody(rawBody, encoding, limits.maxBodySize);
        const event = eventOf(parseJson(text));
        const delivery = await deliveryOf(headers, rawBody, authenticated);
        const { signer } = authenticated;
        if (signer === undefined || pairWindow === 0) return { event, delivery, toPair: undefined };
        const content = await digestOf(rawBody as Uint8Array<ArrayBuffer>);
        const seconds = signer.isOnly ? Math.min(pairWindow, handOverSeconds) : pairWindow;
        const toPair = { id: delivery.deliveryId, content, signer: signer.name, seconds };
        return { event, delivery, toPair };
      };
      return { ...authenticated, encoding, read };
    },
  };
}

/** A delivery with the id under which its event is handled: that of the first one, where two deliveries tell of it. */
export async function paired<Event>(
  { event, delivery, toPair }: Read<Event>,
  pair: PairDeliveries,
): Promise<Verified<Event>> {
  if (toPair === undefined) return { event, delivery };
  return { event, delivery: { ...delivery, deliveryId: await pair(toPair) } };
}

/** Deliveries that wait for the other one of a pair, at most, where no store says otherwise. */
const mostWaiting = 100_000;

export const pairsOf = ({ limits }: Pick<TwoStepVerifier<never>, "limits">): PairDeliveries =>
  memoryPairs(mostWaiting, limits.now);

/** Both steps at once, for a request whose body was read by somebody else. */
export function wholeVerifier<Event>(verifier: TwoStepVerifier<Event>): WebhookVerifier<Event> {
  const pair = pairsOf(verifier);
  return async ({ headers, body }) => paired(await (await verifier.authenticate(headers)).read(body), pair);
}
