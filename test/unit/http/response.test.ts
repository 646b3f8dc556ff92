import { describe, expect, it } from "vitest";
import { z } from "zod";
import { HttpResponse } from "../../../provider/http/client.ts";
import { isCompleteAnswer } from "../../../provider/http/errors.ts";
import { canary } from "../../helpers/canary.ts";

const advice = ": check that the endpoint is the vendor's API, not a proxy or a login page";
const responseOf = (body: unknown, status = 200, secrets: string[] = []) =>
  new HttpResponse(status, {}, typeof body === "string" ? body : JSON.stringify(body), "host:1", secrets);

function failureOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (failure) {
    return failure;
  }
}

/** Both ways to read an answer fail alike. */
const readers: Record<string, (response: HttpResponse) => unknown> = {
  "json()": (response) => response.json(z.unknown()),
  "expectSuccess()": (response) => response.expectSuccess(),
};

describe.each(Object.entries(readers))("%s", (_name, read) => {
  it.each([
    [{ status: "error", message: "no", errors: [] }, "no"],
    [{ status: "failed", error: "maintenance", message: "back soon" }, "back soon"],
    [{ status: "fail", data: { url: "no" } }, "no message"],
    [{ status: "ERROR" }, "no message"],
    [{ result: "error", reason: "quota" }, "quota"],
    [{ success: false }, "no message"],
    [{ success: "false", message: "no" }, "no"],
    [{ ok: false, error: "not_authed" }, "not_authed"],
    [{ status: false, message: "no" }, "no"],
    [{ errorType: "Error", errorMessage: "boom" }, "boom"],
    [{ error: "boom" }, "boom"],
    [{ error: { code: 7, message: "boom" } }, "boom"],
    [{ data: null, error: true }, "no message"],
    [{ errors: ["first", "second"] }, "first"],
    [{ errors: [{ detail: "first" }], subscriptions: [] }, "first"],
    [{ errors: { name: ["is taken"] } }, "no message"],
    [{ code: 404, message: "Not Found" }, "Not Found"],
    [{ code: "429", message: "Too Many Requests" }, "Too Many Requests"],
    [{ status: 500, title: "Internal Server Error", type: "about:blank" }, "Internal Server Error"],
    [{ statusCode: 401, error: "Unauthorized" }, "Unauthorized"],
    [{ fault: { faultstring: "x", detail: "expired" } }, "expired"],
  ])("rejects %j, which reports an error with a success status", (body, words) => {
    const failure = failureOf(() => read(responseOf(body)));
    expect(failure).toMatchObject({
      code: "unexpected-answer",
      status: 200,
      ambiguous: true,
      transient: false,
      message: `host:1 answered 200 with a body that reports an error: ${words}`,
    });
    expect(isCompleteAnswer(failure)).toBe(true);
  });

  it.each([
    [{ status: "success", message: "made", secret: "s" }],
    [{ status: "ok", errors: ["a warning"], code: 500 }],
    [{ status: "ACTIVE", error: "of the last delivery" }],
    [{ id: 4, status: "INACTIVE", topic: "STATUS/*" }],
    [{ status: 200, message: "fine" }],
    [{ code: 0, errorCode: 0 }],
    [{ status: true }],
    [{ error: null, errors: [], success: true }],
    [{ error: "", errors: {} }],
    [{ error: false }],
    [[{ status: "error" }, { error: "x" }]],
    [{ subscriptions: [{ name: "a", event: "error", error: "x", status: "failed" }] }],
    [{ event: "error", events: ["error", "exception"], message: "error" }],
    [[]],
    [{}],
  ])("accepts %j, which reports no error", (body) => {
    expect(failureOf(() => read(responseOf(body)))).toBeUndefined();
  });

  it("quotes an error without the secrets that the error repeats", () => {
    const body = { status: "error", message: `no key ${canary} here` };
    const failure = failureOf(() => read(responseOf(body, 200, [canary]))) as Error;
    expect(failure.message).toBe(
      "host:1 answered 200 with a body that reports an error: no key [secret] here",
    );
  });

  it("never quotes unknown fields, which may be secrets", () => {
    const failure = failureOf(() => read(responseOf({ status: "error", secret: canary }))) as Error;
    expect(failure.message).not.toContain("ca/na");
  });

  it("accepts a reported error if its status is accepted", () => {
    expect(failureOf(() => read(responseOf({ code: 404, message: "Not Found" }, 404)))).toBeUndefined();
  });

  it.each([
    ["<html><body>Sign in</body></html>", "is not JSON but an HTML page"],
    ["<!-- login --><html></html>", "is not JSON but an HTML page"],
    ["OK", "is not JSON"],
    ['{"status":"ok"', "is not JSON"],
  ])("rejects %j", (body, what) => {
    const failure = failureOf(() => read(responseOf(body)));
    expect(failure).toMatchObject({
      code: "unexpected-answer",
      ambiguous: true,
      message: `host:1 answered 200 with a body that ${what}${advice}`,
    });
    expect(isCompleteAnswer(failure)).toBe(true);
  });
});

describe("expectSuccess()", () => {
  it.each([[""], [" \r\n\t"], ["{}"], ["[]"], ['{"status":"ok"}'], ['\n[{"id":1}]\n']])(
    "accepts %j",
    (body) => {
      expect(responseOf(body).expectSuccess()).toBeUndefined();
    },
  );

  it.each([["true"], ["null"], ["7"], ['"OK"']])("rejects %s, which neither API answers", (body) => {
    expect(() => responseOf(body).expectSuccess()).toThrow(
      "with a body that is neither a JSON object nor a list",
    );
  });
});

it.each([
  ["", true],
  ["\r\n ", true],
  ["{}", false],
  ["0", false],
])("the body %j is empty: %s", (body, empty) => {
  expect(responseOf(body).isEmpty).toBe(empty);
});

it("a vendor's client can reject an answer with its own message, which holds no secret", () => {
  expect(responseOf({}, 201, [canary]).unexpected(`lacks ${canary}`)).toMatchObject({
    code: "unexpected-answer",
    status: 201,
    ambiguous: true,
    message: `host:1 answered 201 with a body that lacks [secret]${advice}`,
  });
});
