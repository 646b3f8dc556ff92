import { malformedBody, WebhookVerificationError } from "./errors.ts";
import type { WebhookBody } from "./options.ts";

export const parsedBodyMessage =
  "the body is not the raw bytes or text of the request: a body parser probably ran first. Exclude the route from the parser, or let the parser keep the raw body";

export const bodyTooLarge = (limit: number) =>
  new WebhookVerificationError(
    "body-too-large",
    `the body is larger than ${limit} bytes: raise maxBodySize if deliveries are that large`,
  );

export const incompleteBody = () => malformedBody("the connection closed before the body was complete");

export const bodyTimedOut = (seconds: number) =>
  new WebhookVerificationError(
    "body-timeout",
    `the body did not arrive within ${seconds} s: raise bodyTimeout if your sender is that slow`,
  );

export const isRaw = (body: unknown): body is WebhookBody =>
  typeof body === "string" || body instanceof Uint8Array || body instanceof ArrayBuffer;

const encoder = new TextEncoder();

/** The bytes of a raw body. Rejects a body that was parsed or is too large. */
export function bytesOf(body: WebhookBody, limit: number): Uint8Array {
  if (!isRaw(body)) throw malformedBody(parsedBodyMessage);
  const bytes =
    typeof body === "string"
      ? encoder.encode(body)
      : body instanceof ArrayBuffer
        ? new Uint8Array(body)
        : body;
  if (bytes.byteLength > limit) throw bodyTooLarge(limit);
  return bytes;
}

export function concatBytes(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}

/** Maximum nesting of a body. Documented bodies have two levels. */
const maxDepth = 100;

/** Parses JSON text, without fields named `__proto__`. */
export function parseJson(text: string): unknown {
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  checkDepth(plain);
  try {
    // With `\u`, any name can be written differently.
    const suspicious = plain.includes("__proto__") || plain.includes("\\u");
    return JSON.parse(plain, suspicious ? withoutPrototype : undefined);
  } catch {
    throw malformedBody("the body is not JSON text in its declared charset: check that no proxy changes it");
  }
}

const withoutPrototype = (name: string, value: unknown) => (name === "__proto__" ? undefined : value);

/**
 * Checks the nesting before parsing: deep JSON can parse, and overflow the stack of the code that reads it.
 */
function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === quote) inString = !inString;
    else if (inString) {
      if (character === backslash) at++;
    } else if (character === openBrace || character === openBracket) {
      depth++;
      if (depth > maxDepth) throw malformedBody(`the body is nested deeper than ${maxDepth} levels`);
    } else if (character === closeBrace || character === closeBracket) depth--;
  }
}

const [quote, backslash] = [0x22, 0x5c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
