import { setTimeout as sleep } from "node:timers/promises";
import { HttpAnswer, isPage } from "./answer";
import { ConcurrencyLimiter, NotBegun } from "./concurrency-limiter";
import { decodeBody, UndecodableBody } from "./decode-body";
import { type Route, routeTo } from "./dispatcher";
import { defaultLimits, type EndpointSettings } from "./endpoint";
import { errorOfStatus, HttpError, mayStillAct } from "./errors";
import { exchange } from "./exchange";
import { knownSecrets } from "./known-secrets";
import { excerpt } from "./redact";
import { mayRepeat, RetryBudget, retryAfterOf, retryDefaults, waitBefore } from "./retry";
import { timeIsUp, timeLimit } from "./time-limit";

export { HttpAnswer } from "./answer";
export { defaultLimits, type EndpointSettings } from "./endpoint";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Segments of the route below the endpoint; each is percent-encoded here and nowhere else. */
  readonly route: readonly (string | number)[];
  readonly query?: Readonly<Record<string, string | number>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Whether a POST changes nothing, so that it may be sent again. */
  readonly idempotent?: true;
  /** Statuses that are an answer rather than an error, beside every 2xx. */
  readonly accept?: readonly number[] | undefined;
  /** Values that must not come back in an error's text. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * One vendor's server: a keep-alive pool, its limits, repetitions that can do no harm, and errors that are safe to show. Follows no
 * redirect.
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

  /** Sends a request, and again where that can do no harm and may help. @throws HttpError */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    const wanted = { ...request, secrets: [...(request.secrets ?? []), ...knownSecrets()] };
    this.budget.firstAttempt();
    const { stopped } = this;
    const limit = timeLimit();
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
        const answer = await this.limiter.pass(send, { deadline, stopped });
        if (last !== undefined && mayStillAct(last)) answer.lostBefore = last;
        return answer;
      } catch (failure) {
        if (failure instanceof NotBegun) throw last === undefined ? this.notSent() : tried(sent, last);
        if (!(failure instanceof HttpError)) throw failure;
        const told = failure.after(last);
        last = told;
        if (isRefusedForNow(told)) {
          refusedSince ??= Date.now();
          if (this.limiter.rate.stalledSince(refusedSince) > this.totalTimeout) throw tried(sent, told);
          // It cost the server nothing: the request waits for its turn as if it had never been sent.
          deadline = limit;
          continue;
        }
        const wait = this.waitBeforeNext(attempt, wanted, told, deadline ?? Date.now());
        // While the server takes others' requests, this one only waits for its turn.
        const isTurn = isAppointment(told) && this.limiter.rate.acceptedSince(began);
        if (wait === undefined) throw tried(sent, told);
        await sleep(wait, undefined, { signal: stopped }).catch(() => {
          throw tried(sent, told);
        });
        if (!isTurn) attempt += 1;
      }
    }
  }

  /** Milliseconds until the next attempt; `undefined` if there is to be none. */
  private waitBeforeNext(
    attempt: number,
    { method, idempotent }: HttpRequest,
    failure: HttpError,
    deadline: number,
  ): number | undefined {
    const left = deadline - Date.now();
    const { retryAfter } = failure;
    const planned = waitBefore(attempt + 1, retryAfter, Math.random);
    // What chance adds may not cost the attempt that the server agreed to.
    const wait = retryAfter === undefined ? planned : Math.min(planned, Math.max(retryAfter, left - 1));
    const repeats =
      mayRepeat(idempotent ? "GET" : method, failure) && attempt < retryDefaults.attempts && wait < left;
    return repeats && (isAppointment(failure) || this.budget.take()) ? wait : undefined;
  }

  private notSent(): HttpError {
    if (!this.stopped?.aborted && (timeLimit() ?? Number.POSITIVE_INFINITY) <= Date.now()) return timeIsUp();
    return new HttpError("cancelled", `the command was cancelled before ${this.host} was asked`);
  }

  private async attempt(wanted: HttpRequest, deadline: number): Promise<HttpAnswer> {
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
        return new HttpAnswer(status, headers, text, this.host, secrets);
      throw new HttpAnswer(status, headers, "", this.host, secrets).unexpected(text.why);
    }
    const body = text instanceof UndecodableBody ? "" : text;
    const failure = errorOfStatus(status, this.host, {
      excerpt: excerpt(body, secrets),
      location: headers.location,
      retryAfter: retryAfterOf(headers),
      maintenance: saysMaintenance(body),
      isPage: isPage(body),
    });
    // Before this one's place is free for another.
    if (failure.code !== "rate-limited") this.limiter.rate.accepted(Date.now());
    else if (isRefusedForNow(failure)) this.limiter.rate.refused(began, Date.now());
    else if (isAppointment(failure) && Date.now() + failure.retryAfter < deadline)
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
      headers: { accept: "application/json", ...type, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    };
  }

  /** A URL resolves dot segments even when they are encoded, and an empty one is the collection: another address. */
  private encoded(segment: string): string {
    if (segment.isWellFormed() && !["", ".", ".."].includes(segment)) return encodeURIComponent(segment);
    const shown = JSON.stringify(segment.toWellFormed());
    throw new HttpError(
      "invalid",
      `${shown} can't be a part of an address at ${this.host}: nothing was sent`,
    );
  }

  /** Waits for what is under way, and for nothing that only connects. */
  async close(): Promise<void> {
    await this.limiter.idle();
    await this.route.dispatcher.destroy();
  }
}

/** Who is told when to come back floods nobody, and all others wait for that time too. */
const isAppointment = (failure: HttpError): failure is HttpError & { readonly retryAfter: number } =>
  failure.code === "rate-limited" && !isRefusedForNow(failure);

/** Too many requests for now, and no word of when there will be fewer. */
const isRefusedForNow = ({ code, retryAfter = 0 }: HttpError) => code === "rate-limited" && retryAfter === 0;

const tried = (attempts: number, failure: HttpError): HttpError => {
  const { code, retryAfter } = failure;
  const silent = retryAfter === undefined || code === "maintenance";
  const asked = silent ? "" : `; it asks to wait ${Math.ceil(retryAfter / 1000)} s`;
  return failure.withWords(`${asked}${attempts === 1 ? "" : ` (tried ${attempts} times)`}`);
};

/** A gateway's answer in place of the application's. */
function saysMaintenance(body: string): boolean {
  try {
    const { error } = JSON.parse(body);
    return typeof error === "string" && error.trim().toLowerCase() === "maintenance";
  } catch {
    return false;
  }
}
