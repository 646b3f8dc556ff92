/** What went wrong with a request, for code to decide on. The names are stable. */
export type HttpErrorCode =
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "invalid"
  | "rate-limited"
  | "unavailable"
  | "timeout"
  | "tls"
  | "network"
  | "unexpected-answer"
  | "cancelled";

interface HttpErrorOptions {
  readonly ambiguous?: boolean | undefined;
  readonly transient?: boolean | undefined;
  readonly retryAfter?: number | undefined;
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
    super(message);
    this.ambiguous = options.ambiguous ?? false;
    this.transient = options.transient ?? false;
    this.retryAfter = options.retryAfter;
  }

  /** The same failure of another request that was to follow and was not sent. */
  unsent(): HttpError {
    return new HttpError(this.code, this.message, this.status, { ...this, ambiguous: false });
  }

  /** The same failure, of an attempt that followed another one. */
  after(earlier: HttpError | undefined): HttpError {
    const ambiguous = this.ambiguous || earlier?.ambiguous === true;
    return new HttpError(this.code, this.message, this.status, { ...this, ambiguous });
  }

  /** The same failure, with more words. */
  withWords(words: string): HttpError {
    return new HttpError(this.code, `${this.message}${words}`, this.status, this);
  }
}

/** Whether the server may have done what was asked although the request failed. */
export const isAmbiguous = (failure: unknown): failure is HttpError =>
  failure instanceof HttpError && failure.ambiguous;

/** Whether a complete answer came that can't be read: asking again would only bring the same one. */
export const isCompleteAnswer = (failure: unknown): failure is HttpError =>
  isHttpError(failure, "unexpected-answer");

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

/** The error for an answer whose status is not the one hoped for; `excerpt` is already redacted. */
export function errorOfStatus(
  status: number,
  host: string,
  excerpt: string,
  { location, retryAfter }: { location?: string | undefined; retryAfter?: number | undefined } = {},
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
  const words = excerpt === "" ? "without a word" : `and said: ${excerpt}`;
  return new HttpError(codeOfStatus(status), `${host} answered ${status} ${words}`, status, {
    ambiguous: status >= 500 || status === 408,
    transient: transientStatuses.has(status),
    retryAfter,
  });
}

/** What another attempt would only meet again. */
const lasting = /^(ENOTFOUND|PROXY_4\d\d|UND_ERR_PRX_CONN)$/;

const tlsRemedy =
  "if the server has a certificate of a private authority, give that authority's certificate; if the name differs, use the name in the certificate";

const noTlsThere = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/;

const connectRemedies: Record<string, [HttpErrorCode, string]> = {
  ENOTFOUND: ["network", "the name is unknown to DNS: check the endpoint's spelling, or the VPN"],
  EAI_AGAIN: ["network", "DNS did not answer: check the network, or try again"],
  ECONNREFUSED: ["network", "nothing listens there: check the endpoint's port, or whether the server is up"],
  EHOSTUNREACH: ["network", "there is no route to it: check the network, the VPN or the proxy"],
  ENETUNREACH: ["network", "there is no route to it: check the network, the VPN or the proxy"],
  UND_ERR_CONNECT_TIMEOUT: ["timeout", "no connection in time: check the network, a firewall or the proxy"],
};

const exchangeRemedies: Record<string, [HttpErrorCode, string]> = {
  ECONNRESET: ["network", "the connection was cut"],
  EPIPE: ["network", "the connection was cut"],
  UND_ERR_SOCKET: ["network", "the connection was cut"],
  UND_ERR_HEADERS_TIMEOUT: ["timeout", "no answer came in time"],
  UND_ERR_BODY_TIMEOUT: ["timeout", "the answer did not end in time"],
  UND_ERR_ABORTED: ["timeout", "no answer came in time"],
  ABORT_ERR: ["timeout", "no answer came in time"],
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ["unexpected-answer", "the answer is larger than this provider accepts"],
};

const proxyRemedy =
  "the proxy refused, or could not reach it: check HTTP_PROXY, HTTPS_PROXY, the proxy's credentials and NO_PROXY";

const isTls = (code: string) => /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(code);

const isProxy = (code: string) => code.startsWith("PROXY_") || code === "UND_ERR_PRX_CONN";

/** The error for a request that got no answer, or no whole one. */
export function errorOfTransport(failure: unknown, host: string): HttpError {
  const code = isElsewhere(failure, host) ? "PROXY_DOWN" : transportCode(failure);
  if (isTls(code)) {
    const remedy = noTlsThere.test(code)
      ? "what listens there does not speak TLS: check the endpoint's scheme and port"
      : tlsRemedy;
    return new HttpError("tls", `no secure connection to ${host} (${code}): ${remedy}`);
  }
  const beforeSending = isProxy(code) ? (["network", proxyRemedy] as const) : connectRemedies[code];
  if (beforeSending) {
    return new HttpError(
      beforeSending[0],
      `${host} can't be reached (${code}): ${beforeSending[1]}`,
      undefined,
      {
        transient: !lasting.test(code),
      },
    );
  }
  const [kind, words] = code.startsWith("HPE_")
    ? (["unexpected-answer", "it is not HTTP: check the endpoint's scheme and port"] as const)
    : (exchangeRemedies[code] ?? ["network", "the exchange failed"]);
  return new HttpError(kind, `${host} gave no usable answer (${code}): ${words}`, undefined, {
    ambiguous: true,
    transient: code in exchangeRemedies && kind !== "unexpected-answer",
  });
}

/** Whether what refused the connection is not the server itself: then it is the proxy. */
function isElsewhere(failure: unknown, host: string): boolean {
  const [refusal] = failure instanceof AggregateError ? failure.errors : [failure];
  if (!(refusal instanceof Error && "port" in refusal)) return false;
  const [, port] = /:(\d+)$/.exec(host) ?? [];
  return port === undefined ? ![80, 443].includes(Number(refusal.port)) : refusal.port !== Number(port);
}

function transportCode(failure: unknown): string {
  if (failure instanceof AggregateError && failure.errors.length > 0) return transportCode(failure.errors[0]);
  if (!(failure instanceof Error)) return "UNKNOWN";
  if (failure.name === "TimeoutError") return "ABORT_ERR";
  // undici says no more of these two than a text and a name.
  const [, refusal] = /^Proxy (?:response|Authentication Required) \((\d+)\)/.exec(failure.message) ?? [];
  if (refusal !== undefined) return `PROXY_${refusal}`;
  if (failure.name === "HTTPParserError") return "HPE_INVALID";
  const code = "code" in failure && typeof failure.code === "string" ? failure.code : "";
  if (code !== "" && code !== "UND_ERR") return code;
  return failure.cause === undefined ? "UNKNOWN" : transportCode(failure.cause);
}
