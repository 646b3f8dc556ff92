import type { IncomingMessage } from "node:http";
import {
  bodyTimedOut,
  bodyTooLarge,
  bytesOf,
  concatBytes,
  incompleteBody,
  isRaw,
  parsedBodyMessage,
} from "../body.ts";
import type { WebhookBody } from "../options.ts";

/** Reads a request's body within the limits, or takes the raw body that a parser kept. */
export async function readNodeBody(
  request: IncomingMessage & { rawBody?: unknown; body?: unknown },
  limit: number,
  seconds: number,
): Promise<WebhookBody> {
  const kept = [request.rawBody, request.body].find(isRaw);
  if (kept !== undefined) return kept;
  if (request.readableDidRead) throw new TypeError(parsedBodyMessage);
  if (request.destroyed) throw incompleteBody();
  return read(request, limit, seconds);
}

/** Uses events instead of an iterator, so a pending read can be aborted at any moment. */
function read(request: IncomingMessage, limit: number, seconds: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const stop = () => {
      clearTimeout(timer);
      request.off("data", onData).off("end", onEnd).off("error", onBroken).off("close", onBroken);
      // Not destroyed: the connection still has to carry the answer.
      request.pause();
    };
    const fail = (failure: unknown) => {
      stop();
      reject(failure);
    };
    const onData = (given: Uint8Array | string) => {
      try {
        const chunk = chunkOf(given, request.readableEncoding, limit);
        size += chunk.byteLength;
        if (size > limit) fail(bodyTooLarge(limit));
        else chunks.push(chunk);
      } catch (failure) {
        fail(failure);
      }
    };
    const onEnd = () => {
      stop();
      resolve(concatBytes(chunks, size));
    };
    const onBroken = () => fail(incompleteBody());
    const timer = setTimeout(() => fail(bodyTimedOut(seconds)), seconds * 1000);
    request.on("data", onData).on("end", onEnd).on("error", onBroken).on("close", onBroken);
  });
}

/** After `setEncoding`, chunks are text in that encoding. Their bytes count all the same. */
const chunkOf = (given: Uint8Array | string, encoding: BufferEncoding | null, limit: number): Uint8Array =>
  bytesOf(typeof given === "string" ? Buffer.from(given, encoding ?? "utf8") : given, limit);
