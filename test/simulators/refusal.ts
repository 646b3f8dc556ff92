import type { FastifyReply } from "fastify";

/** A request the server does not serve, with the status it answers. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * What a refusal's body looks like, which neither vendor documents. `echo` quotes the request's own body, credentials
 * included, as careless servers do.
 */
export type ErrorBodies = "json" | "text" | "none" | "echo";

export function answerRefusal(
  reply: FastifyReply,
  { status, message }: Refusal,
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
