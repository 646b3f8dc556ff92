import { describe, expect, it } from "vitest";
import { oneLine, safeJson } from "../../../provider/cli/print/terminal.ts";
import { durstSubscriber } from "../../../provider/durst/kind.ts";
import { checkInputs } from "../../../provider/resource/check.ts";
import { OperationError } from "../../../provider/resource/errors.ts";
import { nameOf, operate } from "../../../provider/resource/operation.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";

const controlCharacter = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe.each([
  ["an escape sequence", "a\u001b[2Jb"],
  ["a control sequence of one character", "a\u009b2Jb"],
  ["a line break", "a\r\nb"],
  ["a line separator", "a\u2028b"],
  ["an embedding of another direction", "a\u202a\u202b\u202d\u202e\u202cb"],
  ["an isolate of another direction", "a\u2066\u2067\u2068\u2069b"],
  ["marks of direction", "a\u200e\u200f\u061cb"],
  ["characters without width", "a\u200b\u200c\u200d\u2060\ufeffb"],
  ["a title for the terminal", "a\u001b]0;title\u0007b"],
  ["half a character", "a\ud800b"],
])("a name with %s", (_what, name) => {
  it("never controls a terminal, wherever it is printed", async () => {
    const lines: string[] = [];
    const kind = { kind: rockitSubscription };
    const host = {
      connect: () => undefined as never,
      log: (line: string, object: object) => void lines.push(nameOf(kind, object as never), line),
      failed: ({ error }: { error: OperationError }) => error,
    };
    const failure = await operate(kind, host, "creating", { name }, ({ log }) => {
      log(`it is called ${name}`);
      throw new Error("x");
    }).catch((error: OperationError) => error);
    const { message, operation, reason } = failure as OperationError;
    for (const text of [...lines, message, operation, reason, oneLine(name, 50), safeJson({ name })]) {
      expect(text).not.toMatch(controlCharacter);
      expect(text).not.toBe("");
    }
    expect(new OperationError(name, name, "bug").message).not.toMatch(controlCharacter);
    const [wrong] = checkInputs(rockitSubscription, { [name]: 1 }).failures.map(({ field }) => field);
    expect(wrong).not.toMatch(controlCharacter);
  });
});

it.each([
  [{ hostUri: "https://u:canary@h.example:8443/canary?canary" }, "Durst subscriber h.example:8443"],
  [{ hostUri: "press.example:8080/canary" }, "Durst subscriber press.example:8080"],
  [{ hostUri: "canary" }, "Durst subscriber"],
  [{}, "Durst subscriber"],
  [{ id: "17", hostUri: "https://h.example/canary" }, "Durst subscriber 17"],
])(
  "a subscriber is called by its number or host, never by an address that may be a credential: %j",
  (object, name) => {
    expect(nameOf({ kind: durstSubscriber }, object)).toBe(name);
  },
);
