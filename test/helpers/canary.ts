import { expect } from "vitest";

/** A secret with every character that some text format must escape. */
export const canary = `ca/na+ry é"\\'&<b>=%?#`;

const unpadded = (base64: string) => base64.replace(/=+$/, "");
const lowerHex = (text: string) => text.replaceAll(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase());

/** The encodings of a secret in a server's text. */
export const secretEncodings: Record<string, (secret: string) => string> = {
  plain: (secret) => secret,
  "percent-encoded": encodeURIComponent,
  "percent-encoded in lower case": (secret) => lowerHex(encodeURIComponent(secret)),
  "form-encoded": (secret) => String(new URLSearchParams([["", secret]])).slice(1),
  "JSON-escaped": (secret) => JSON.stringify(secret).slice(1, -1),
  "JSON-escaped to ASCII": (secret) =>
    JSON.stringify(secret)
      .slice(1, -1)
      .replaceAll(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`),
  "HTML-escaped": (secret) =>
    secret
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#39;"),
  base64: (secret) => Buffer.from(secret).toString("base64"),
  "base64 without padding": (secret) => unpadded(Buffer.from(secret).toString("base64")),
  base64url: (secret) => Buffer.from(secret).toString("base64url"),
};

/** A line for each encoding in which a text contains a secret, with the surroundings. */
const leaksOf = (text: string, secret: string): string[] =>
  Object.entries(secretEncodings).flatMap(([name, encode]) => {
    const at = text.indexOf(encode(secret));
    return at === -1 ? [] : [`"${secret}", ${name}: …${text.slice(Math.max(0, at - 200), at + 200)}…`];
  });

/** Fails if a text contains one of the secrets in any encoding. */
export function expectNoSecretsIn(text: string, ...secrets: string[]): void {
  const leaks = secrets.flatMap((secret) => leaksOf(text, secret));
  if (leaks.length > 0) expect.fail(`the text contains secrets:\n${leaks.join("\n")}`);
}
