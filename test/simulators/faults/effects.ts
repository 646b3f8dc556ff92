import { STATUS_CODES } from "node:http";
import type { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { MutableRecord } from "../recording.ts";
import {
  brokenGzipOf,
  changeEntries,
  errorEnvelope,
  errorPage,
  leaveOneOut,
  malformedJsonOf,
  oddSecrets,
  repeatOne,
  truncatedJsonOf,
  withoutSecret,
  withSecret,
} from "./bodies.ts";
import type { FaultSupport } from "./fault-support.ts";
import type { Pause } from "./held-requests.ts";
import { halfAnswer, hugeJson, slowAnswer } from "./streams.ts";
import type { Fault, RetryAfter } from "./types.ts";

/** A request with a fault, and what an effect may act on. */
export interface FaultContext {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly record: MutableRecord;
  readonly support: FaultSupport;
  readonly pause: Pause;
  cutOtherConnections(): void;
}

export type Body = string | Buffer | Readable;

/** `arrive` runs before authentication; `answer` runs after the server has acted, before its answer is sent. */
export interface Effect {
  /** If it returns a reply, that is the answer and the server does not act. */
  readonly arrive?: (context: FaultContext) => FastifyReply | Promise<void> | void;
  /** Replaces the body. null: no answer at all; undefined: the body stays as it is. */
  readonly answer?: (context: FaultContext, body: Buffer) => Body | null | undefined;
}

export function effectOf(fault: Fault): Effect {
  switch (fault.kind) {
    case "cut":
      return cutEffects[fault.when];
    case "delay":
      return { arrive: ({ pause }) => pause(fault.ms) };
    case "slow-body":
      return { answer: (context, body) => slowAnswer(context, body, fault.ms) };
    case "rate-limited":
      return failureEffect(429, false, fault.retryAfter);
    case "status":
      return failureEffect(fault.status, fault.acts, fault.retryAfter);
    case "empty-secret":
      return onSuccess((body) => withSecret(body, ""));
    case "no-secret":
      return onSuccess(withoutSecret);
    case "odd-secret":
      return onSuccess((body) => withSecret(body, oddSecrets[fault.as]));
    case "no-body":
      return onSuccess((_, { reply }) => {
        reply.code(fault.status).removeHeader("content-type");
        return "";
      });
    case "broken-gzip":
      return onSuccess((body, { reply }) => {
        const broken = brokenGzipOf(body, fault.how);
        if (broken !== undefined) reply.header("content-encoding", "gzip");
        return broken;
      });
    case "error-envelope":
      return intermediaryAnswer(fault.acts, (reply) => {
        reply.code(200).type("application/json");
        return errorEnvelope;
      });
    case "maintenance":
      return { arrive: ({ reply, support }) => reply.send(support.maintenance?.(reply)) };
    case "firewall":
      return { arrive: ({ reply, support }) => reply.send(support.firewall?.(reply, fault.status)) };
    case "gateway-timeout":
      return gatewayTimeoutEffect(fault.ms);
    case "html":
      return intermediaryAnswer(fault.acts, (reply) => {
        reply.code(fault.status).type("text/html; charset=utf-8");
        return errorPage(fault.status);
      });
    case "redirect":
      return intermediaryAnswer(false, (reply) => {
        reply.code(307).header("location", fault.to);
        return "";
      });
    case "malformed-json":
      return onSuccess(malformedJsonOf);
    case "truncated-json":
      return onSuccess(truncatedJsonOf);
    case "wrong-shape":
      return onSuccess((_, { reply }) => asJson(reply, JSON.stringify({ message: "ok" })));
    case "huge-json":
      return onSuccess((_, { reply }) => asJson(reply, hugeJson(fault.bytes)));
    case "duplicate-entry":
      return onSuccess((body, { record }) =>
        changeEntries(body, (entries) => repeatOne(entries, record.nth)),
      );
    case "missing-entry":
      return onSuccess((body, { record }) =>
        changeEntries(body, (entries) => leaveOneOut(entries, record.nth)),
      );
    case "list-changes":
      return { arrive: ({ support }) => support.changeList?.() };
    case "token-expiry":
      return { arrive: ({ support }) => support.endSessions?.() };
    case "restart":
      return {
        arrive({ support, cutOtherConnections }) {
          support.endSessions?.();
          cutOtherConnections();
        },
      };
  }
}

const cutEffects: Record<"before" | "while" | "after", Effect> = {
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

/** The answer is complete before the server acts; the server's own answer is discarded. */
function gatewayTimeoutEffect(ms: number): Effect {
  return {
    arrive({ reply, record, pause }) {
      const body = `504 ${STATUS_CODES[504]}\n`;
      const headers = { "content-type": "text/plain", "content-length": body.length, connection: "close" };
      reply.raw.writeHead(504, headers).write(body);
      record.status = 504;
      return pause(ms);
    },
    answer({ reply }) {
      reply.raw.end();
      return null;
    },
  };
}

function failureEffect(status: number, acts: boolean, retryAfter?: RetryAfter): Effect {
  return intermediaryAnswer(acts, (reply) => {
    reply.code(status).type("text/plain; charset=utf-8");
    if (retryAfter !== undefined) reply.header("retry-after", retryAfterText(retryAfter));
    return `${status} ${STATUS_CODES[status]}\n`;
  });
}

/** An intermediary answers and discards the server's own answer. */
function intermediaryAnswer(acts: boolean, answer: (reply: FastifyReply) => string): Effect {
  if (!acts) return { arrive: ({ reply }) => reply.send(answer(reply)) };
  return {
    answer({ reply }) {
      for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
      return answer(reply);
    },
  };
}

function onSuccess(replace: (body: string, context: FaultContext) => Body | undefined): Effect {
  return {
    answer(context, body) {
      const { statusCode } = context.reply;
      return statusCode >= 200 && statusCode < 300 ? replace(body.toString("utf8"), context) : undefined;
    },
  };
}

/** Turns a 204 into a 200, since a 204 has no body. */
function asJson(reply: FastifyReply, body: Body): Body {
  if (reply.statusCode === 204) reply.code(200);
  reply.type("application/json; charset=utf-8");
  return body;
}

function retryAfterText(retryAfter: RetryAfter): string {
  if (typeof retryAfter === "number") return String(retryAfter);
  // A date has whole seconds only, and must not be too early.
  return new Date(Math.ceil(Date.now() / 1000 + retryAfter.seconds) * 1000).toUTCString();
}
