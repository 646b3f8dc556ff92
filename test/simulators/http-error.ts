import type { FastifyReply } from "fastify";

/** Thrown to refuse a request with this status. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The format of an error's body, which neither vendor documents. `echo` quotes the request's body, including its
 * credentials, as careless servers do.
 */
export type ErrorBodies = "json" | "text" | "none" | "echo";

export function answerError(
  reply: FastifyReply,
  { status, message }: HttpError,
  bodies: ErrorBodies,
  received = "",
): FastifyReply {
  reply.code(status);
  if (bodies === "none") return reply.send();
  if (bodies === "json")
    return reply.type("application/json").send(JSON.stringify({ status: "error", message }));
  const text = bodies === "echo" ? `${message}\nin ${received}` : message;
  return reply.type("text/plain; charset=utf-8").send(text);
}
