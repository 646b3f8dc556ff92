import { STATUS_CODES } from "node:http";
import type { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { OpenRecord } from "../recording.ts";
import { withoutSecret, withSecret } from "./bodies.ts";
import type { Pause } from "./held.ts";
import { halfAnswer, slowAnswer } from "./streams.ts";
import type { Fault, RetryAfter } from "./types.ts";
import type { FaultyVendor } from "./vendor.ts";

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly record: OpenRecord;
  readonly vendor: FaultyVendor;
  readonly pause: Pause;
  cutOtherConnections(): void;
}

export type Body = string | Readable;

/** Either before the request is authenticated, or when the server has acted and the client does not know yet. */
export type Effect =
  /** If it gives the reply, that was the answer, and the server does not act. */
  | { readonly arrive: (exchange: Exchange) => FastifyReply | Promise<void> | undefined }
  /** What to send instead of the body, or undefined if there is nothing to spoil. */
  | { readonly answer: (exchange: Exchange, body: Buffer) => Body | "nothing" | undefined };

export function effectOf(fault: Fault): Effect {
  switch (fault.kind) {
    case "cut":
      return cuts[fault.when];
    case "delay":
      return { arrive: ({ pause }) => pause(fault.ms) };
    case "slow-body":
      return { answer: (exchange, body) => slowAnswer(exchange, body, fault.ms) };
    case "rate-limited":
      return failure(429, false, fault.retryAfter);
    case "status":
      return failure(fault.status, fault.acts, fault.retryAfter);
    case "empty-secret":
      return onSuccess((body) => withSecret(body, ""));
    case "no-secret":
      return onSuccess(withoutSecret);
    default:
      throw new Error(`the fault ${fault.kind} is not simulated yet`);
  }
}

const cuts: Record<"before" | "while" | "after", Effect> = {
  before: {
    arrive({ request, reply }) {
      request.raw.socket.destroy();
      return reply.hijack();
    },
  },
  while: { answer: halfAnswer },
  after: {
    answer({ request }) {
      request.raw.socket.destroy();
      return "nothing";
    },
  },
};

function failure(status: number, acts: boolean, retryAfter?: RetryAfter): Effect {
  return ownAnswer(acts, (reply) => {
    reply.code(status).type("text/plain; charset=utf-8");
    if (retryAfter !== undefined) reply.header("retry-after", retryAfterText(retryAfter));
    return `${status} ${STATUS_CODES[status]}\n`;
  });
}

/** Somebody else answers, so that nothing of the server's own answer is left. */
function ownAnswer(acts: boolean, answer: (reply: FastifyReply) => string): Effect {
  if (!acts) return { arrive: ({ reply }) => reply.send(answer(reply)) };
  return {
    answer({ reply }) {
      for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
      return answer(reply);
    },
  };
}

function onSuccess(spoil: (body: string, exchange: Exchange) => Body | undefined): Effect {
  return {
    answer(exchange, body) {
      const { statusCode } = exchange.reply;
      return statusCode >= 200 && statusCode < 300 ? spoil(body.toString("utf8"), exchange) : undefined;
    },
  };
}

function retryAfterText(retryAfter: RetryAfter): string {
  if (typeof retryAfter === "number") return String(retryAfter);
  // A date has whole seconds only, and must not be too early.
  return new Date(Math.ceil(Date.now() / 1000 + retryAfter.seconds) * 1000).toUTCString();
}
