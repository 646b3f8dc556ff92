import { HttpError, type HttpErrorCode } from "./errors";

/** State of an exchange that brought no complete answer. */
interface ExchangeState {
  /** Whether sending had started: only then can the server have processed the request. */
  readonly begun: boolean;
  readonly proxied: boolean;
  /** Status of an answer that had started to arrive. */
  readonly status?: number | undefined;
}

/** Error code, what happened, and what to do. */
type Reason = readonly [HttpErrorCode, string, string?];

const noRoute: Reason = ["network", "there is no route to it", "check the network, the VPN or the proxy"];
const checkNetwork = "check the network, a firewall or the proxy";
const noConnection: Reason = ["network", "the connection timed out", checkNetwork];
const cutEarly: Reason = ["network", "the connection was cut before anything was sent", checkNetwork];

/** Reasons by code while nothing was sent. */
const beforeSending: Readonly<Record<string, Reason>> = {
  ENOTFOUND: ["network", "DNS does not know the host name", "check the endpoint's spelling, or the VPN"],
  EAI_AGAIN: ["network", "DNS did not answer", "check the network, or try again"],
  ECONNREFUSED: [
    "network",
    "nothing listens there",
    "check the endpoint's port, or whether the server is up",
  ],
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  ETIMEDOUT: noConnection,
  ABORT_ERR: noConnection,
  UND_ERR_CONNECT_TIMEOUT: noConnection,
  UND_ERR_HEADERS_TIMEOUT: noConnection,
  ECONNRESET: cutEarly,
  EPIPE: cutEarly,
  UND_ERR_SOCKET: cutEarly,
};

const cut = "the connection was cut";

/** Reasons by code after sending started: the server may have processed the request. */
const afterSending: Readonly<Record<string, Reason>> = {
  ECONNRESET: ["network", cut],
  ECONNABORTED: ["network", cut],
  EPIPE: ["network", cut],
  ETIMEDOUT: ["network", cut],
  EHOSTUNREACH: ["network", cut],
  ENETUNREACH: ["network", cut],
  ENETDOWN: ["network", cut],
  UND_ERR_SOCKET: ["network", cut],
  UND_ERR_HEADERS_TIMEOUT: ["timeout", "no answer came in time"],
  UND_ERR_BODY_TIMEOUT: ["timeout", "the answer was not complete in time"],
  UND_ERR_ABORTED: ["timeout", "no answer came in time"],
  ABORT_ERR: ["timeout", "no answer came in time"],
  UND_ERR_HEADERS_OVERFLOW: ["unexpected-answer", "the headers are larger than this provider accepts"],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: [
    "unexpected-answer",
    "the length differs from its content-length header",
  ],
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ["unexpected-answer", "the answer is larger than this provider accepts"],
};

const proxyFailed: Reason = [
  "network",
  "the proxy refused the connection, or could not reach the server",
  "check HTTP_PROXY, HTTPS_PROXY, the proxy's credentials and NO_PROXY",
];

const tlsRemedy =
  "for a certificate of a private authority, set caCertificate to that authority's certificate; if the host name differs, use the name in the certificate";

const noTlsThere = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/;

/** Codes that a retry would meet again. */
const permanent = /^(ENOTFOUND|PROXY_4\d\d|UND_ERR_(PRX_CONN|INVALID_ARG|CLOSED|DESTROYED))$/;

const isTls = (code: string) => /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(code);

const isProxy = (code: string) => code.startsWith("PROXY_") || code === "UND_ERR_PRX_CONN";

/** Whether no host was reached at all; behind a proxy, the unreachable host is the proxy. */
const isUnreachable = (code: string) =>
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/.test(code);

/**
 * The error for a request without a complete answer. Whether it is ambiguous depends on what was sent, not on
 * the code alone.
 */
export function transportError(failure: unknown, host: string, state: ExchangeState): HttpError {
  const { begun, proxied, status } = state;
  const found = transportCode(failure);
  const code = proxied && !begun && isUnreachable(found) ? "PROXY_DOWN" : found;
  // Its message may contain what the server sent.
  const cause = code.startsWith("HPE_") ? undefined : failure;
  if (isTls(code)) {
    const what = `no secure connection to ${host} (${code})`;
    const [why, remedy] = noTlsThere.test(code)
      ? [": the server does not speak TLS", "check the endpoint's scheme and port"]
      : ["", tlsRemedy];
    return new HttpError("tls", `${what}${why}`, undefined, { ambiguous: begun, remedy, cause });
  }
  if (isProxy(code) || !begun) {
    const [kind, why, remedy]: Reason = isProxy(code)
      ? proxyFailed
      : (beforeSending[code] ?? ["network", "nothing was sent"]);
    return new HttpError(kind, `${host} can't be reached (${code}): ${why}`, undefined, {
      transient: !permanent.test(code),
      remedy,
      cause,
    });
  }
  const [kind, why, remedy]: Reason = code.startsWith("HPE_")
    ? ["unexpected-answer", "the answer is not HTTP", "check the endpoint's scheme and port"]
    : (afterSending[code] ?? ["network", "the exchange failed"]);
  const tooLarge = code === "UND_ERR_RES_EXCEEDED_MAX_SIZE";
  return new HttpError(
    kind,
    `${host} gave no usable answer (${code}): ${why}`,
    tooLarge ? status : undefined,
    {
      ambiguous: true,
      transient: code in afterSending && kind !== "unexpected-answer",
      remedy,
      cause,
    },
  );
}

function transportCode(failure: unknown): string {
  if (failure instanceof AggregateError && failure.errors.length > 0) return transportCode(failure.errors[0]);
  if (!(failure instanceof Error)) return "UNKNOWN";
  if (failure.name === "TimeoutError") return "ABORT_ERR";
  // For these two, undici gives only a message and a name.
  const [, refusal] = /^Proxy (?:response|Authentication Required) \((\d+)\)/.exec(failure.message) ?? [];
  if (refusal !== undefined) return `PROXY_${refusal}`;
  if (failure.name === "HTTPParserError") return "HPE_INVALID";
  const code = "code" in failure && typeof failure.code === "string" ? failure.code : "";
  if (code !== "" && code !== "UND_ERR") return code;
  return failure.cause === undefined ? "UNKNOWN" : transportCode(failure.cause);
}
