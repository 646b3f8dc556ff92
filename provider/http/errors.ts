import { ActionableError } from "./actionable-error";

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
  readonly remedy?: string | undefined;
  /** Default: what went wrong and the remedy. */
  readonly message?: string | undefined;
  readonly isPage?: boolean | undefined;
  readonly cause?: unknown;
}

/**
 * A request that did not do what was asked. The message is one line for a person: what the server or the
 * network said and what to do. It never holds a credential, a request header or a query string.
 */
export class HttpError extends ActionableError {
  override readonly name = "HttpError";
  /** Whether the server may have acted on the request although no usable answer came. */
  readonly ambiguous: boolean;
  /** Whether the same request may well succeed in a moment. */
  readonly transient: boolean;
  /** Milliseconds that the server asked to wait. */
  readonly retryAfter: number | undefined;
  /** Whether the body is an HTML page, which is none of a vendor's answers. */
  readonly isPage: boolean;

  constructor(
    readonly code: HttpErrorCode,
    what: string,
    readonly status?: number,
    options: HttpErrorOptions = {},
  ) {
    super(what, options.remedy, options);
    this.ambiguous = options.ambiguous ?? false;
    this.transient = options.transient ?? false;
    this.retryAfter = options.retryAfter;
    this.isPage = options.isPage ?? false;
  }

  /** The same failure of another request that was to follow and was not sent. */
  unsent(): HttpError {
    return this.copy({ ambiguous: false });
  }

  /** The same failure, of an attempt that followed another one. */
  after(earlier: HttpError | undefined): HttpError {
    return this.copy({ ambiguous: this.ambiguous || earlier?.ambiguous === true });
  }

  /** The same failure, with more words. */
  withWords(words: string): HttpError {
    return this.copy({ message: `${this.message}${words}` }, `${this.what}${words}`);
  }

  /** The same failure, with more to do. */
  withRemedy(next: string): HttpError {
    const remedy = this.remedy === undefined ? next : `${this.remedy}; ${next}`;
    return this.copy({ message: `${this.message}; ${next}`, remedy });
  }

  private copy(changed: HttpErrorOptions, what = this.what): HttpError {
    const { ambiguous, transient, retryAfter, remedy, message, isPage, cause } = this;
    const options = { ambiguous, transient, retryAfter, remedy, message, isPage, cause, ...changed };
    return new HttpError(this.code, what, this.status, options);
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
  readonly isPage?: boolean | undefined;
}

/** The error for an answer whose status is not the one hoped for. */
export function errorOfStatus(
  status: number,
  host: string,
  { excerpt, location, retryAfter, maintenance = false, isPage }: StatusDetails,
): HttpError {
  if (status >= 300 && status < 400) {
    const target = URL.canParse(location ?? "") ? ` to ${new URL(location ?? "").host}` : "";
    const what = `${host} answered ${status}, a redirect${target}`;
    const remedy = "redirects are not followed, so set the endpoint to the final address";
    return new HttpError("unexpected-answer", what, status, {
      ambiguous: true,
      remedy,
      message: `${what}; ${remedy}`,
    });
  }
  // What answers so stands in front of the application, which did nothing.
  if (status === 503 && maintenance) {
    const when = retryAfter === undefined ? "later" : `in ${duration(retryAfter)}`;
    const [what, remedy] = [`${host} is in maintenance (503)`, `retry ${when}`];
    return new HttpError("maintenance", what, status, {
      transient: retryAfter !== undefined,
      retryAfter,
      remedy,
      message: `${what}; ${remedy}`,
    });
  }
  const words = excerpt === "" ? "without a word" : `and said: ${excerpt}`;
  return new HttpError(codeOfStatus(status), `${host} answered ${status} ${words}`, status, {
    ambiguous: status >= 500 || status === 408,
    transient: transientStatuses.has(status),
    retryAfter,
    isPage,
  });
}

/** A time for people: exact up to two minutes. */
const duration = (milliseconds: number) =>
  milliseconds < 120_000 ? `${Math.ceil(milliseconds / 1000)} s` : `${Math.ceil(milliseconds / 60_000)} min`;
