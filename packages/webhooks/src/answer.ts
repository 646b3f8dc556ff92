// What a server answers to a delivery, whatever kind of server it is.
import { tooLarge } from "./body.ts";
import { WebhookTimeoutError, withDeadline } from "./deadline.ts";
import type { VerifiedDelivery } from "./delivery.ts";
import { type DurstCallbackOptions, durstVerifier, type VerifiedDurstCallback } from "./durst.ts";
import { WebhookVerificationError } from "./errors.ts";
import type { WebhookHeaders } from "./headers.ts";
import { onlyOnce } from "./only-once.ts";
import { defaults, limitsOf, secondsOf, type WebhookBody } from "./options.ts";
import type { ReplayStore } from "./replay.ts";
import { type RockitWebhookOptions, rockitVerifier } from "./rockit.ts";
import type { RockitWebhookEvent } from "./rockit-event.ts";
import { paired, pairsOf, type Read, type TwoStepVerifier, type Verified } from "./verifier.ts";

/** What all handlers take. */
export interface WebhookHandlerHooks {
  /** Told of a rejected delivery, for your log. Its code and message are not for the sender. Default: nobody is told. */
  readonly onRejected?: ((rejection: WebhookVerificationError) => unknown) | undefined;
  /** Told of a failure on your side: what `onEvent` or `secret` threw, a timeout, a body parsed before. Default `console.error`. */
  readonly onError?: ((error: unknown) => unknown) | undefined;
  /** Bytes of the largest body that is read, before and after decompression. Default 1,048,576 (1 MiB). */
  readonly maxBodySize?: number | undefined;
  /** Seconds in which a body must arrive. Default 30. */
  readonly bodyTimeout?: number | undefined;
  /** Seconds that `onEvent` may take; then the sender gets 503 and may try again. Default 30. */
  readonly eventTimeout?: number | undefined;
  /** Seconds that `onRejected`, `onError` and each call of `replayStore` may take. Default 5. */
  readonly callbackTimeout?: number | undefined;
  /**
   * Where handled deliveries are remembered: a repeat is answered with 204 and not handled again. So is the second of two deliveries of one
   * event during a rotation (`pairWindow`). Default: none.
   */
  readonly replayStore?: ReplayStore | undefined;
}

type WithoutSize<T> = T extends unknown ? Omit<T, "maxBodySize"> : never;

/** A handler of ROCKIT's deliveries. */
export interface RockitWebhookHandlerOptions extends WebhookHandlerHooks {
  /** How deliveries are verified. */
  readonly rockit: WithoutSize<RockitWebhookOptions>;
  /** Called with each verified delivery; the answer waits for it. */
  readonly onEvent: (event: RockitWebhookEvent, delivery: VerifiedDelivery) => unknown;
  readonly durst?: never;
}

/** A handler of Durst's callbacks. */
export interface DurstWebhookHandlerOptions extends WebhookHandlerHooks {
  /** How callbacks are verified. */
  readonly durst: WithoutSize<DurstCallbackOptions>;
  /** Called with each verified callback; the answer waits for it. */
  readonly onEvent: (callback: VerifiedDurstCallback, delivery: VerifiedDelivery) => unknown;
  readonly rockit?: never;
}

export type WebhookHandlerOptions = RockitWebhookHandlerOptions | DurstWebhookHandlerOptions;

/** A request, of which the body is read only once the headers are verified. */
export interface Incoming {
  readonly method: string | undefined;
  readonly headers: WebhookHeaders;
  readonly contentLength: string | null | undefined;
  /** At most so many bytes within so many seconds, or a rejection. */
  readonly read: (limit: number, seconds: number) => Promise<WebhookBody>;
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

const internalError = answer(500, "Internal Server Error");
const handled = answer(204, null);

// One for every check of who sends, so that a sender who guesses learns nothing.
const unauthorized = answer(401, "Unauthorized");

function answerTo({ code, header }: WebhookVerificationError): Answer {
  switch (code) {
    case "body-too-large":
      return answer(413, "Content Too Large");
    case "body-timeout":
      return answer(408, "Request Timeout");
    case "malformed-body":
      return answer(400, "Bad Request");
    case "unsupported-encoding":
      return answer(415, `Unsupported Media Type: ${header}`);
    case "repeated-delivery":
      return handled;
    default:
      return unauthorized;
  }
}

/** Tells rejections of a delivery from errors of callbacks, which may well be of the same class. */
class Rejected {
  readonly rejection: WebhookVerificationError;
  constructor(rejection: WebhookVerificationError) {
    this.rejection = rejection;
  }
}

/** A failure of ours as it is, and what is wrong with the delivery as a `Rejected`. */
function rejecting<T>(check: () => Promise<T>): Promise<T> {
  return check().catch((failure: unknown) => {
    // What the receiver was given is no fault of the delivery.
    const isRejection = failure instanceof WebhookVerificationError && failure.code !== "bad-secret";
    throw isRejection ? new Rejected(failure) : failure;
  });
}

export interface Answering {
  /** Reads, verifies, hands on and says what to answer; never rejects, whatever the request or the callbacks do. */
  readonly answer: (incoming: () => Incoming) => Promise<Answer>;
  /** Tells `onError`; never rejects. */
  readonly report: (failure: unknown) => Promise<void>;
}

export function answering(options: WebhookHandlerOptions): Answering {
  const { rockit, durst } = options;
  if ((rockit === undefined) === (durst === undefined)) {
    throw new TypeError("exactly one of rockit and durst must say how deliveries are verified");
  }
  if (typeof options.onEvent !== "function") throw new TypeError("onEvent must be a function");
  const { maxBodySize } = limitsOf({ maxBodySize: options.maxBodySize });
  if (options.rockit !== undefined) {
    return answeringWith(options, rockitVerifier({ ...options.rockit, maxBodySize }), options.onEvent);
  }
  if (options.durst.xAuth !== undefined && options.replayStore !== undefined) {
    throw new TypeError(
      "replayStore needs a signed token: with xAuth nothing tells a repeat from a new callback",
    );
  }
  return answeringWith(options, durstVerifier({ ...options.durst, maxBodySize }), options.onEvent);
}

function answeringWith<Event>(
  options: WebhookHandlerHooks,
  verifier: TwoStepVerifier<Event>,
  onEvent: (event: Event, delivery: VerifiedDelivery) => unknown,
): Answering {
  const { onRejected, onError = console.error } = options;
  const { maxBodySize } = verifier.limits;
  const bodyTimeout = secondsOf("bodyTimeout", options.bodyTimeout ?? defaults.bodyTimeout);
  const eventTimeout = secondsOf("eventTimeout", options.eventTimeout ?? defaults.eventTimeout);
  const callbackTimeout = secondsOf("callbackTimeout", options.callbackTimeout ?? defaults.callbackTimeout);

  const call = <T>(what: string, callback: () => T | PromiseLike<T>): Promise<T> =>
    withDeadline(
      (async () => callback())(),
      callbackTimeout,
      () => new WebhookTimeoutError(what, callbackTimeout, "callbackTimeout"),
    );
  /** Who is only told must not change the answer. */
  const tell = async <T>(name: string, hook: ((what: T) => unknown) | undefined, what: T) => {
    try {
      if (hook !== undefined) await call(name, () => hook(what));
    } catch (failure) {
      console.error(failure);
    }
  };
  const report = (failure: unknown) => tell("onError", onError, failure);
  const reject = async (rejection: WebhookVerificationError) => {
    await tell("onRejected", onRejected, rejection);
    return answerTo(rejection);
  };

  const verify = async ({ headers, contentLength, read }: Incoming) => {
    const admitted = await verifier.authenticate(headers);
    if (declaredSize(contentLength) > maxBodySize) throw tooLarge(maxBodySize);
    return admitted.read(await read(maxBodySize, bodyTimeout));
  };
  const handOn = async ({ event, delivery }: Verified<Event>): Promise<Answer> => {
    try {
      await withDeadline(
        (async () => onEvent(event, delivery))(),
        eventTimeout,
        () => new WebhookTimeoutError("onEvent", eventTimeout, "eventTimeout"),
      );
      return handled;
    } catch (failure) {
      await report(failure);
      return failure instanceof WebhookTimeoutError ? answer(503, "Service Unavailable") : internalError;
    }
  };
  const { replayStore } = options;
  const inMemory = pairsOf(verifier);
  const pair: typeof inMemory = (delivery) =>
    replayStore?.pair === undefined
      ? inMemory(delivery)
      : call("replayStore.pair", () => replayStore.pair?.(delivery) ?? delivery.id);
  const handleOnce =
    replayStore &&
    onlyOnce({ store: replayStore, limits: verifier.limits, pair, call, handOn, handled, reject, report });
  const handle = handleOnce ?? (async (read: Read<Event>) => handOn(await paired(read, pair)));

  return {
    report,
    answer: async (incoming) => {
      try {
        const request = incoming();
        if (request.method !== "POST") return answer(405, "Method Not Allowed", { allow: "POST" });
        return await handle(await rejecting(() => verify(request)));
      } catch (failure) {
        if (failure instanceof Rejected) return reject(failure.rejection);
        await report(failure);
        return internalError;
      }
    },
  };
}

const declaredSize = (contentLength: string | null | undefined) =>
  /^\d+$/.test(contentLength ?? "") ? Number(contentLength) : 0;
