import {
  bodyTimedOut,
  bodyTooLarge,
  bytesOf,
  concatBytes,
  incompleteBody,
  isRaw,
  parsedBodyMessage,
} from "./body.ts";
import { withDeadline } from "./deadline.ts";
import { isWebhookVerificationError } from "./errors.ts";

/** Reads a request's body within the limits. */
export async function readWebBody(
  { body, bodyUsed }: Request,
  limit: number,
  seconds: number,
): Promise<Uint8Array> {
  if (bodyUsed || body?.locked) throw new TypeError(parsedBodyMessage);
  if (body === null || body === undefined) return new Uint8Array();
  const reader = body.getReader();
  try {
    return await withDeadline(readAll(reader, limit), seconds, () => bodyTimedOut(seconds));
  } catch (failure) {
    // The rest is not read. Cancelling may fail on some platforms.
    reader.cancel().catch(() => {});
    throw isWebhookVerificationError(failure) ? failure : incompleteBody();
  }
}

async function readAll(reader: ReadableStreamDefaultReader<unknown>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(chunks, size);
    if (!isRaw(value)) throw incompleteBody();
    const chunk = bytesOf(value, limit);
    size += chunk.byteLength;
    if (size > limit) throw bodyTooLarge(limit);
    chunks.push(chunk);
  }
}
