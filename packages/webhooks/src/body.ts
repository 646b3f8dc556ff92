import { malformedBody, WebhookVerificationError } from "./errors.ts";
import type { WebhookBody } from "./options.ts";

export const alreadyParsed =
  "the body is not the raw bytes or text of the request: a body parser probably ran first. Take the route out of the parser, or have it keep the raw body";

export const tooLarge = (limit: number) =>
  new WebhookVerificationError(
    "body-too-large",
    `the body is larger than ${limit} bytes: if deliveries can be, raise maxBodySize`,
  );

export const brokenOff = () => malformedBody("the connection ended before the body did");

export const tooSlow = (seconds: number) =>
  new WebhookVerificationError(
    "body-timeout",
    `the body did not arrive within ${seconds} s: if your sender is that slow, raise bodyTimeout`,
  );

export const isRaw = (body: unknown): body is WebhookBody =>
  typeof body === "string" || body instanceof Uint8Array || body instanceof ArrayBuffer;

const encoder = new TextEncoder();

/** The bytes of a raw body, or a rejection of one that was parsed or is too large. */
export function bytesOf(body: WebhookBody, limit: number): Uint8Array {
  if (!isRaw(body)) throw malformedBody(alreadyParsed);
  const bytes =
    typeof body === "string"
      ? encoder.encode(body)
      : body instanceof ArrayBuffer
        ? new Uint8Array(body)
        : body;
  if (bytes.byteLength > limit) throw tooLarge(limit);
  return bytes;
}

export function concatenated(chunks: readonly Uint8Array[], size: number): Uint8Array {
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

/** Levels of nesting that a body may have. Documented bodies have two. */
const deepest = 100;

/** What JSON text says, without prototypes. */
export function parseJson(text: string): unknown {
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  checkDepth(plain);
  try {
    // `\u` can write any name in another way.
    const suspicious = plain.includes("__proto__") || plain.includes("\\u");
    return JSON.parse(plain, suspicious ? withoutPrototype : undefined);
  } catch {
    throw malformedBody(
      "the body is not JSON text in its declared charset: check that nothing between the vendor and here changes it",
    );
  }
}

const withoutPrototype = (name: string, value: unknown) => (name === "__proto__" ? undefined : value);

/** Counts before anything is parsed: what parses can still overflow the stack of whoever walks through it. */
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
      if (depth > deepest) throw malformedBody(`the body is nested deeper than ${deepest} levels`);
    } else if (character === closeBrace || character === closeBracket) depth--;
  }
}

const [quote, backslash] = [0x22, 0x5c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
