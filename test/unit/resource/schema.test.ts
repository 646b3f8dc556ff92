import { describe, expect, it } from "vitest";
import { z } from "zod";
import { failuresOf } from "../../../provider/resource/check.ts";
import {
  crossFieldRules,
  isAbsent,
  isGiven,
  isTrueOrFalse,
  nonEmptyString,
  oneOf,
  suggestion,
  webAddress,
} from "../../../provider/resource/schema.ts";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";

const reasonsOf = (type: z.ZodType, value: unknown) =>
  failuresOf(z.strictObject({ field: type }), { field: value }).map(({ reason }) => reason);

const senders = ["dltar", "mkraw", "deploy"] as const;
const addressRule = "must be an absolute URL that begins with https:// or http://";
const senderRule = "must be one of dltar, mkraw or deploy";

describe("a field", () => {
  it.each([
    ["text", nonEmptyString(), "a"],
    ["text of one blank", nonEmptyString(), " "],
    ["oneOf", oneOf(senders), "mkraw"],
    ["oneOf a single word", oneOf(["HS256"]), "HS256"],
    ["webAddress", webAddress(), "https://hooks.example.com/a?b=c#d"],
    ["webAddress in plain http", webAddress(), "http://10.0.0.1:8080"],
    ["webAddress in capitals", webAddress(), "HTTPS://HOOKS.EXAMPLE"],
    ["isTrueOrFalse", isTrueOrFalse(), false],
  ])("accepts %s", (_what, type, value) => {
    expect(reasonsOf(type, value)).toEqual([]);
  });

  it.each([
    ["text", nonEmptyString()],
    ["oneOf", oneOf(senders)],
    ["webAddress", webAddress()],
  ])("is required: %s", (_what, type) => {
    expect(reasonsOf(type, undefined)).toEqual(["is required"]);
  });

  it.each([
    ["", nonEmptyString(), "must be a non-empty string"],
    [5, nonEmptyString(), "must be a non-empty string"],
    [null, nonEmptyString(), "must be a non-empty string"],
    [["a"], nonEmptyString(), "must be a non-empty string"],
    [[], nonEmptyString(), "must be a non-empty string"],
    ["", nonEmptyString("must be a path"), "must be a path"],
    ["canary", oneOf(senders), senderRule],
    ["", oneOf(senders), senderRule],
    [5, oneOf(senders), senderRule],
    [null, oneOf(senders), senderRule],
    ["MKRAW", oneOf(senders), `${senderRule}; did you mean mkraw?`],
    ["depoly", oneOf(senders), `${senderRule}; did you mean deploy?`],
    ["canary", webAddress(), addressRule],
    ["", webAddress(), addressRule],
    ["/canary", webAddress(), addressRule],
    ["ftp://canary.example", webAddress(), addressRule],
    ["https:canary.example", webAddress(), addressRule],
    ["https:///canary", webAddress(), addressRule],
    ["https://", webAddress(), addressRule],
    ["https://ca nary", webAddress(), addressRule],
    [5, webAddress(), addressRule],
    ["true", isTrueOrFalse(), "must be true or false"],
    [1, isTrueOrFalse(), "must be true or false"],
    [undefined, isTrueOrFalse(), "must be true or false"],
  ])("rejects %j once, with a message that does not repeat the value", (value, type, reason) => {
    expect(reasonsOf(type, value)).toEqual([reason]);
    expect(reason).not.toContain("canary");
  });
});

describe("suggestion", () => {
  it.each([
    ["Deploy", "deploy"],
    ["deplyo", "deploy"],
    ["deploi", "deploy"],
    ["dltr", "dltar"],
    ["mkra", "mkraw"],
    ["d", undefined],
    ["", undefined],
    ["webhook", undefined],
    ["deployment", undefined],
  ])("for %j is %s", (typed, expected) => {
    expect(suggestion(typed, senders)).toBe(expected);
  });

  it("keeps the word's case", () => {
    expect(suggestion("jwt_signin", ["NONE", "XAUTH", "JWT_SIGNING"])).toBe("JWT_SIGNING");
  });

  it("allows one wrong letter in a short word", () => {
    expect(suggestion("nd", ["end"])).toBe("end");
    expect(suggestion("n", ["end"])).toBeUndefined();
  });
});

describe("crossFieldRules", () => {
  const schema = crossFieldRules(
    z.strictObject({
      kind: oneOf(["a", "b"]),
      more: nonEmptyString().optional(),
      less: nonEmptyString().optional(),
    }),
    [
      {
        field: "more",
        message: "is required for a",
        holds: ({ kind, more }) => !(kind === "a" && isAbsent(more)),
      },
      {
        field: "less",
        message: "is not allowed for a",
        holds: ({ kind, less }) => !(kind === "a" && isGiven(less)),
      },
    ],
  );
  const failures = (declared: Record<string, unknown>) =>
    failuresOf(schema, declared).map(({ field, reason }) => `${field} ${reason}`);

  it.each([
    [{ kind: "a", more: "x" }, []],
    [{ kind: "b" }, []],
    [{ kind: "b", less: "x" }, []],
    [{ kind: "a" }, ["more is required for a"]],
    [{ kind: "a", less: "x" }, ["more is required for a", "less is not allowed for a"]],
  ])("checks %j by rules over several fields", (declared, expected) => {
    expect(failures(declared)).toEqual(expected);
  });

  it("applies the rules even if single fields are wrong, so all mistakes are reported at once", () => {
    expect(failures({ kind: "a", less: 5, other: 1 })).toEqual([
      "less must be a non-empty string",
      "other is not an argument; valid ones are kind, more, less",
      "more is required for a",
      "less is not allowed for a",
    ]);
  });

  it.each([[""], [[]], [{}], [5]])("applies the rules even if a field is %j", (more) => {
    expect(failures({ kind: "a", more, less: more })).toEqual([
      "more must be a non-empty string",
      "less must be a non-empty string",
      "less is not allowed for a",
    ]);
  });

  it("counts a wrong value as given", () => {
    expect(failures({ kind: "a", more: 5 })).toEqual(["more must be a non-empty string"]);
  });

  it("accepts inputs that an unknown value may still make valid", () => {
    expect(failures({ kind: UNKNOWN, less: "x" })).toEqual([]);
    expect(failures({ kind: "a", more: UNKNOWN, less: UNKNOWN })).toEqual([]);
  });

  it("applies no rule to a value that is not an object", () => {
    expect(schema.safeParse(null).error?.issues).toHaveLength(1);
  });
});

describe("isGiven and isAbsent", () => {
  it.each([
    [undefined, false, true],
    [UNKNOWN, false, false],
    [null, true, false],
    ["", true, false],
    [0, true, false],
    [{}, true, false],
  ])("return false for %j unless certain", (value, given, absent) => {
    expect([isGiven(value), isAbsent(value)]).toEqual([given, absent]);
  });
});
