import { setTimeout as sleep } from "node:timers/promises";
import type { EnvHttpProxyAgent } from "undici";
import type { ZodType } from "zod";
import { ConcurrencyLimiter, NotBegun } from "./concurrency-limiter";
import { errorOfStatus, errorOfTransport, HttpError } from "./errors";
import { excerpt } from "./redact";
import { mayRepeat, RetryBudget, retryAfterOf, retryDefaults, waitBefore } from "./retry";

/** Loaded for the first request: a preview, and an `up` that changes nothing, send none and need not wait for it. */
const undici = () => require("undici") as typeof import("undici");

/** Times in milliseconds, sizes in bytes: every limit of a vendor's endpoint, in one place. */
export const defaultLimits = {
  connectTimeout: 10_000,
  requestTimeout: 30_000,
  totalTimeout: 120_000,
  maxConnections: 8,
  maxAnswerSize: 32 * 1024 * 1024,
} as const;

/** Where and how a vendor's server is reached. */
export interface EndpointSettings {
  /** Base URL; a path in it is kept before every route. */
  readonly endpoint: URL;
  /** PEM text of the authority that signed the server's certificate, when it is a private one. */
  readonly caCertificate?: string | undefined;
  /** Milliseconds one request may take, from its first byte sent to its last byte received. Default 30 s. */
  readonly requestTimeout?: number | undefined;
  /** Milliseconds one request may take with its repetitions and all waits between them. Default 120 s. */
  readonly totalTimeout?: number | undefined;
  /** Connections held open to this endpoint at once. Default 8. */
  readonly maxConnections?: number | undefined;
  /** Once it is aborted, no request begins any more; what is under way ends. */
  readonly stopped?: AbortSignal | undefined;
}

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

export class HttpAnswer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string | string[] | undefined>>,
    private readonly text: string,
    private readonly host: string,
  ) {}

  /** The body as JSON of the given shape; anything else is an `unexpected-answer`. */
  json<T>(shape: ZodType<T>): T {
    let body: unknown;
    try {
      body = JSON.parse(this.text);
    } catch {
      throw this.unexpected("is not JSON");
    }
    const parsed = shape.safeParse(body);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const place = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
    throw this.unexpected(`has an unknown shape${place} (${issue?.message ?? "not as documented"})`);
  }

  private unexpected(what: string): HttpError {
    return new HttpError(
      "unexpected-answer",
      `${this.host} answered ${this.status} with a body that ${what}: check that the endpoint is the vendor's API and not a proxy's or a login page`,
      this.status,
      { ambiguous: true },
    );
  }
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
  private readonly gate: ConcurrencyLimiter;
  private readonly dispatcher: EnvHttpProxyAgent;

  constructor(settings: EndpointSettings) {
    this.base = settings.endpoint;
    this.host = settings.endpoint.host;
    this.timeout = settings.requestTimeout ?? defaultLimits.requestTimeout;
    this.totalTimeout = settings.totalTimeout ?? defaultLimits.totalTimeout;
    this.stopped = settings.stopped;
    const connections = settings.maxConnections ?? defaultLimits.maxConnections;
    this.gate = new ConcurrencyLimiter(connections);
    const tls = settings.caCertificate === undefined ? {} : { ca: settings.caCertificate };
    const options = {
      connections,
      connect: { timeout: Math.min(defaultLimits.connectTimeout, this.timeout), ...tls },
      requestTls: tls,
      headersTimeout: this.timeout,
      bodyTimeout: this.timeout,
      maxResponseSize: defaultLimits.maxAnswerSize,
      allowH2: false,
    };
    try {
      this.dispatcher = new (undici().EnvHttpProxyAgent)(options);
    } catch {
      throw new HttpError(
        "network",
        `${this.host} can't be reached: the environment variable HTTP_PROXY or HTTPS_PROXY is not a URL such as http://proxy.example:3128: correct it, or remove it`,
      );
    }
  }

  /** Sends a request, and again where that can do no harm and may help. @throws HttpError */
  async request(wanted: HttpRequest): Promise<HttpAnswer> {
    this.budget.firstAttempt();
    const { stopped } = this;
    let deadline: number | undefined;
    let last: HttpError | undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.gate.pass(
          () => {
            deadline ??= Date.now() + this.totalTimeout;
            return this.attempt(wanted, deadline);
          },
          { deadline, stopped },
        );
      } catch (failure) {
        if (failure instanceof NotBegun)
          throw last === undefined ? this.cancelled() : tried(attempt - 1, last);
        if (!(failure instanceof HttpError)) throw failure;
        const told = failure.after(last);
        last = told;
        const wait = this.waitBeforeNext(attempt, wanted, told, deadline ?? Date.now());
        await sleep(wait, undefined, { signal: stopped }).catch(() => {
          throw tried(attempt, told);
        });
      }
    }
  }

  /** Milliseconds until the next attempt. @throws the failure if there is to be none. */
  private waitBeforeNext(
    attempt: number,
    { method, idempotent }: HttpRequest,
    failure: HttpError,
    deadline: number,
  ): number {
    const left = deadline - Date.now();
    const { retryAfter } = failure;
    const planned = waitBefore(attempt + 1, retryAfter, Math.random);
    // What chance adds may not cost the attempt that the server agreed to.
    const wait = retryAfter === undefined ? planned : Math.min(planned, Math.max(retryAfter, left - 1));
    const repeats =
      mayRepeat(idempotent ? "GET" : method, failure) && attempt < retryDefaults.attempts && wait < left;
    if (!repeats || !(isAppointment(failure) || this.budget.take())) throw tried(attempt, failure);
    return wait;
  }

  private cancelled(): HttpError {
    return new HttpError("cancelled", `the command was cancelled before ${this.host} was asked`);
  }

  private async attempt(wanted: HttpRequest, deadline: number): Promise<HttpAnswer> {
    const { status, headers, text } = await this.exchange(
      wanted,
      Math.min(this.timeout, deadline - Date.now()),
    );
    const fine = (status >= 200 && status < 300) || (wanted.accept ?? []).includes(status);
    if (fine) return new HttpAnswer(status, headers, text, this.host);
    const { location } = headers;
    const failure = errorOfStatus(status, this.host, excerpt(text, wanted.secrets ?? []), {
      location: typeof location === "string" ? location : undefined,
      retryAfter: retryAfterOf(headers),
    });
    // Before this one's place is free for another.
    if (isAppointment(failure) && Date.now() + failure.retryAfter < deadline)
      this.gate.pause(failure.retryAfter);
    throw failure;
  }

  private async exchange({ method, route, query, headers, body }: HttpRequest, timeout: number) {
    const url = new URL(this.base);
    const below = route.map((segment) => this.encoded(`${segment}`)).join("/");
    url.pathname = `${url.pathname.replace(/\/$/, "")}/${below}`;
    for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, String(value));
    try {
      const answer = await undici().request(url, {
        method,
        dispatcher: this.dispatcher,
        signal: AbortSignal.timeout(Math.max(1, timeout)),
        headers: {
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    } catch (failure) {
      throw errorOfTransport(failure, this.host);
    }
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

  close(): Promise<void> {
    return this.dispatcher.close();
  }
}

/** Who is told when to come back floods nobody, and all others wait for that time too. */
const isAppointment = (failure: HttpError): failure is HttpError & { readonly retryAfter: number } =>
  failure.code === "rate-limited" && failure.retryAfter !== undefined;

const tried = (attempts: number, failure: HttpError): HttpError => {
  const { retryAfter } = failure;
  const asked = retryAfter === undefined ? "" : `; it asks to wait ${Math.ceil(retryAfter / 1000)} s`;
  return failure.withWords(`${asked}${attempts === 1 ? "" : ` (tried ${attempts} times)`}`);
};
