import { describe, expect, it } from "vitest";
import { excerpt, redact } from "../../../provider/http/redact.ts";
import { canary, expectWithout, forms } from "../../helpers/canary.ts";

describe("redact", () => {
  it.each(Object.entries(forms))("takes out a secret that comes back %s", (_name, form) => {
    expect(redact(`before ${form(canary)} after`, [canary])).toMatch(/^before \[secret\]=* after$/);
  });

  it("takes out each occurrence of each secret", () => {
    expect(redact("one two one", ["one", "two"])).toBe("[secret] [secret] [secret]");
  });

  it("leaves no rest of a secret that contains another", () => {
    expect(redact("key-and-more key", ["key", "key-and-more"])).toBe("[secret] [secret]");
  });

  it("leaves text alone when there is no secret, or an empty one", () => {
    expect(redact("as it was", [])).toBe("as it was");
    expect(redact("as it was", [""])).toBe("as it was");
  });
});

describe("excerpt", () => {
  it("reduces an HTML page to its words on one line", () => {
    const page = `<!doctype html>\r\n<html><head><title>502 Bad Gateway</title>
      <style>body { color: red }</style><script type="x">alert("<b>")</script></head>
      <body><h1>Bad\tGateway</h1><p class="a">nginx</p></body></html>\n`;
    expect(excerpt(page, [])).toBe("502 Bad Gateway Bad Gateway nginx");
  });

  it("turns line breaks and control characters into blanks", () => {
    expect(excerpt("a\r\nb\u001b[31m\u0000c\u0085d\u2028e", [])).toBe("a b [31m c d e");
  });

  it("is empty for a body of markup and blanks only", () => {
    expect(excerpt(" <html>\n</html> ", [])).toBe("");
  });

  it("keeps 200 characters and says that there were more", () => {
    expect(excerpt("x".repeat(200), [])).toBe("x".repeat(200));
    expect(excerpt("x".repeat(201), [])).toBe(`${"x".repeat(200)}…`);
  });

  it("takes a secret out before it takes out markup or shortens, which would leave parts of it", () => {
    expect(excerpt(`you sent ${canary}`, [canary])).toBe("you sent [secret]");
    const cut = excerpt(`${"x".repeat(195)}${canary}`, [canary]);
    expect(cut).toBe(`${"x".repeat(195)}[secr…`);
    expectWithout(cut, canary);
  });

  it("is quick with a large page that is no page", () => {
    expect(excerpt("<".repeat(2_000_000), [])).toHaveLength(201);
    expect(excerpt("<script>".repeat(200_000), [])).toBe("");
  });
});
