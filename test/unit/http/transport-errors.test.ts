import { describe, expect, it } from "vitest";
import { transportError } from "../../../provider/http/transport-errors.ts";

const withCode = (code: string, message = "from below") => Object.assign(new Error(message), { code });
const afterSending = { begun: true, proxied: false };
const beforeSending = { begun: false, proxied: false };

describe("transportError", () => {
  const timeoutRemedy = "the connection timed out: check the network, a firewall or the proxy";
  const cutRemedy =
    "the connection was cut before anything was sent: check the network, a firewall or the proxy";
  const noRouteRemedy = "there is no route to it: check the network, the VPN or the proxy";

  it.each([
    [
      "ENOTFOUND",
      "network",
      "DNS does not know the host name: check the endpoint's spelling, or the VPN",
      false,
    ],
    ["EAI_AGAIN", "network", "DNS did not answer: check the network, or try again"],
    [
      "ECONNREFUSED",
      "network",
      "nothing listens there: check the endpoint's port, or whether the server is up",
    ],
    ["EHOSTUNREACH", "network", noRouteRemedy],
    ["ENETUNREACH", "network", noRouteRemedy],
    ["UND_ERR_CONNECT_TIMEOUT", "network", timeoutRemedy],
    ["UND_ERR_HEADERS_TIMEOUT", "network", timeoutRemedy],
    ["ABORT_ERR", "network", timeoutRemedy],
    ["ETIMEDOUT", "network", timeoutRemedy],
    ["ECONNRESET", "network", cutRemedy],
    ["EPIPE", "network", cutRemedy],
    ["UND_ERR_SOCKET", "network", cutRemedy],
    ["ESOMETHINGNEW", "network", "nothing was sent"],
    ["UND_ERR_INVALID_ARG", "network", "nothing was sent", false],
  ])("knows that nothing was sent after %s while connecting", (errno, code, remedy, transient = true) => {
    expect(transportError(withCode(errno), "host:1", beforeSending)).toMatchObject({
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
    ["ETIMEDOUT", "network", "the connection was cut"],
    ["EHOSTUNREACH", "network", "the connection was cut"],
    ["ENETUNREACH", "network", "the connection was cut"],
    ["UND_ERR_SOCKET", "network", "the connection was cut"],
    ["UND_ERR_HEADERS_TIMEOUT", "timeout", "no answer came in time"],
    ["UND_ERR_BODY_TIMEOUT", "timeout", "the answer was not complete in time"],
    ["UND_ERR_ABORTED", "timeout", "no answer came in time"],
    ["ABORT_ERR", "timeout", "no answer came in time"],
    ["UND_ERR_RES_EXCEEDED_MAX_SIZE", "unexpected-answer", "the answer is larger than this provider accepts"],
    ["ESOMETHINGNEW", "network", "the exchange failed"],
  ])("is ambiguous after %s once the request has begun", (errno, code, words) => {
    expect(transportError(withCode(errno), "host:1", afterSending)).toMatchObject({
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
  ])("maps %s to the code tls, with advice on certificates", (errno) => {
    expect(transportError(withCode(errno), "host:1", beforeSending)).toMatchObject({
      code: "tls",
      ambiguous: false,
      transient: false,
      message: `no secure connection to host:1 (${errno}): for a certificate of a private authority, set caCertificate to that authority's certificate; if the host name differs, use the name in the certificate`,
    });
  });

  it("is ambiguous if the server refuses TLS after the request", () => {
    const failure = withCode("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED");
    expect(transportError(failure, "host:1", afterSending)).toMatchObject({ code: "tls", ambiguous: true });
  });

  it.each(["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"])(
    "blames the proxy for %s on the way to it, and the server without one",
    (errno) => {
      const onTheWayToProxy = { begun: false, proxied: true };
      expect(transportError(withCode(errno), "host:1", onTheWayToProxy).message).toContain(
        "host:1 can't be reached (PROXY_DOWN): the proxy refused",
      );
    },
  );

  it("keeps the status of an oversized answer, which counts as complete", () => {
    const failure = withCode("UND_ERR_RES_EXCEEDED_MAX_SIZE");
    expect(transportError(failure, "host:1", { ...afterSending, status: 200 }).status).toBe(200);
  });

  it("keeps the cause, except for parts that may hold the server's text", () => {
    const cause = withCode("EPIPE");
    expect(transportError(cause, "host:1", afterSending).cause).toBe(cause);
    expect(transportError(withCode("HPE_INVALID"), "host:1", afterSending).cause).toBeUndefined();
  });

  it("says that a server does not speak TLS", () => {
    expect(transportError(withCode("ERR_SSL_WRONG_VERSION_NUMBER"), "host:1", beforeSending)).toMatchObject({
      code: "tls",
      ambiguous: false,
      message:
        "no secure connection to host:1 (ERR_SSL_WRONG_VERSION_NUMBER): the server does not speak TLS: check the endpoint's scheme and port",
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
  ])("recognises %o as a proxy's refusal", (failure, reason, transient = false) => {
    expect(transportError(failure, "host:1", afterSending)).toMatchObject({
      code: "network",
      ambiguous: false,
      transient,
      message: `host:1 can't be reached (${reason}): the proxy refused the connection, or could not reach the server: check HTTP_PROXY, HTTPS_PROXY, the proxy's credentials and NO_PROXY`,
    });
  });

  it.each([
    ["a timed-out signal", new DOMException("aborted", "TimeoutError"), "ABORT_ERR"],
    ["several attempts", new AggregateError([withCode("ECONNREFUSED"), withCode("EPIPE")]), "ECONNREFUSED"],
    ["an error with a cause", new Error("outer", { cause: withCode("ECONNRESET") }), "ECONNRESET"],
    ["an empty aggregate", new AggregateError([]), "UNKNOWN"],
    ["an error without a code", new Error("bare"), "UNKNOWN"],
    ["an error whose code is not a string", withCode(undefined as never), "UNKNOWN"],
    ["a thrown string", "thrown text", "UNKNOWN"],
  ])("finds the reason in %s", (_what, failure, reason) => {
    expect(transportError(failure, "host:1", afterSending).message).toContain(` (${reason}): `);
  });

  it("never repeats the failure's own text, which may hold an address with credentials", () => {
    const { message, stack } = transportError(
      withCode("EPIPE", "GET http://h/login?password=canary"),
      "h",
      afterSending,
    );
    expect(message).not.toContain("canary");
    expect(stack).not.toContain("canary");
  });
});
