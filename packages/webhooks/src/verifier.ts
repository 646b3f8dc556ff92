import { bytesOf, parseJson } from "./body.ts";
import { type Authenticated, deliveryOf, type VerifiedDelivery } from "./delivery.ts";
import { type BodyEncoding, decodeBody, encodingOf } from "./encoding.ts";
import type { WebhookHeaders } from "./headers.ts";
import type { Limits, WebhookBody, WebhookRequest } from "./options.ts";

/** A verified delivery: its event, and what else is known of it. */
export interface Verified<Event> {
  readonly event: Event;
  readonly delivery: VerifiedDelivery;
}

/** Verifies many deliveries with the same options. @throws WebhookVerificationError if one must not be trusted */
export type WebhookVerifier<Event> = (request: WebhookRequest) => Promise<Verified<Event>>;

/** Verification in two steps: headers alone, then the body. */
export interface TwoStepVerifier<Event> {
  readonly limits: Limits;
  /** Judges the headers; gives what judges the body. */
  readonly authenticate: (headers: WebhookHeaders) => Promise<Admitted<Event>>;
}

/** A delivery whose headers are verified, so that its body may be read. */
interface Admitted<Event> extends Authenticated {
  readonly encoding: BodyEncoding;
  readonly read: (body: WebhookBody) => Promise<Verified<Event>>;
}

export function twoStepVerifier<Event>(
  limits: Limits,
  check: (headers: WebhookHeaders) => Promise<Authenticated>,
  eventOf: (json: unknown) => Event,
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
        return { event, delivery: await deliveryOf(headers, rawBody, authenticated) };
      };
      return { ...authenticated, encoding, read };
    },
  };
}

/** Both steps at once, for a request whose body was read by somebody else. */
export const wholeVerifier =
  <Event>({ authenticate }: TwoStepVerifier<Event>): WebhookVerifier<Event> =>
  async ({ headers, body }) =>
    (await authenticate(headers)).read(body);
