import { setTimeout as sleep } from "node:timers/promises";
import { ConcurrencyLimiter, NotStartedError } from "./concurrency-limiter";
import { decodeBody, UndecodableBody } from "./decode-body";
import { type Route, routeTo } from "./dispatcher";
import { defaultLimits, type EndpointSettings } from "./endpoint";
import { HttpError, mayStillAct, statusError } from "./errors";
import { exchange } from "./exchange";
import { knownSecrets } from "./known-secrets";
import { redactedExcerpt } from "./redacted-excerpt";
import { HttpResponse, isPage } from "./response";
import { backoffDelay, isRetryable, parseRetryAfter, RetryBudget, retryDefaults } from "./retry";
import { currentDeadline, timeLimitError } from "./time-limit";

export { defaultLimits, type EndpointSettings } from "./endpoint";
export { HttpResponse } from "./response";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path segments below the endpoint, not encoded: the client percent-encodes each. */
  readonly route: readonly (string | number)[];
  readonly query?: Readonly<Record<string, string | number>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Marks a POST that changes nothing, so it may be retried. */
  readonly idempotent?: true;
  /** Statuses besides 2xx that are not errors. */
  readonly accept?: readonly number[] | undefined;
  /** Values that must not appear in an error message. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * Client of one vendor's server: a keep-alive pool, limits, retries of requests that are safe to repeat, and
 * errors that are safe to show. Follows no redirects.
 */
export class HttpClient {
  readonly host: string;
  private readonly base: URL;
  private readonly timeout: number;
  private readonly totalTimeout: number;
  private readonly stopped: AbortSignal | undefined;
  private readonly budget = new RetryBudget();
  private readonly limiter: ConcurrencyLimiter;
  private readonly route: Route;

  constructor(settings: EndpointSettings) {
    this.base = settings.endpoint;
    this.host = settings.endpoint.host;
    this.timeout = settings.requestTimeout ?? defaultLimits.requestTimeout;
    this.totalTimeout = settings.totalTimeout ?? defaultLimits.totalTimeout;
    this.stopped = settings.stopped;
    this.route = routeTo(settings);
    this.limiter = new ConcurrencyLimiter(settings.maxConnections ?? defaultLimits.maxConnections);
  }

  /** Sends a request, and retries it where that is safe and may help. @throws HttpError */
  async request(request: HttpRequest): Promise<HttpResponse> {
    const wanted = { ...request, secrets: [...(request.secrets ?? []), ...knownSecrets()] };
    this.budget.firstAttempt();
    const { stopped } = this;
    const limit = currentDeadline();
    let deadline = limit;
    let refusedSince: number | undefined;
    let last: HttpError | undefined;
    let sent = 0;
    let began = 0;
    for (let attempt = 1; ; ) {
      const send = () => {
        began = Date.now();
        deadline ??= began + this.totalTimeout;
        sent += 1;
        return this.attempt(wanted, deadline);
      };
      try {
        const answer = await this.limiter.run(send, { deadline, stopped });
        if (last !== undefined && mayStillAct(last)) answer.earlierFailure = last;
        return answer;
      } catch (failure) {
        if (failure instanceof NotStartedError) throw last === undefined ? this.notSent() : tried(sent, last);
        if (!(failure instanceof HttpError)) throw failure;
        const current = failure.after(last);
        last = current;
        if (isRateLimitedWithoutTime(current)) {
          refusedSince ??= Date.now();
          if (this.limiter.rate.stalledSince(refusedSince) > this.totalTimeout) throw tried(sent, current);
          // The server did nothing: the request waits for its turn as if it had never been sent.
          deadline = limit;
          continue;
        }
        const wait = this.waitBeforeNext(attempt, wanted, current, deadline ?? Date.now());
        // While the server accepts other requests, this one only waits for its turn: no attempt is counted.
        const waitsForTurn = hasRetryTime(current) && this.limiter.rate.acceptedSince(began);
        if (wait === undefined) throw tried(sent, current);
        await sleep(wait, undefined, { signal: stopped }).catch(() => {
          throw tried(sent, current);
        });
        if (!waitsForTurn) attempt += 1;
      }
    }
  }

  /** Milliseconds until the next attempt; `undefined` if the request is not retried. */
  private waitBeforeNext(
    attempt: number,
    { method, idempotent }: HttpRequest,
    failure: HttpError,
    deadline: number,
  ): number | undefined {
    const left = deadline - Date.now();
    const { retryAfter } = failure;
    const planned = backoffDelay(attempt + 1, retryAfter, Math.random);
    // The jitter must not push the attempt past the deadline when the server named a time.
    const wait = retryAfter === undefined ? planned : Math.min(planned, Math.max(retryAfter, left - 1));
    const repeats =
      isRetryable(idempotent ? "GET" : method, failure) && attempt < retryDefaults.attempts && wait < left;
    return repeats && (hasRetryTime(failure) || this.budget.take()) ? wait : undefined;
  }

  private notSent(): HttpError {
    if (!this.stopped?.aborted && (currentDeadline() ?? Number.POSITIVE_INFINITY) <= Date.now())
      return timeLimitError();
    return new HttpError(
      "cancelled",
      `the command was cancelled before the request to ${this.host} was sent`,
    );
  }

  private async attempt(wanted: HttpRequest, deadline: number): Promise<HttpResponse> {
    const began = Date.now();
    const { secrets = [], accept = [] } = wanted;
    const received = await exchange(this.route, this.sent(wanted), {
      timeout: Math.min(this.timeout, deadline - began),
      maxSize: defaultLimits.maxAnswerSize,
    });
    const { status, headers } = received;
    const text = await decodeBody(received.body, headers["content-encoding"], defaultLimits.maxAnswerSize);
    if ((status >= 200 && status < 300) || accept.includes(status)) {
      this.limiter.rate.accepted(Date.now());
      if (!(text instanceof UndecodableBody))
        return new HttpResponse(status, headers, text, this.host, secrets);
      throw new HttpResponse(status, headers, "", this.host, secrets).unexpected(text.why);
    }
    const body = text instanceof UndecodableBody ? "" : text;
    const failure = statusError(status, this.host, {
      excerpt: redactedExcerpt(body, secrets),
      location: headers.location,
      retryAfter: parseRetryAfter(headers),
      maintenance: saysMaintenance(body),
      isPage: isPage(body),
    });
    // Recorded before this request's slot is free for another.
    if (failure.code !== "rate-limited") this.limiter.rate.accepted(Date.now());
    else if (isRateLimitedWithoutTime(failure)) this.limiter.rate.refused(began, Date.now());
    else if (hasRetryTime(failure) && Date.now() + failure.retryAfter < deadline)
      this.limiter.pause(failure.retryAfter);
    throw failure;
  }

  private sent({ method, route, query, headers, body }: HttpRequest) {
    const url = new URL(this.base);
    const below = route.map((segment) => this.encoded(`${segment}`)).join("/");
    url.pathname = `${url.pathname.replace(/\/$/, "")}/${below}`;
    for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, String(value));
    const type = body === undefined ? {} : { "content-type": "application/json" };
    return {
      url,
      method,
      // ROCKIT's credentials are headers of its own, which a shared cache would ignore.
      headers: { accept: "application/json", "cache-control": "no-cache", ...type, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    };
  }

  /**
   * Rejects dot segments, which URLs resolve even when encoded, and empty ones: both would address another
   * resource.
   */
  private encoded(segment: string): string {
    if (segment.isWellFormed() && !["", ".", ".."].includes(segment)) return encodeURIComponent(segment);
    const shown = JSON.stringify(segment.toWellFormed());
    throw new HttpError("invalid", `${shown} can't be part of a URL at ${this.host}; nothing was sent`);
  }

  /** Waits for running requests, then closes all connections. */
  async close(): Promise<void> {
    await this.limiter.idle();
    await this.route.dispatcher.destroy();
  }
}

/**
 * A 429 with `Retry-After`: such a retry needs no budget, because all other requests wait for that time too.
 */
const hasRetryTime = (failure: HttpError): failure is HttpError & { readonly retryAfter: number } =>
  failure.code === "rate-limited" && !isRateLimitedWithoutTime(failure);

/** A 429 without a usable `Retry-After`. */
const isRateLimitedWithoutTime = ({ code, retryAfter = 0 }: HttpError) =>
  code === "rate-limited" && retryAfter === 0;

const tried = (attempts: number, failure: HttpError): HttpError => {
  const { code, retryAfter } = failure;
  const isOmitted = retryAfter === undefined || code === "maintenance";
  const wait = isOmitted ? "" : `; it asks to wait ${Math.ceil(retryAfter / 1000)} s`;
  return failure.withDetail(`${wait}${attempts === 1 ? "" : ` (tried ${attempts} times)`}`);
};

/** Whether a body is the maintenance answer of the gateway, not the application. */
function saysMaintenance(body: string): boolean {
  try {
    const { error } = JSON.parse(body);
    return typeof error === "string" && error.trim().toLowerCase() === "maintenance";
  } catch {
    return false;
  }
}
