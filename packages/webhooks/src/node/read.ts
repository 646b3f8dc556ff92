import type { IncomingMessage } from "node:http";
import { alreadyParsed, brokenOff, bytesOf, concatenated, isRaw, tooLarge, tooSlow } from "../body.ts";
import type { WebhookBody } from "../options.ts";

/** A request's body to its end, or as far as the limits; or what a parser that ran before has kept of it. */
export async function readNodeRequest(
  request: IncomingMessage & { rawBody?: unknown; body?: unknown },
  limit: number,
  seconds: number,
): Promise<WebhookBody> {
  const kept = [request.rawBody, request.body].find(isRaw);
  if (kept !== undefined) return kept;
  if (request.readableDidRead) throw new TypeError(alreadyParsed);
  if (request.destroyed) throw brokenOff();
  return read(request, limit, seconds);
}

/** By events, not by an iterator: a read that waits for the next bytes can be given up at any moment. */
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
        if (size > limit) fail(tooLarge(limit));
        else chunks.push(chunk);
      } catch (failure) {
        fail(failure);
      }
    };
    const onEnd = () => {
      stop();
      resolve(concatenated(chunks, size));
    };
    const onBroken = () => fail(brokenOff());
    const timer = setTimeout(() => fail(tooSlow(seconds)), seconds * 1000);
    request.on("data", onData).on("end", onEnd).on("error", onBroken).on("close", onBroken);
  });
}

/** After `setEncoding` chunks are text in that encoding; they are counted in bytes all the same. */
const chunkOf = (given: Uint8Array | string, encoding: BufferEncoding | null, limit: number): Uint8Array =>
  bytesOf(typeof given === "string" ? Buffer.from(given, encoding ?? "utf8") : given, limit);
