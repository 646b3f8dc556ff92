import { once } from "node:events";
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { Body, FaultContext } from "./effects.ts";

/** Sends status, headers and half of the body, then cuts the connection. */
export function halfAnswer({ reply, request }: FaultContext, body: Buffer): Body | null {
  const { socket } = request.raw;
  if (reply.statusCode === 204) {
    // A 204 is complete after its headers, so the connection ends within the status line.
    socket.end("HTTP/1.1 204 No Con");
    return null;
  }
  setContentLength(reply, body);
  return Readable.from(
    (async function* () {
      reply.raw.flushHeaders();
      if (body.length > 1) yield body.subarray(0, body.length / 2);
      socket.destroySoon();
      // If the stream ended first, Node.js would still complete the answer.
      await once(socket, "close");
    })(),
  );
}

const parts = 20;

export function slowAnswer({ reply, pause }: FaultContext, body: Buffer, ms: number): Body | undefined {
  if (reply.statusCode === 204) return undefined;
  setContentLength(reply, body);
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
function setContentLength(reply: FastifyReply, body: Buffer): void {
  if (body.length > 0) reply.header("content-length", body.length);
}
