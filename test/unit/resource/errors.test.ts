import { describe, expect, it } from "vitest";
import { SettingsError } from "../../../provider/config/settings.ts";
import { HttpError, type HttpErrorCode } from "../../../provider/http/errors.ts";
import { withTimeLimit } from "../../../provider/http/time-limit.ts";
import { OperationError, operationError, PreconditionError } from "../../../provider/resource/errors.ts";

const operation = 'creating ROCKIT subscription "builds"';

describe("OperationError", () => {
  const error = new OperationError(operation, "the server is out; run it again", "unavailable");

  it("has a one-line message and a stable code", () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "OperationError",
      code: "unavailable",
      message: `${operation}: the server is out; run it again`,
    });
  });

  it("stays on one line, whatever a name or an answer contains", () => {
    const odd = new OperationError('creating "a\r\nb\u001b[2J"', "said\u0000c\n\u2028d\u0085e", "refused");
    expect(odd.message).toBe('creating "a b [2J": said c d e');
    expect(odd).toMatchObject({ operation: 'creating "a b [2J"', reason: "said c d e" });
  });
});

describe("operationError", () => {
  const advice: Record<HttpErrorCode, string> = {
    unauthorized: "",
    forbidden: "; this account lacks the permission",
    "not-found": "",
    conflict: "",
    invalid: "",
    "rate-limited": "; wait, then run the command again",
    maintenance: "",
    unavailable: "; run the command again later",
    timeout: "; run the command again later, or raise the setting requestTimeout",
    tls: "",
    network: "",
    "unexpected-answer": "",
    cancelled: "; run the command again",
  };

  it.each(Object.entries(advice) as [HttpErrorCode, string][])(
    "keeps the code %s and says what to do next",
    (code, words) => {
      expect(operationError(operation, new HttpError(code, "host:1 answered 418", 418))).toMatchObject({
        name: "OperationError",
        code,
        message: `${operation}: host:1 answered 418${words}`,
      });
    },
  );

  it("names the option customTimeouts if its time was exceeded, and otherwise the setting", () => {
    const messageWithin = (limit: number) =>
      withTimeLimit(limit, () => operationError(operation, new HttpError("timeout", "no answer")).message);
    expect(messageWithin(0)).toBe(
      `${operation}: no answer; run the command again later, or raise the resource option customTimeouts`,
    );
    expect(messageWithin(60_000)).toContain("or raise the setting requestTimeout");
  });

  it.each([
    ["settings", new SettingsError("the setting rockit:endpoint is missing")],
    ["refused", new PreconditionError("it exists already")],
  ])("is %s for the provider's own reasons", (code, failure) => {
    expect(operationError(operation, failure)).toMatchObject({
      code,
      message: `${operation}: ${failure.message}`,
    });
  });

  it("leaves an operation's error as it is", () => {
    const error = new OperationError("reading it", "gone", "refused");
    expect(operationError(operation, error)).toBe(error);
  });

  it.each([
    ["TypeError", new TypeError("canary is not a function")],
    ["Error", new Error("canary")],
    ["string", "canary"],
    ["undefined", undefined],
    ["object", { canary: true }],
  ])("reports any other failure as a defect and repeats only its kind: %s", (name, failure) => {
    const error = operationError(operation, failure);
    expect(error).toMatchObject({
      code: "bug",
      message: `${operation}: internal error of pulumi-rockit-durst (${name}). Please report it with the steps to reproduce`,
    });
    expect(`${error} ${error.stack}`).not.toContain("canary");
  });
});
