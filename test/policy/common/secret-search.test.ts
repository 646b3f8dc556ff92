import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { secret, validateStack } from "../policy-server.ts";
import {
  builds,
  key,
  leakViolation,
  pressWithPassword,
  stackOutputs,
  subscriptionWithSecret,
} from "./secret-resources.ts";

const name = "no-plaintext-secrets";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const base64Url = (text: string) => Buffer.from(text).toString("base64url");
const hex = (text: string) => Buffer.from(text).toString("hex");
const html = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("/", "&#x2F;");
const percent = (text: string) => hex(text).replaceAll(/../g, "%$&");
/** A text with characters that each encoding replaces. */
const special = 'ÿ?>canary/+"key=&~\\';

it.each<[string, string]>([
  ["hexadecimal digits", hex(special)],
  ["hexadecimal digits in upper case", hex(special).toUpperCase()],
  ["hexadecimal digits with colons", hex(special).replaceAll(/(..)(?=.)/g, "$1:")],
  ["bytes in the notation of a program", hex(special).replaceAll(/../g, "\\x$&")],
  ["base64", base64(special)],
  ["base64 on two lines", base64(special).replace(/^.{9}/, "$&\n")],
  ["base64 without padding", base64(special).replaceAll("=", "")],
  ["base64 for URLs", base64Url(special)],
  ["a header of basic authentication", `Basic ${base64(`user:${special}`)}`],
  ["base64 of an environment, shifted by a letter", base64(`A=1\nSECRET=${special}\nB=2`)],
  ["base64 of an environment, of two letters more", base64(`AB=1\nSECRET=${special}\nB=2`)],
  ["base64 of JSON", base64(JSON.stringify({ a: [special] }))],
  ["base64 for URLs of JSON", base64Url(JSON.stringify({ ab: special }))],
  ["base64 in base64", base64(`x ${base64(special)}`)],
  ["unaligned base64 in unaligned base64", base64Url(`{"a":"${base64Url(`x${special}`)}"}`)],
  ["base64 in hexadecimal digits", hex(base64(special))],
  ["hexadecimal digits in base64", base64(`0x${hex(special).toUpperCase()}`)],
  ["base64 of UTF-16, as PowerShell has it", Buffer.from(`$a="${special}"`, "utf16le").toString("base64")],
  ["a URL", `https://a.example/${encodeURIComponent(special)}/b`],
  ["a URL in lower case", encodeURIComponent(special).replaceAll(/%../g, (one) => one.toLowerCase())],
  ["a query", `https://a.example/?${new URLSearchParams({ a: `x ${special}` })}`],
  ["a query in a query", new URLSearchParams({ a: `?${new URLSearchParams({ b: special })}` }).toString()],
  ["a URL, every byte", percent(special)],
  ["base64 in a query", new URLSearchParams({ a: base64(special) }).toString()],
  ["JSON", JSON.stringify({ a: special })],
  ["JSON in JSON", JSON.stringify(JSON.stringify({ a: special }))],
  ["JSON of ASCII", JSON.stringify(special).replaceAll("ÿ", "\\u00ff").replaceAll("/", "\\/")],
  ["HTML", `<b title="${html(special)}">`],
  ["HTML in JSON", JSON.stringify({ a: `<b>${html(special)}</b>` })],
])("finds a secret as %s", async (_what, text) => {
  const resources = [subscriptionWithSecret(special), stackOutputs({ text })];
  expect((await validateStack(name, resources)).violations).toEqual([leakViolation("text")]);
});

describe("a secret that is an encoding itself", () => {
  const bytes = createHash("sha256").update("a key").digest();
  const [text, digits] = [bytes.toString("base64"), bytes.toString("hex")];
  const lines = text.replace(/^.{20}/, "$&\r\n");
  const colons = digits.toUpperCase().replaceAll(/(..)(?=.)/g, "$1:");
  const blanks = digits.replaceAll(/..(?=.)/g, "$& ");
  const uuid = "3f2b8c1e-9d47-4a60-8b15-c7e2d90a4f36";

  it.each<[string, string, unknown]>([
    ["base64", "hexadecimal digits", digits],
    ["base64", "hexadecimal digits with colons", colons],
    ["base64", "base64 for URLs", bytes.toString("base64url")],
    ["base64", "base64 without padding", text.replace(/=+$/, "")],
    ["base64", "base64 on two lines", lines],
    ["base64", "base64 in a query", new URLSearchParams({ a: text }).toString()],
    [
      "base64",
      "base64 with more before its bytes",
      Buffer.concat([Buffer.from("k"), bytes]).toString("base64"),
    ],
    ["base64", "hexadecimal digits in base64", base64(digits)],
    ["base64", "base64 for URLs in base64", base64(`{"k":"${bytes.toString("base64url")}"}`)],
    ["base64", "one character a byte", bytes.toString("latin1")],
    ["base64", "a list of its bytes", [...bytes]],
    ["base64", "a list of the bytes of its text", [...Buffer.from(text)]],
    ["base64 without padding", "base64", text],
    ["base64 without padding", "hexadecimal digits", digits],
    ["base64 for URLs", "base64", text],
    ["base64 on two lines", "base64", text],
    ["base64 of a text", "that text", "user:pässword-of-canary"],
    ["a prefix and base64", "base64 alone", text],
    ["a prefix and base64", "hexadecimal digits", digits],
    ["hexadecimal digits", "upper case", digits.toUpperCase()],
    ["hexadecimal digits", "bytes with colons", colons],
    ["hexadecimal digits", "bytes with blanks", blanks],
    ["hexadecimal digits", "base64", text],
    ["hexadecimal digits", "base64 for URLs", bytes.toString("base64url")],
    ["bytes with colons", "hexadecimal digits", digits],
    ["a UUID", "its digits", uuid.replaceAll("-", "")],
    ["a UUID", "upper case", uuid.toUpperCase()],
  ])("of %s is found as %s", async (what, _as, shown) => {
    const secrets: Record<string, string> = {
      base64: text,
      "base64 without padding": text.replace(/=+$/, ""),
      "base64 for URLs": bytes.toString("base64url"),
      "base64 on two lines": lines,
      "base64 of a text": base64("user:pässword-of-canary"),
      "a prefix and base64": `whsec_${text}`,
      "hexadecimal digits": digits,
      "bytes with colons": colons,
      "a UUID": uuid,
    };
    const resources = [subscriptionWithSecret(secrets[what]), stackOutputs({ shown })];
    expect((await validateStack(name, resources)).violations).toEqual([leakViolation("shown")]);
  });

  it.each([
    ["abcdef12", "ABCDEF12"],
    ["Passw0rdPass", Buffer.from("Passw0rdPass", "base64").toString("hex")],
    ["production-subscriptions", "production subscriptions, production_subscriptions"],
    ["my_production_settings", "settings of my production"],
  ])("is not decoded if the secret is short or made of words: %s", async (password, shown) => {
    const resources = [pressWithPassword(secret(password)), stackOutputs({ shown })];
    expect((await validateStack(name, resources)).violations).toEqual([]);
  });
});

describe("bytes as numbers", () => {
  const bytes = Buffer.from(key);
  it.each<[string, unknown]>([
    ["a list", [...bytes]],
    ["a list with more", [1, 0, ...bytes, 300, 2.5]],
    ["a buffer in JSON", bytes.toJSON()],
    ["the JSON of a buffer", JSON.stringify({ a: bytes })],
    ["a typed array", { ...bytes }],
    ["the JSON of a typed array", JSON.stringify({ a: new Uint8Array(bytes) })],
    ["a text", `bytes: ${bytes.join(" ")}.`],
    ["base64 in numbers", [...Buffer.from(base64(key))]],
    ["a list of characters", [...key]],
    ["a list of hexadecimal digits", hex(key).match(/../g)],
  ])("are found: %s", async (_what, shown) => {
    expect((await validateStack(name, [builds, stackOutputs({ shown })])).violations).toEqual([
      leakViolation("shown"),
    ]);
  });

  it("are found for a short secret", async () => {
    const resources = [
      pressWithPassword(secret("hunter2")),
      stackOutputs({ shown: [...Buffer.from("hunter2")] }),
    ];
    expect((await validateStack(name, resources)).violations).toEqual([
      leakViolation("shown", "xAuthInfo.password of press"),
    ]);
  });

  it.each<[string, unknown]>([
    ["numbers", [80, 443, 8080, 300]],
    ["versions", "1.2.3.4 1.2.3"],
    ["none", []],
    ["a part", [...bytes.subarray(1)]],
  ])("are not found in other numbers: %s", async (_what, shown) => {
    expect((await validateStack(name, [builds, stackOutputs({ shown })])).violations).toEqual([]);
  });
});

describe("random letters", () => {
  const password = "qzvkxwjmhtrb";
  it.each([
    ["beside the user", `press:${password}`],
    ["in basic authentication", `Basic ${base64(`press:${password}`)}`],
    ["in a URL", `https://press:${password}@a.example/`],
  ])("are found %s", async (_what, shown) => {
    const resources = [pressWithPassword(secret(password)), stackOutputs({ shown })];
    expect((await validateStack(name, resources)).violations).toEqual([
      leakViolation("shown", "xAuthInfo.password of press"),
    ]);
  });
});

describe("a coincidence", () => {
  const texts = { url: "https://production.example/", name: "reproduction", more: base64("in production") };

  it.each(["production", "Production", "PRODUCTION", "press", "example"])(
    "is a password that is a word in other text: %s",
    async (word) => {
      expect(
        (await validateStack(name, [pressWithPassword(secret(word)), stackOutputs(texts)])).violations,
      ).toEqual([]);
    },
  );

  it.each(["production", base64("production"), hex("production")])(
    "is not assumed if the password is the whole value: %s",
    async (text) => {
      const resources = [pressWithPassword(secret("production")), stackOutputs({ text })];
      expect((await validateStack(name, resources)).violations).toEqual([
        leakViolation("text", "xAuthInfo.password of press"),
      ]);
    },
  );

  it("is a number equal to a short password in hexadecimal", async () => {
    expect(
      (await validateStack(name, [pressWithPassword(secret("pw")), stackOutputs({ port: "7077" })]))
        .violations,
    ).toEqual([]);
  });

  it("is not reported in long texts without secrets", async () => {
    const digest = (seed: number) => createHash("sha512").update(`${seed}`).digest("base64");
    const long = Array.from({ length: 2_000 }, (_, at) => `%20&amp;\\n{"a": "${digest(at)}"}\n`).join("");
    const resources = [builds, stackOutputs({ long, encoded: base64(long), digits: hex(long) })];
    expect((await validateStack(name, resources)).violations).toEqual([]);
  });
});
