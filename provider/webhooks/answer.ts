import { tooLarge, type WebhookBody } from "./body";
import { type DurstCallbackOptions, durstVerifier, type VerifiedDurstCallback } from "./durst";
import { WebhookVerificationError } from "./errors";
import type { WebhookHeaders } from "./headers";
import { limitsOf, type WebhookDelivery } from "./options";
import { type RockitWebhookOptions, rockitVerifier } from "./rockit";
import type { RockitWebhookEvent } from "./rockit-event";

// What a server answers to a delivery, whatever kind of server it is.

interface HandlerHooks {
  /** Told of a delivery that was refused, so that it can be logged. Its code and message are for you, not for the sender. Default: nobody is told. */
  readonly onRefused?: ((refusal: WebhookVerificationError) => unknown) | undefined;
  /** Told of what went wrong on your side: what `onEvent` threw, or a body that was parsed before. Default `console.error`. */
  readonly onError?: ((error: unknown) => unknown) | undefined;
  /** Bytes of the largest body that is read. Default 1,048,576 (1 MB). */
  readonly maxBodySize?: number | undefined;
}

/** A handler of ROCKIT's deliveries. */
export interface RockitWebhookHandlerOptions extends HandlerHooks {
  /** How deliveries are verified. */
  readonly rockit: Omit<RockitWebhookOptions, "maxBodySize">;
  /** Called with each verified delivery; the answer waits for it. */
  readonly onEvent: (event: RockitWebhookEvent) => unknown;
  readonly durst?: never;
}

type WithoutSize<T> = T extends unknown ? Omit<T, "maxBodySize"> : never;

/** A handler of Durst's callbacks. */
export interface DurstWebhookHandlerOptions extends HandlerHooks {
  /** How callbacks are verified. */
  readonly durst: WithoutSize<DurstCallbackOptions>;
  /** Called with each verified callback; the answer waits for it. */
  readonly onEvent: (callback: VerifiedDurstCallback) => unknown;
  readonly rockit?: never;
}

export type WebhookHandlerOptions = RockitWebhookHandlerOptions | DurstWebhookHandlerOptions;

export interface Incoming {
  readonly method: string | undefined;
  readonly headers: WebhookHeaders;
  readonly contentLength: string | null | undefined;
  /** At most so many bytes, or a `body-too-large`. */
  readonly read: (limit: number) => Promise<WebhookBody>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

const answer = (status: number, body: string | null, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: body === null ? headers : { "content-type": "text/plain", ...headers },
  body,
});

// One for every check of who sends, so that a sender who guesses learns nothing.
const unauthorized = answer(401, "Unauthorized");
const refusals: Partial<Record<WebhookVerificationError["code"], Answer>> = {
  "body-too-large": answer(413, "Content Too Large"),
  "malformed-body": answer(400, "Bad Request"),
};

/** Reads, verifies, hands on and says what to answer; never rejects. */
export function answering(options: WebhookHandlerOptions): (incoming: Incoming) => Promise<Answer> {
  const { maxBodySize } = limitsOf({ maxBodySize: options.maxBodySize });
  const verify = verifierOf(options, maxBodySize);
  const { onRefused, onError = console.error } = options;
  return async ({ method, headers, contentLength, read }) => {
    if (method !== "POST") return answer(405, "Method Not Allowed", { allow: "POST" });
    try {
      if (Number(contentLength ?? 0) > maxBodySize) throw new Refused(tooLarge(maxBodySize));
      const handOn = await refusing(async () => verify({ headers, body: await read(maxBodySize) }));
      await handOn();
      return answer(204, null);
    } catch (failure) {
      if (failure instanceof Refused) {
        await tell(onRefused, failure.refusal);
        return refusals[failure.refusal.code] ?? unauthorized;
      }
      await tell(onError, failure);
      return answer(500, "Internal Server Error");
    }
  };
}

/** Tells our refusals from errors of `onEvent`, which may well be of the same class. */
class Refused {
  constructor(readonly refusal: WebhookVerificationError) {}
}

const refusing = <T>(check: () => Promise<T>): Promise<T> =>
  check().catch((failure: unknown) => {
    throw failure instanceof WebhookVerificationError ? new Refused(failure) : failure;
  });

type Verify = (delivery: WebhookDelivery) => Promise<() => unknown>;

function verifierOf(options: WebhookHandlerOptions, maxBodySize: number): Verify {
  const { rockit, durst } = options;
  if ((rockit === undefined) === (durst === undefined)) {
    throw new TypeError("exactly one of rockit and durst must say how deliveries are verified");
  }
  if (options.rockit !== undefined)
    return handingOn(rockitVerifier({ ...options.rockit, maxBodySize }), options.onEvent);
  return handingOn(durstVerifier({ ...options.durst, maxBodySize }), options.onEvent);
}

const handingOn =
  <Event>(
    verify: (delivery: WebhookDelivery) => Promise<Event>,
    onEvent: (event: Event) => unknown,
  ): Verify =>
  async (delivery) => {
    const event = await verify(delivery);
    return () => onEvent(event);
  };

/** Who is only told must not change the answer. */
async function tell<T>(hook: ((what: T) => unknown) | undefined, what: T): Promise<void> {
  try {
    await hook?.(what);
  } catch (failure) {
    console.error(failure);
  }
}
