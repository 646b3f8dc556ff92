import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactedExcerpt } from "../../../provider/http/redacted-excerpt.ts";
import { canary, expectNoSecretsIn, secretEncodings } from "../../helpers/canary.ts";

const withheldText = "(not shown, because the text contains a secret)";

describe("a server's text", () => {
  it("is reduced to an HTML page's words on one line", () => {
    const page = `<!doctype html>\r\n<html><head><title>502 Bad Gateway</title>
      <style>body { color: red }</style><script type="x">alert("<b>")</script></head>
      <body><h1>Bad\tGateway</h1><p class="a">nginx</p></body></html>\n`;
    expect(redactedExcerpt(page, [])).toBe("502 Bad Gateway Bad Gateway nginx");
  });

  it("gets blanks instead of line breaks and control characters", () => {
    expect(redactedExcerpt("a\r\nb\u001b[31m\u0000c\u0085d\u2028e", [])).toBe("a b [31m c d e");
  });

  it("is empty if it contains only markup and blanks", () => {
    expect(redactedExcerpt(" <html>\n</html> ", [])).toBe("");
  });

  it("is cut after 200 characters, with a sign that more followed", () => {
    expect(redactedExcerpt("x".repeat(200), [])).toBe("x".repeat(200));
    expect(redactedExcerpt("x".repeat(201), [])).toBe(`${"x".repeat(200)}…`);
  });

  it("is processed quickly even if it is large and not a page", () => {
    expect(redactedExcerpt("<".repeat(2_000_000), ["a secret"])).toHaveLength(201);
    expect(redactedExcerpt("<script>".repeat(200_000), ["a secret"])).toBe("");
    expect(redactedExcerpt("%25".repeat(700_000), ["a secret"])).toHaveLength(201);
    expect(redactedExcerpt("YWJj".repeat(500_000), ["a secret"])).toHaveLength(201);
  });
});

describe("a secret that comes back unchanged", () => {
  it("is removed, with all occurrences of all secrets", () => {
    expect(redactedExcerpt("first second first", ["first", "second"])).toBe("[secret] [secret] [secret]");
  });

  it("is removed completely if it contains another secret", () => {
    expect(redactedExcerpt("hook-key-and-more hook", ["hook", "hook-key-and-more"])).toBe(
      "[secret] [secret]",
    );
  });

  it("is removed before markup is and before the text is shortened, so no part is left", () => {
    expect(redactedExcerpt(`you sent ${canary}`, [canary])).toBe("you sent [secret]");
    const cut = redactedExcerpt(`${"x".repeat(195)}${canary}`, [canary]);
    expect(cut).toBe(`${"x".repeat(195)}[secr…`);
    expectNoSecretsIn(cut, canary);
  });

  it("leaves the text unchanged if there is no secret or an empty one", () => {
    expect(redactedExcerpt("as it was", [])).toBe("as it was");
    expect(redactedExcerpt("as it was", [""])).toBe("as it was");
    expect(redactedExcerpt("&amp; %41 \\u0041 QUJD", ["another secret"])).toBe("&amp; %41 \\u0041 QUJD");
  });
});

const secret = "p/s&w'o\"r<d> \u00e9=1";
const base64 = (text: string) => Buffer.from(text).toString("base64");
const hex = (text: string) => Buffer.from(text).toString("hex");
const encodeEveryByte = (text: string, mark = "%") => hex(text).replaceAll(/../g, (byte) => `${mark}${byte}`);
const encodeEntities = (text: string, entity: (code: number) => string) =>
  [...text].map((letter) => entity(letter.codePointAt(0) ?? 0)).join("");
const url = (text: string) => encodeURIComponent(text);
const json = (text: string) => JSON.stringify(text).slice(1, -1);

const otherForms: Record<string, string> = {
  ...Object.fromEntries(
    Object.entries(secretEncodings)
      .filter(([name]) => name !== "plain")
      .map(([name, form]) => [name, form(secret)]),
  ),
  "as JSON with escaped slashes": json(secret).replaceAll("/", "\\/"),
  "as JSON with \\u0026": json(secret).replaceAll("&", "\\u0026"),
  "as JSON, each character escaped": encodeEntities(
    secret,
    (code) => `\\u${code.toString(16).padStart(4, "0")}`,
  ),
  "as JavaScript with \\x": encodeEntities(secret, (code) => `\\x${code.toString(16).padStart(2, "0")}`),
  "as JavaScript with \\u{}": encodeEntities(secret, (code) => `\\u{${code.toString(16)}}`),
  "with &#47;": encodeEntities(secret, (code) => `&#${code};`),
  "with &#47 that lacks its semicolon": secret.replaceAll("/", "&#47").replaceAll("&w", "&amp;w"),
  "with &#x2F;": encodeEntities(secret, (code) => `&#x${code.toString(16).toUpperCase()};`),
  "with &#x2f;": encodeEntities(secret, (code) => `&#x${code.toString(16)};`),
  "with named entities": "p&sol;s&amp;w&apos;o&quot;r&lt;d&gt;&#32;&eacute;&equals;1",
  "percent-encoded, each byte": encodeEveryByte(secret),
  "percent-encoded, each byte in upper case": encodeEveryByte(secret).toUpperCase(),
  "percent-encoded in part": secret.replace("/", "%2f").replace("o", "%6F"),
  "percent-encoded twice": url(url(secret)),
  "percent-encoded three times": url(url(url(secret))),
  "as base64 of user:password": base64(`operator:${secret}`),
  "as base64 at each place of a longer one": base64(`ab${secret}, and more`),
  "as base64 after other letters": `token${base64(secret)}`,
  "as base64 of base64": base64(base64(secret)),
  "as base64 in lines": base64(`${"-".repeat(50)}${secret}`).replaceAll(/.{20}/g, "$&\n"),
  "as percent-encoded base64": url(base64(`${secret}?`)),
  "as hex": hex(secret),
  "as hex in upper case": hex(secret).toUpperCase(),
  "as hex after a digit": `a${hex(secret)}`,
  "as hex with colons": hex(secret).replaceAll(/..(?!$)/g, "$&:"),
  "as hex with 0x": encodeEveryByte(secret, " 0x"),
  "as JSON in JSON": json(json(secret)),
  "as JSON in JSON in JSON": json(json(json(secret))),
  "as HTML of JSON": json(secret).replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
  "as HTML of HTML": secret.replaceAll("&", "&amp;amp;").replaceAll("<", "&amp;lt;"),
  "with markup within it": `${secret.slice(0, 3)}<wbr>${secret.slice(3)}`.replaceAll("<d>", "&lt;d&gt;"),
  "in upper case": secret.toUpperCase(),
  "in another normal form": secret.normalize("NFD"),
  "with line breaks in it": secret.replace("w", "\nw"),
};

describe("a text is withheld if it repeats a secret", () => {
  it.each(Object.entries(otherForms))("%s", (_name, form) => {
    expect(form).not.toContain(secret);
    expect(redactedExcerpt(`bad key ${form}; try again`, [secret])).toBe(withheldText);
    expect(redactedExcerpt(`${form}; you sent ${secret}`, [secret])).toBe(withheldText);
    expect(redactedExcerpt(`bad key ${form}`, ["another secret", secret])).toBe(withheldText);
    expect(redactedExcerpt(`bad key ${form}`, ["another secret"])).not.toBe(withheldText);
  });

  it("encoded, next to another secret that is not encoded", () => {
    expect(redactedExcerpt("key%2Dand-more", ["key-and-more", "and-"])).toBe(withheldText);
  });

  it("beyond the excerpt", () => {
    expect(redactedExcerpt(`${"x".repeat(1000)} ${base64(`a:${secret}`)}`, [secret])).toBe(withheldText);
  });

  it("encoded several times in several ways", () => {
    const encodings = [
      url,
      json,
      base64,
      hex,
      encodeEveryByte,
      (text: string) => encodeEntities(text, (code) => `&#${code};`),
    ];
    fc.assert(
      fc.property(
        fc.string({ minLength: 4, maxLength: 30, unit: "grapheme" }).filter((text) => text.isWellFormed()),
        fc.array(fc.constantFrom(...encodings), { minLength: 1, maxLength: 3 }),
        fc.string({ maxLength: 10 }),
        (value, ways, around) => {
          const form = ways.reduce((text, encode) => encode(text), value);
          const shown = redactedExcerpt(`${around} ${form} ${around}`, [value]);
          expect(shown === withheldText || !shown.includes(value)).toBe(true);
          if (form !== value && !around.includes(value))
            expect(shown).toBe(form.includes(value) ? shown : withheldText);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a secret of fewer than 4 characters", () => {
  it.each([
    "say abc",
    "say %61bc",
    "say \\u0061bc",
    "say &#97;bc",
    "say ABC",
    `Basic ${base64("operator:abc")}`,
  ])("withholds the text, since the gaps would reveal the secret: %s", (text) => {
    expect(redactedExcerpt(text, ["abc"])).toBe(withheldText);
  });

  it("is not searched for in bytes, where any letter occurs by chance", () => {
    expect(redactedExcerpt("unknown subscription deadbeefcafe", ["z9"])).toBe(
      "unknown subscription deadbeefcafe",
    );
  });
});
