import { once } from "node:events";
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { Body, Exchange } from "./effects.ts";

/** Sends status, headers and half of the body, then cuts the connection. */
export function halfAnswer({ reply, request }: Exchange, body: Buffer): Body | null {
  const { socket } = request.raw;
  if (reply.statusCode === 204) {
    // With its headers it would be complete.
    socket.end("HTTP/1.1 204 No Con");
    return null;
  }
  declareLength(reply, body);
  return Readable.from(
    (async function* () {
      reply.raw.flushHeaders();
      if (body.length > 1) yield body.subarray(0, body.length / 2);
      socket.destroySoon();
      // The end of this stream would be the end of the answer, and that is not to be written any more.
      await once(socket, "close");
    })(),
  );
}

const parts = 20;

export function slowAnswer({ reply, pause }: Exchange, body: Buffer, ms: number): Body | undefined {
  if (reply.statusCode === 204) return undefined;
  declareLength(reply, body);
  const size = Math.max(1, Math.ceil(body.length / parts));
  const steps = Math.max(1, Math.ceil(body.length / size));
  return Readable.from(
    (async function* () {
      reply.raw.flushHeaders();
      for (let step = 0; step < steps; step += 1) {
        await pause(ms / steps);
        if (body.length > 0) yield body.subarray(step * size, (step + 1) * size);
      }
    })(),
  );
}

const megabyte = 1_000_000;

export function hugeJson(bytes = 40 * megabyte): Readable {
  const [start, end] = ['{"message":"', '"}'];
  return Readable.from(
    (function* () {
      yield start;
      for (let left = bytes - start.length - end.length; left > 0; left -= megabyte) {
        yield "x".repeat(Math.min(left, megabyte));
      }
      yield end;
    })(),
  );
}

/** An empty body gets no content-length, which would complete the answer. */
function declareLength(reply: FastifyReply, body: Buffer): void {
  if (body.length > 0) reply.header("content-length", body.length);
}
