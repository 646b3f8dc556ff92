import { describe, expect, it } from "vitest";
import { errorOfStatus, errorOfTransport, HttpError } from "../../../provider/http/errors.ts";

const withCode = (code: string, message = "from below") => Object.assign(new Error(message), { code });

describe("errorOfStatus", () => {
  it.each([
    [400, "invalid", false, false],
    [401, "unauthorized", false, false],
    [403, "forbidden", false, false],
    [404, "not-found", false, false],
    [405, "invalid", false, false],
    [408, "timeout", true, true],
    [409, "conflict", false, false],
    [422, "invalid", false, false],
    [425, "invalid", false, false],
    [429, "rate-limited", false, true],
    [500, "unavailable", true, true],
    [501, "unavailable", true, false],
    [502, "unavailable", true, true],
    [503, "unavailable", true, true],
    [504, "unavailable", true, true],
    [505, "unavailable", true, false],
  ])("gives %i the code %s", (status, code, ambiguous, transient) => {
    expect(errorOfStatus(status, "host:1", "the words")).toMatchObject({
      name: "HttpError",
      code,
      status,
      ambiguous,
      transient,
      retryAfter: undefined,
      message: `host:1 answered ${status} and said: the words`,
    });
  });

  it("keeps how long the server asked to wait", () => {
    expect(errorOfStatus(429, "host:1", "", { retryAfter: 1000 }).retryAfter).toBe(1000);
  });

  it("says so when the server said nothing", () => {
    expect(errorOfStatus(403, "host:1", "").message).toBe("host:1 answered 403 without a word");
  });

  it.each([
    ["https://user:pass@other.example:8443/login?password=x#y", " to other.example:8443"],
    ["/relative?password=x", ""],
    [undefined, ""],
  ])("names no more than the host of a redirect to %s", (location, target) => {
    expect(errorOfStatus(302, "host:1", "the words", { location })).toMatchObject({
      code: "unexpected-answer",
      status: 302,
      ambiguous: true,
      transient: false,
      message: `host:1 answered 302, a redirect${target}; redirects are not followed, so set the endpoint to the final address`,
    });
  });
});

describe("errorOfTransport", () => {
  const noRoute = "there is no route to it: check the network, the VPN or the proxy";

  it.each([
    ["ENOTFOUND", "network", "the name is unknown to DNS: check the endpoint's spelling, or the VPN", false],
    ["EAI_AGAIN", "network", "DNS did not answer: check the network, or try again"],
    [
      "ECONNREFUSED",
      "network",
      "nothing listens there: check the endpoint's port, or whether the server is up",
    ],
    ["EHOSTUNREACH", "network", noRoute],
    ["ENETUNREACH", "network", noRoute],
    [
      "UND_ERR_CONNECT_TIMEOUT",
      "timeout",
      "no connection in time: check the network, a firewall or the proxy",
    ],
  ])("knows that nothing was sent after %s", (errno, code, remedy, transient = true) => {
    expect(errorOfTransport(withCode(errno), "host:1")).toMatchObject({
      name: "HttpError",
      code,
      status: undefined,
      ambiguous: false,
      transient,
      message: `host:1 can't be reached (${errno}): ${remedy}`,
    });
  });

  it.each([
    ["ECONNRESET", "network", "the connection was cut"],
    ["EPIPE", "network", "the connection was cut"],
    ["UND_ERR_SOCKET", "network", "the connection was cut"],
    ["UND_ERR_HEADERS_TIMEOUT", "timeout", "no answer came in time"],
    ["UND_ERR_BODY_TIMEOUT", "timeout", "the answer did not end in time"],
    ["UND_ERR_ABORTED", "timeout", "no answer came in time"],
    ["ABORT_ERR", "timeout", "no answer came in time"],
    ["UND_ERR_RES_EXCEEDED_MAX_SIZE", "unexpected-answer", "the answer is larger than this provider accepts"],
    ["ESOMETHINGNEW", "network", "the exchange failed"],
  ])("leaves open what the server did after %s", (errno, code, words) => {
    expect(errorOfTransport(withCode(errno), "host:1")).toMatchObject({
      code,
      status: undefined,
      ambiguous: true,
      transient: !["UND_ERR_RES_EXCEEDED_MAX_SIZE", "ESOMETHINGNEW"].includes(errno),
      message: `host:1 gave no usable answer (${errno}): ${words}`,
    });
  });

  it.each([
    ["DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["SELF_SIGNED_CERT_IN_CHAIN"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
    ["CERT_HAS_EXPIRED"],
    ["ERR_TLS_CERT_ALTNAME_INVALID"],
  ])("gives %s the code tls and what to do about certificates", (errno) => {
    expect(errorOfTransport(withCode(errno), "host:1")).toMatchObject({
      code: "tls",
      ambiguous: false,
      transient: false,
      message: `no secure connection to host:1 (${errno}): if the server has a certificate of a private authority, give that authority's certificate; if the name differs, use the name in the certificate`,
    });
  });

  it("says that a server without TLS is one", () => {
    expect(errorOfTransport(withCode("ERR_SSL_WRONG_VERSION_NUMBER"), "host:1")).toMatchObject({
      code: "tls",
      ambiguous: false,
      message:
        "no secure connection to host:1 (ERR_SSL_WRONG_VERSION_NUMBER): what listens there does not speak TLS: check the endpoint's scheme and port",
    });
  });

  it.each([
    [
      Object.assign(new Error("Proxy response (407) !== 200 when tunneling"), { code: "UND_ERR_ABORTED" }),
      "PROXY_407",
    ],
    [
      Object.assign(new Error("Proxy Authentication Required (407)"), { code: "UND_ERR_INVALID_ARG" }),
      "PROXY_407",
    ],
    [new Error("Proxy response (502) !== 200 when HTTP Tunneling"), "PROXY_502", true],
    [withCode("UND_ERR_PRX_CONN"), "UND_ERR_PRX_CONN"],
  ])("knows %o for a proxy's refusal", (failure, reason, transient = false) => {
    expect(errorOfTransport(failure, "host:1")).toMatchObject({
      code: "network",
      ambiguous: false,
      transient,
      message: `host:1 can't be reached (${reason}): the proxy refused, or could not reach it: check HTTP_PROXY, HTTPS_PROXY, the proxy's credentials and NO_PROXY`,
    });
  });

  it.each([
    ["a timed-out signal", new DOMException("aborted", "TimeoutError"), "ABORT_ERR"],
    ["several attempts", new AggregateError([withCode("ECONNREFUSED"), withCode("EPIPE")]), "ECONNREFUSED"],
    ["an error with a cause", new Error("outer", { cause: withCode("ECONNRESET") }), "ECONNRESET"],
    ["an empty aggregate", new AggregateError([]), "UNKNOWN"],
    ["an error without a code", new Error("bare"), "UNKNOWN"],
    ["an error whose code is no text", withCode(undefined as never), "UNKNOWN"],
    ["what is no error", "thrown text", "UNKNOWN"],
  ])("finds the reason in %s", (_what, failure, reason) => {
    expect(errorOfTransport(failure, "host:1").message).toContain(` (${reason}): `);
  });

  it("repeats nothing of the failure's own text, which may hold an address with credentials", () => {
    const { message, stack } = errorOfTransport(withCode("EPIPE", "GET http://h/login?password=canary"), "h");
    expect(message).not.toContain("canary");
    expect(stack).not.toContain("canary");
  });
});

describe("HttpError", () => {
  it("is all that it was with more words", () => {
    const failure = errorOfStatus(503, "host:1", "down", { retryAfter: 2000 });
    expect(failure.withWords(", and more")).toMatchObject({
      name: "HttpError",
      code: "unavailable",
      status: 503,
      ambiguous: true,
      transient: true,
      retryAfter: 2000,
      message: "host:1 answered 503 and said: down, and more",
    });
  });

  it("is unambiguous and lasting unless told otherwise", () => {
    expect(new HttpError("conflict", "m", 409)).toMatchObject({
      code: "conflict",
      message: "m",
      ambiguous: false,
      transient: false,
      retryAfter: undefined,
    });
    expect(new HttpError("network", "m", undefined, { ambiguous: true }).ambiguous).toBe(true);
  });
});
