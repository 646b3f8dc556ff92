import { ActionableError } from "./actionable-error";

/** Stable names of request failures, for code to decide on. */
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
  /** Default: `what: remedy`. */
  readonly message?: string | undefined;
  readonly isPage?: boolean | undefined;
  readonly cause?: unknown;
}

/**
 * A failed request. The message is one line for a person: what the server or the network answered, and what
 * to do. It never contains a credential, a request header or a query string.
 */
export class HttpError extends ActionableError {
  override readonly name = "HttpError";
  /** Whether the server may have processed the request although no usable answer came. */
  readonly ambiguous: boolean;
  /** Whether a retry may succeed. */
  readonly transient: boolean;
  /** Milliseconds that the server asked to wait. */
  readonly retryAfter: number | undefined;
  /** Whether the body is an HTML page, which no vendor's API sends. */
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

  /** The same failure, for a follow-up request that was never sent. */
  unsent(): HttpError {
    return this.copy({ ambiguous: false });
  }

  /** The same failure after an earlier attempt: ambiguous if either is. */
  after(earlier: HttpError | undefined): HttpError {
    return this.copy({ ambiguous: this.ambiguous || earlier?.ambiguous === true });
  }

  /** The same failure with text appended. */
  withDetail(detail: string): HttpError {
    return this.copy({ message: `${this.message}${detail}` }, `${this.what}${detail}`);
  }

  /** The same failure with a further remedy. */
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

/** Whether the server may have processed the request although it failed. */
export const isAmbiguous = (failure: unknown): failure is HttpError =>
  failure instanceof HttpError && failure.ambiguous;

/** Whether a complete but unusable answer came. It is not lost, and a retry would bring the same one. */
export const isCompleteAnswer = (failure: unknown): failure is HttpError =>
  isHttpError(failure, "unexpected-answer");

/** Whether the server refused the credentials, or the account lacks the permission. */
export const isDenied = (failure: unknown): failure is HttpError =>
  isHttpError(failure, "unauthorized") || isHttpError(failure, "forbidden");

/** Whether the server, or a backend behind a gateway that gave up, may still process the request. */
export const mayStillAct = ({ ambiguous, status }: HttpError): boolean =>
  ambiguous && (status === undefined || [408, 502, 504].includes(status) || status >= 520);

/** Whether a failure is an `HttpError` with this code. */
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

/** Details of an answer with an error status. */
interface StatusDetails {
  /** The first words of the body, already redacted. */
  readonly excerpt: string;
  readonly location?: string | undefined;
  readonly retryAfter?: number | undefined;
  /** Whether the body says that the server is in maintenance. */
  readonly maintenance?: boolean | undefined;
  readonly isPage?: boolean | undefined;
}

/** The error for an answer with an error status. */
export function statusError(
  status: number,
  host: string,
  { excerpt, location, retryAfter, maintenance = false, isPage }: StatusDetails,
): HttpError {
  if (status >= 300 && status < 400) {
    const target = URL.canParse(location ?? "") ? ` to ${new URL(location ?? "").host}` : "";
    const what = `${host} answered ${status}, a redirect${target}`;
    const remedy =
      "redirects are not followed, so set the endpoint to the final address if it is the vendor's";
    return new HttpError("unexpected-answer", what, status, {
      ambiguous: true,
      remedy,
      message: `${what}; ${remedy}`,
    });
  }
  // A gateway in front of the application answers this: the application did nothing.
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
  const words = excerpt === "" ? "without a message" : `and said: ${excerpt}`;
  return new HttpError(codeOfStatus(status), `${host} answered ${status} ${words}`, status, {
    ambiguous: status >= 500 || status === 408,
    transient: transientStatuses.has(status),
    retryAfter,
    isPage,
  });
}

/** A duration for people: seconds up to two minutes, then minutes. */
const duration = (milliseconds: number) =>
  milliseconds < 120_000 ? `${Math.ceil(milliseconds / 1000)} s` : `${Math.ceil(milliseconds / 60_000)} min`;
