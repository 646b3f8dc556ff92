import { STATUS_CODES } from "node:http";
import type { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { OpenRecord } from "../recording.ts";
import {
  errorPage,
  leaveOneOut,
  malformed,
  repeatOne,
  truncated,
  withEntries,
  withoutSecret,
  withSecret,
} from "./bodies.ts";
import type { Pause } from "./held.ts";
import { halfAnswer, hugeJson, slowAnswer } from "./streams.ts";
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
  | { readonly arrive: (exchange: Exchange) => FastifyReply | Promise<void> | void }
  /** What to send instead of the body: null for no answer at all, undefined if there is nothing to spoil. */
  | { readonly answer: (exchange: Exchange, body: Buffer) => Body | null | undefined };

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
    case "html":
      return ownAnswer(fault.acts, (reply) => {
        reply.code(fault.status).type("text/html; charset=utf-8");
        return errorPage(fault.status);
      });
    case "redirect":
      return ownAnswer(false, (reply) => {
        reply.code(307).header("location", fault.to);
        return "";
      });
    case "malformed-json":
      return onSuccess(malformed);
    case "truncated-json":
      return onSuccess(truncated);
    case "wrong-shape":
      return onSuccess((_, { reply }) => otherJson(reply, JSON.stringify({ message: "ok" })));
    case "huge-json":
      return onSuccess((_, { reply }) => otherJson(reply, hugeJson(fault.bytes)));
    case "duplicate-entry":
      return onSuccess((body, { record }) => withEntries(body, (entries) => repeatOne(entries, record.nth)));
    case "missing-entry":
      return onSuccess((body, { record }) =>
        withEntries(body, (entries) => leaveOneOut(entries, record.nth)),
      );
    case "list-changes":
      return { arrive: ({ vendor }) => vendor.changeList?.() };
    case "token-expiry":
      return { arrive: ({ vendor }) => vendor.endSessions?.() };
    case "restart":
      return {
        arrive({ vendor, cutOtherConnections }) {
          vendor.endSessions?.();
          cutOtherConnections();
        },
      };
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
      return null;
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

/** An answer of 204 could not have a body. */
function otherJson(reply: FastifyReply, body: Body): Body {
  if (reply.statusCode === 204) reply.code(200);
  reply.type("application/json; charset=utf-8");
  return body;
}

function retryAfterText(retryAfter: RetryAfter): string {
  if (typeof retryAfter === "number") return String(retryAfter);
  // A date has whole seconds only, and must not be too early.
  return new Date(Math.ceil(Date.now() / 1000 + retryAfter.seconds) * 1000).toUTCString();
}
