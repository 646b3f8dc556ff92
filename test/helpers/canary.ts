import { expect } from "vitest";

/** A secret with every character that some text format must escape. */
export const canary = `ca/na+ry é"\\'&<b>=%?#`;

const unpadded = (base64: string) => base64.replace(/=+$/, "");
const lowerHex = (text: string) => text.replaceAll(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase());

/** The encodings of a secret in a server's text. */
export const forms: Record<string, (secret: string) => string> = {
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

/** Names of the forms in which a text holds a secret. */
export const formsIn = (text: string, secret: string): string[] =>
  Object.entries(forms).flatMap(([name, form]) => (text.includes(form(secret)) ? [name] : []));

/** Fails if a text holds the secret in any form. */
export function expectWithout(text: string, ...secrets: string[]): void {
  for (const secret of secrets) {
    const [form] = formsIn(text, secret);
    if (form !== undefined) expect.fail(`the text holds the secret "${secret}", ${form}: ${text}`);
  }
}
