/** What went wrong with a request, for code to decide on. The names are stable. */
export type HttpErrorCode =
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "invalid"
  | "rate-limited"
  | "unavailable"
  | "maintenance"
  | "timeout"
  | "tls"
  | "network"
  | "unexpected-answer"
  | "cancelled";

interface HttpErrorOptions {
  readonly ambiguous?: boolean | undefined;
  readonly transient?: boolean | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/**
 * A request that did not do what was asked. The message is one line for a person: what the server or the
 * network said and what to do. It never holds a credential, a request header or a query string.
 */
export class HttpError extends Error {
  override readonly name = "HttpError";
  /** Whether the server may have acted on the request although no usable answer came. */
  readonly ambiguous: boolean;
  /** Whether the same request may well succeed in a moment. */
  readonly transient: boolean;
  /** Milliseconds that the server asked to wait. */
  readonly retryAfter: number | undefined;

  constructor(
    readonly code: HttpErrorCode,
    message: string,
    readonly status?: number,
    options: HttpErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.ambiguous = options.ambiguous ?? false;
    this.transient = options.transient ?? false;
    this.retryAfter = options.retryAfter;
  }

  /** The same failure of another request that was to follow and was not sent. */
  unsent(): HttpError {
    return this.copy(this.message, false);
  }

  /** The same failure, of an attempt that followed another one. */
  after(earlier: HttpError | undefined): HttpError {
    return this.copy(this.message, this.ambiguous || earlier?.ambiguous === true);
  }

  /** The same failure, with more words. */
  withWords(words: string): HttpError {
    return this.copy(`${this.message}${words}`, this.ambiguous);
  }

  private copy(message: string, ambiguous: boolean): HttpError {
    const { transient, retryAfter, cause } = this;
    return new HttpError(this.code, message, this.status, { ambiguous, transient, retryAfter, cause });
  }
}

/** Whether the server may have done what was asked although the request failed. */
export const isAmbiguous = (failure: unknown): failure is HttpError =>
  failure instanceof HttpError && failure.ambiguous;

/** Whether a complete answer came that is none of the vendor's, or can't be read: asking again would bring the same, and nothing was lost. */
export const isCompleteAnswer = (failure: unknown): failure is HttpError =>
  isHttpError(failure, "unexpected-answer");

/** Whether the server refused who asks, or lets this account not do what was asked. */
export const isDenied = (failure: unknown): failure is HttpError =>
  isHttpError(failure, "unauthorized") || isHttpError(failure, "forbidden");

/** Whether the server, or what stands behind a gateway that gave up, may act on the request after its answer was lost. */
export const mayStillAct = ({ ambiguous, status }: HttpError): boolean =>
  ambiguous && (status === undefined || [408, 502, 504].includes(status) || status >= 520);

/** Whether a failure is a request's, with this code. */
export const isHttpError = (failure: unknown, code: HttpErrorCode): failure is HttpError =>
  failure instanceof HttpError && failure.code === code;

const codeOfStatus = (status: number): HttpErrorCode => {
  if (status >= 300 && status < 400) return "unexpected-answer";
  if (status >= 500) return "unavailable";
  const known: Record<number, HttpErrorCode> = {
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    408: "timeout",
    409: "conflict",
    429: "rate-limited",
  };
  return known[status] ?? "invalid";
};

const transientStatuses = new Set([408, 429, 500, 502, 503, 504]);

/** What else is known of an answer whose status is not the one hoped for. */
interface StatusDetails {
  /** What the server said, already redacted. */
  readonly excerpt: string;
  readonly location?: string | undefined;
  readonly retryAfter?: number | undefined;
  /** Whether the body says that the server is in maintenance. */
  readonly maintenance?: boolean | undefined;
}

/** The error for an answer whose status is not the one hoped for. */
export function errorOfStatus(
  status: number,
  host: string,
  { excerpt, location, retryAfter, maintenance = false }: StatusDetails,
): HttpError {
  if (status >= 300 && status < 400) {
    const target = URL.canParse(location ?? "") ? ` to ${new URL(location ?? "").host}` : "";
    return new HttpError(
      "unexpected-answer",
      `${host} answered ${status}, a redirect${target}; redirects are not followed, so set the endpoint to the final address`,
      status,
      { ambiguous: true },
    );
  }
  // What answers so stands in front of the application, which did nothing.
  if (status === 503 && maintenance) {
    const when = retryAfter === undefined ? "later" : `in ${duration(retryAfter)}`;
    return new HttpError("maintenance", `${host} is in maintenance (503); retry ${when}`, status, {
      transient: retryAfter !== undefined,
      retryAfter,
    });
  }
  const words = excerpt === "" ? "without a word" : `and said: ${excerpt}`;
  return new HttpError(codeOfStatus(status), `${host} answered ${status} ${words}`, status, {
    ambiguous: status >= 500 || status === 408,
    transient: transientStatuses.has(status),
    retryAfter,
  });
}

/** A time for people: exact up to two minutes. */
const duration = (milliseconds: number) =>
  milliseconds < 120_000 ? `${Math.ceil(milliseconds / 1000)} s` : `${Math.ceil(milliseconds / 60_000)} min`;
