import { bytesOf, parseJson } from "./body.ts";
import { type BodyEncoding, decodeBody, encodingOf } from "./body-encoding.ts";
import { type Authenticated, deliveryOf, type VerifiedDelivery } from "./delivery.ts";
import type { WebhookHeaders } from "./headers.ts";
import type { Limits, WebhookBody, WebhookRequest } from "./options.ts";
import { type DeliveryToPair, digestOf, memoryPairs, type PairDeliveries } from "./pairs.ts";

/** A verified delivery: its event and its other data. */
export interface Verified<Event> {
  readonly event: Event;
  readonly delivery: VerifiedDelivery;
}

/**
 * Verifies deliveries with the same options.
 * @throws WebhookVerificationError if a delivery can't be trusted
 */
export type WebhookVerifier<Event> = (request: WebhookRequest) => Promise<Verified<Event>>;

/** A verified delivery, with the data to find another delivery of the same event. */
export interface ReadDelivery<Event> extends Verified<Event> {
  /** `undefined` if each event is delivered once. */
  readonly toPair: DeliveryToPair | undefined;
}

/**
 * Seconds that a delivery waits for its pair while the receiver has only one secret: it may get the second
 * secret at this moment. If it waited longer, a delivery whose pair was rejected could be paired with a later
 * event.
 */
const maxWaitWithOneSecret = 5;

/** Verifies in two steps: first the headers, then the body. */
export interface TwoStepVerifier<Event> {
  readonly limits: Limits;
  /** Verifies the headers; the result reads the body. */
  readonly authenticate: (headers: WebhookHeaders) => Promise<Admitted<Event>>;
}

/** A delivery with verified headers, whose body may be read. */
interface Admitted<Event> extends Authenticated {
  readonly encoding: BodyEncoding;
  readonly read: (body: WebhookBody) => Promise<ReadDelivery<Event>>;
}

export function twoStepVerifier<Event>(
  limits: Limits,
  check: (headers: WebhookHeaders) => Promise<Authenticated>,
  eventOf: (json: unknown) => Event,
  /** Seconds; 0 if each event is delivered once. */
  pairWindow = 0,
): TwoStepVerifier<Event> {
  return {
    limits,
    authenticate: async (headers) => {
      const authenticated = await check(headers);
      const encoding = encodingOf(headers);
      const read = async (body: WebhookBody) => {
        const rawBody = bytesOf(body, limits.maxBodySize);
        // A text body is already decoded.
        const text =
          typeof body === "string" ? body : await decodeBody(rawBody, encoding, limits.maxBodySize);
        const event = eventOf(parseJson(text));
        const delivery = await deliveryOf(headers, rawBody, authenticated);
        const { signer } = authenticated;
        if (signer === undefined || pairWindow === 0) return { event, delivery, toPair: undefined };
        const content = await digestOf(rawBody as Uint8Array<ArrayBuffer>);
        const seconds = signer.isOnly ? Math.min(pairWindow, maxWaitWithOneSecret) : pairWindow;
        const toPair = { id: delivery.deliveryId, content, signer: signer.name, seconds };
        return { event, delivery, toPair };
      };
      return { ...authenticated, encoding, read };
    },
  };
}

/** Gives a delivery the id of the first delivery of the same event. */
export async function withPairedId<Event>(
  { event, delivery, toPair }: ReadDelivery<Event>,
  pair: PairDeliveries,
): Promise<Verified<Event>> {
  if (toPair === undefined) return { event, delivery };
  return { event, delivery: { ...delivery, deliveryId: await pair(toPair) } };
}

/** Maximum number of deliveries that wait for their pair, without a store. */
const maxWaiting = 100_000;

export const createMemoryPairs = ({ limits }: Pick<TwoStepVerifier<never>, "limits">): PairDeliveries =>
  memoryPairs(maxWaiting, limits.now);

/** Verifies in one step, for a request whose body was already read. */
export function wholeVerifier<Event>(verifier: TwoStepVerifier<Event>): WebhookVerifier<Event> {
  const pair = createMemoryPairs(verifier);
  return async ({ headers, body }) =>
    withPairedId(await (await verifier.authenticate(headers)).read(body), pair);
}
