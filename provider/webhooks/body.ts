import { WebhookVerificationError } from "./errors";

/** The body of a request as it came over the wire: its bytes, or their text. */
export type WebhookBody = Uint8Array | string;

/** Bytes of the largest body that is accepted unless said otherwise: 1 MB. */
export const defaultMaxBodySize = 1_048_576;

export const alreadyParsed =
  "the body is not the raw bytes or text of the request: a body parser probably ran first, so take the route out of it, or have it keep the raw body";

export const tooLarge = (limit: number) =>
  new WebhookVerificationError(
    "body-too-large",
    `the body is larger than ${limit} bytes: if deliveries can be, raise maxBodySize`,
  );

const malformed = (message: string) => new WebhookVerificationError("malformed-body", message);

/** Refuses what is no raw body, and one that is too large. */
export function checkBody(body: WebhookBody, limit: number): void {
  if (!isRaw(body)) throw malformed(alreadyParsed);
  const size = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
  if (size > limit) throw tooLarge(limit);
}

export const isRaw = (body: unknown): body is WebhookBody =>
  typeof body === "string" || body instanceof Uint8Array;

/** What the JSON text says. */
export function parseBody(body: WebhookBody): unknown {
  try {
    const text = typeof body === "string" ? body : new TextDecoder("utf-8", { fatal: true }).decode(body);
    return JSON.parse(text);
  } catch {
    throw malformed(
      "the body is not JSON text in UTF-8: see that nothing between the vendor and here changes it",
    );
  }
}

/** Reads a body to its end, or as far as the limit. */
export async function readBody(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of chunks) {
      size += chunk.byteLength;
      if (size > limit) break;
      read.push(chunk);
    }
  } catch {
    throw malformed("the connection ended before the body did");
  }
  if (size > limit) throw tooLarge(limit);
  return Buffer.concat(read);
}
