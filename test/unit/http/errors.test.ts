import { describe, expect, it } from "vitest";
import { HttpError, isCompleteAnswer, statusError } from "../../../provider/http/errors.ts";

describe("statusError", () => {
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
  ])("maps %i to the code %s", (status, code, ambiguous, transient) => {
    expect(statusError(status, "host:1", { excerpt: "the words" })).toMatchObject({
      name: "HttpError",
      code,
      status,
      ambiguous,
      transient,
      retryAfter: undefined,
      message: `host:1 answered ${status} and said: the words`,
    });
  });

  it("keeps the wait that the server asked for", () => {
    expect(statusError(429, "host:1", { excerpt: "", retryAfter: 1000 }).retryAfter).toBe(1000);
  });

  it("says that the server sent no message", () => {
    expect(statusError(403, "host:1", { excerpt: "" }).message).toBe("host:1 answered 403 without a message");
  });

  it.each([
    ["https://user:pass@other.example:8443/login?password=x#y", " to other.example:8443"],
    ["/relative?password=x", ""],
    [undefined, ""],
  ])("names only the host of a redirect to %s", (location, target) => {
    expect(statusError(302, "host:1", { excerpt: "the words", location })).toMatchObject({
      code: "unexpected-answer",
      status: 302,
      ambiguous: true,
      transient: false,
      message: `host:1 answered 302, a redirect${target}; redirects are not followed, so set the endpoint to the final address if it is the vendor's`,
    });
  });
});

describe("a maintenance answer", () => {
  it.each([
    [900_000, "retry in 15 min", true],
    [90_000, "retry in 90 s", true],
    [119_001, "retry in 120 s", true],
    [undefined, "retry later", false],
  ])("that asks to wait %s ms is reported as such and is unambiguous", (retryAfter, words, transient) => {
    expect(statusError(503, "host:1", { excerpt: "{}", retryAfter, maintenance: true })).toMatchObject({
      code: "maintenance",
      status: 503,
      ambiguous: false,
      transient,
      message: `host:1 is in maintenance (503); ${words}`,
    });
  });

  it("is only recognised with status 503", () => {
    expect(statusError(500, "host:1", { excerpt: "{}", maintenance: true }).code).toBe("unavailable");
  });
});

it.each([
  ["unexpected-answer", 200, true],
  ["unexpected-answer", 299, true],
  ["unexpected-answer", 302, true],
  ["unexpected-answer", undefined, true],
  ["network", 200, false],
] as const)("%s with status %s is a complete answer: %s", (code, status, complete) => {
  expect(isCompleteAnswer(new HttpError(code, "m", status))).toBe(complete);
  expect(isCompleteAnswer(new Error("m"))).toBe(false);
});

describe("HttpError", () => {
  it("keeps its cause, and its own name and stack, in every copy", () => {
    const cause = new Error("from below");
    const failure = new HttpError("network", "m", 503, { cause, transient: true, retryAfter: 5 });
    for (const copy of [failure.unsent(), failure.after(undefined), failure.withDetail("")]) {
      expect(copy).toMatchObject({ cause, name: "HttpError", code: "network", status: 503 });
      expect(copy).toMatchObject({ ambiguous: false, transient: true, retryAfter: 5 });
    }
  });

  it("keeps all its fields when details are added", () => {
    const failure = statusError(503, "host:1", { excerpt: "down", retryAfter: 2000 });
    expect(failure.withDetail(", and more")).toMatchObject({
      name: "HttpError",
      code: "unavailable",
      status: 503,
      ambiguous: true,
      transient: true,
      retryAfter: 2000,
      message: "host:1 answered 503 and said: down, and more",
    });
  });

  it("is unambiguous and not transient by default", () => {
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
