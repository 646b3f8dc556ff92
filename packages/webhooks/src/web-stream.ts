import { alreadyParsed, brokenOff, bytesOf, concatenated, isRaw, tooLarge, tooSlow } from "./body.ts";
import { withDeadline } from "./deadline.ts";
import { isWebhookVerificationError } from "./errors.ts";

/** A request's body to its end, or as far as the limits. */
export async function readWebStream(
  { body, bodyUsed }: Request,
  limit: number,
  seconds: number,
): Promise<Uint8Array> {
  if (bodyUsed || body?.locked) throw new TypeError(alreadyParsed);
  if (body === null || body === undefined) return new Uint8Array();
  const reader = body.getReader();
  try {
    return await withDeadline(readAll(reader, limit), seconds, () => tooSlow(seconds));
  } catch (failure) {
    // What is left is not read; whether that can be cancelled is the platform's business.
    reader.cancel().catch(() => {});
    throw isWebhookVerificationError(failure) ? failure : brokenOff();
  }
}

async function readAll(reader: ReadableStreamDefaultReader<unknown>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatenated(chunks, size);
    if (!isRaw(value)) throw brokenOff();
    const chunk = bytesOf(value, limit);
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
}
