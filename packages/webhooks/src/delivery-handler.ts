// Handles deliveries for every kind of server: reads, verifies, calls `onEvent`, and says what to answer.
import { bodyTooLarge } from "./body.ts";
import { WebhookTimeoutError, withDeadline } from "./deadline.ts";
import { deduplicate } from "./deduplicate.ts";
import type { VerifiedDelivery } from "./delivery.ts";
import { type DurstCallbackOptions, durstVerifier, type VerifiedDurstCallback } from "./durst.ts";
import { WebhookVerificationError } from "./errors.ts";
import type { WebhookHeaders } from "./headers.ts";
import { defaults, limitsOf, secondsOf, type WebhookBody } from "./options.ts";
import type { ReplayStore } from "./replay-store.ts";
import { type RockitWebhookOptions, rockitVerifier } from "./rockit.ts";
import type { RockitWebhookEvent } from "./rockit-event.ts";
import {
  createMemoryPairs,
  type ReadDelivery,
  type TwoStepVerifier,
  type Verified,
  withPairedId,
} from "./verifier.ts";

/** The options that all handlers share. */
export interface CommonWebhookHandlerOptions {
  /**
   * Called with each rejected delivery, for your log. Don't send its code or message to the sender. Default:
   * none.
   */
  readonly onRejected?: ((rejection: WebhookVerificationError) => unknown) | undefined;
  /**
   * Called with each failure on your side: an error of `onEvent` or `secret`, a timeout, a body that was
   * already parsed. Default `console.error`.
   */
  readonly onError?: ((error: unknown) => unknown) | undefined;
  /** Maximum size of a body in bytes, before and after decompression. Default 1,048,576 (1 MiB). */
  readonly maxBodySize?: number | undefined;
  /** Seconds within which the body must arrive. Default 30. */
  readonly bodyTimeout?: number | undefined;
  /** Seconds that `onEvent` may take. After that the sender gets 503 and may retry. Default 30. */
  readonly eventTimeout?: number | undefined;
  /** Seconds that `onRejected`, `onError` and each call of `replayStore` may take. Default 5. */
  readonly callbackTimeout?: number | undefined;
  /**
   * Remembers handled deliveries: a repeat is answered with 204 and not handled again. So is the second of
   * two deliveries of one event during a rotation (`pairWindow`). Default: none.
   */
  readonly replayStore?: ReplayStore | undefined;
}

type WithoutSize<T> = T extends unknown ? Omit<T, "maxBodySize"> : never;

/** Options of a handler for ROCKIT deliveries. */
export interface RockitWebhookHandlerOptions extends CommonWebhookHandlerOptions {
  /** How deliveries are verified. */
  readonly rockit: WithoutSize<RockitWebhookOptions>;
  /** Called with each verified delivery. The response waits for it. */
  readonly onEvent: (event: RockitWebhookEvent, delivery: VerifiedDelivery) => unknown;
  readonly durst?: never;
}

/** Options of a handler for Durst callbacks. */
export interface DurstWebhookHandlerOptions extends CommonWebhookHandlerOptions {
  /** How callbacks are verified. */
  readonly durst: WithoutSize<DurstCallbackOptions>;
  /** Called with each verified callback. The response waits for it. */
  readonly onEvent: (callback: VerifiedDurstCallback, delivery: VerifiedDelivery) => unknown;
  readonly rockit?: never;
}

export type WebhookHandlerOptions = RockitWebhookHandlerOptions | DurstWebhookHandlerOptions;

/** A request. Its body is read only after its headers are verified. */
export interface IncomingDelivery {
  readonly method: string | undefined;
  readonly headers: WebhookHeaders;
  readonly contentLength: string | null | undefined;
  /** Reads the body, or rejects one that is too large or too slow. */
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

// The same answer for every failed check of the sender, so guessing reveals nothing.
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

/** Distinguishes rejected deliveries from errors of callbacks, which may have the same class. */
class DeliveryRejection {
  readonly rejection: WebhookVerificationError;
  constructor(rejection: WebhookVerificationError) {
    this.rejection = rejection;
  }
}

/** Wraps rejections of the delivery in a `DeliveryRejection`. Other failures stay as they are. */
function wrapRejection<T>(check: () => Promise<T>): Promise<T> {
  return check().catch((failure: unknown) => {
    // A bad secret is the receiver's mistake, not the sender's.
    const isRejection = failure instanceof WebhookVerificationError && failure.code !== "bad-secret";
    throw isRejection ? new DeliveryRejection(failure) : failure;
  });
}

export interface DeliveryHandler {
  /**
   * Reads and verifies the delivery, calls `onEvent`, and returns the answer. Never rejects, whatever request
   * and callbacks do.
   */
  readonly answer: (incoming: () => IncomingDelivery) => Promise<Answer>;
  /** Calls `onError`. Never rejects. */
  readonly report: (failure: unknown) => Promise<void>;
}

export function createDeliveryHandler(options: WebhookHandlerOptions): DeliveryHandler {
  const { rockit, durst } = options;
  if ((rockit === undefined) === (durst === undefined)) {
    throw new TypeError("give exactly one of the options rockit and durst");
  }
  if (typeof options.onEvent !== "function") throw new TypeError("onEvent must be a function");
  const { maxBodySize } = limitsOf({ maxBodySize: options.maxBodySize });
  if (options.rockit !== undefined) {
    return handlerWith(options, rockitVerifier({ ...options.rockit, maxBodySize }), options.onEvent);
  }
  if (options.durst.xAuth !== undefined && options.replayStore !== undefined) {
    throw new TypeError("replayStore needs signed tokens: with xAuth, a repeat looks like a new callback");
  }
  return handlerWith(options, durstVerifier({ ...options.durst, maxBodySize }), options.onEvent);
}

function handlerWith<Event>(
  options: CommonWebhookHandlerOptions,
  verifier: TwoStepVerifier<Event>,
  onEvent: (event: Event, delivery: VerifiedDelivery) => unknown,
): DeliveryHandler {
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
  /** Calls a hook. Its failure must not change the answer. */
  const notify = async <T>(name: string, hook: ((what: T) => unknown) | undefined, what: T) => {
    try {
      if (hook !== undefined) await call(name, () => hook(what));
    } catch (failure) {
      console.error(failure);
    }
  };
  const report = (failure: unknown) => notify("onError", onError, failure);
  const reject = async (rejection: WebhookVerificationError) => {
    await notify("onRejected", onRejected, rejection);
    return answerTo(rejection);
  };

  const verify = async ({ headers, contentLength, read }: IncomingDelivery) => {
    const admitted = await verifier.authenticate(headers);
    if (declaredSize(contentLength) > maxBodySize) throw bodyTooLarge(maxBodySize);
    return admitted.read(await read(maxBodySize, bodyTimeout));
  };
  const callOnEvent = async ({ event, delivery }: Verified<Event>): Promise<Answer> => {
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
  const inMemory = createMemoryPairs(verifier);
  const pair: typeof inMemory = (delivery) =>
    replayStore?.pair === undefined
      ? inMemory(delivery)
      : call("replayStore.pair", () => replayStore.pair?.(delivery) ?? delivery.id);
  const handleOnce =
    replayStore &&
    deduplicate({
      store: replayStore,
      limits: verifier.limits,
      pair,
      call,
      callOnEvent,
      handled,
      reject,
      report,
    });
  const handle =
    handleOnce ?? (async (read: ReadDelivery<Event>) => callOnEvent(await withPairedId(read, pair)));

  return {
    report,
    answer: async (incoming) => {
      try {
        const request = incoming();
        if (request.method !== "POST") return answer(405, "Method Not Allowed", { allow: "POST" });
        return await handle(await wrapRejection(() => verify(request)));
      } catch (failure) {
        if (failure instanceof DeliveryRejection) return reject(failure.rejection);
        await report(failure);
        return internalError;
      }
    },
  };
}

const declaredSize = (contentLength: string | null | undefined) =>
  /^\d+$/.test(contentLength ?? "") ? Number(contentLength) : 0;
