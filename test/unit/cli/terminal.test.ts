import { execFileSync } from "node:child_process";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { alignColumns, confirm, shellQuote } from "../../../provider/cli/print/terminal.ts";

/** A terminal at which a user types these keys. */
function terminalWith(keys: string, { isTTY = true } = {}) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY });
  stdin.write(keys);
  return { stdin, stderr } as never;
}

describe("a question", () => {
  test.each(["y\r", "Yes\r", " y \r"])("is accepted with %j", async (keys) => {
    await expect(confirm("Take 1  from the servers?", {}, terminalWith(keys))).resolves.toBeUndefined();
  });

  test.each([
    ["n", "n\r"],
    ["nothing", "\r"],
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
    ["Ctrl-C after a yes that was not entered", "y\u0003"],
  ])("is declined with %s", async (_, keys) => {
    await expect(confirm("Take 1  from the servers?", {}, terminalWith(keys))).rejects.toThrow(
      /^nothing was removed$/,
    );
  });

  test("ends its line, so that the next output has its own line", async () => {
    for (const keys of ["n\r", "\u0003", "\u0004"]) {
      const terminal = terminalWith(keys);
      await confirm("?", {}, terminal).catch(() => {});
      expect(String((terminal as { stderr: PassThrough }).stderr.read())).toMatch(/\n$/);
    }
  });

  test.each([
    ["without a terminal", {}, terminalWith("y\r", { isTTY: false })],
    ["with --json", { json: true }, terminalWith("y\r")],
  ])("is not asked %s", async (_, options, terminal) => {
    await expect(confirm("?", options, terminal)).rejects.toThrow(
      /^nothing was removed: run the command again with --yes$/,
    );
  });

  test("is not asked with --yes", async () => {
    await expect(confirm("?", { yes: true, json: true }, terminalWith(""))).resolves.toBeUndefined();
  });
});

describe("a quoted shell word", () => {
  const texts = [
    "rockit:builds",
    "durst:17/4",
    "urn:pulumi:dev::shop::a$b::c",
    "a b",
    "a,b",
    "",
    "~",
    "@a",
    "=a",
    "it's",
    "it\u2019s",
    "it's $HOME",
    `it's "x"`,
    "a`b!c;d|e&f>g#h*i?j(k)l{m}n",
    "名前",
  ];

  test.each(texts)("has its original value in a POSIX shell: %j", (text) => {
    expect(execFileSync("sh", ["-c", `printf %s ${shellQuote(text)}`], { encoding: "utf8" })).toBe(text);
  });

  test.each([
    ["a,b", "'a,b'"],
    ["@a", "'@a'"],
    ["it's", `"it's"`],
    ["it\u2019s", `"it\u2019s"`],
  ])("is quoted for PowerShell too: %j", (text, quoted) => {
    expect(shellQuote(text)).toBe(quoted);
  });

  test("has no control characters", () => {
    expect(shellQuote("a\u001b[31m\u202eb")).toBe("'a [31m b'");
  });
});

test("a row with fewer cells leaves the columns of other rows aligned", () => {
  expect(alignColumns([["wider", "a", "x"], ["b"], ["c", "wide", "y"]])).toBe(
    "wider  a     x\nb\nc      wide  y",
  );
});

test("columns are aligned by the displayed width of characters", () => {
  expect(
    alignColumns([
      ["名前", "x"],
      ["a", "y"],
      ["🎉", "z"],
    ]),
  ).toBe("名前  x\na     y\n🎉    z");
});
