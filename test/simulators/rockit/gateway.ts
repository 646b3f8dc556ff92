import type { FastifyInstance, FastifyReply } from "fastify";
import type { RockitGateway } from "./types.ts";

/** The body of the vendor's maintenance mode, and its status and headers. */
export function maintenanceAnswer(reply: FastifyReply): string {
  reply.code(503).header("retry-after", "900").type("application/json");
  return JSON.stringify({
    status: "failed",
    error: "maintenance",
    message: "The system is under maintenance. Please try again later.",
    retryAfter: "900",
  });
}

export type FirewallStatus = 400 | 404 | 429;

const messages: Record<FirewallStatus, string> = {
  400: "Bad Request",
  404: "Not Found",
  429: "Too Many Requests",
};

export function firewallAnswer(reply: FastifyReply, code: FirewallStatus): string {
  reply.code(code).type("application/json");
  if (code === 429) reply.header("retry-after", "60");
  return JSON.stringify({ code, message: messages[code] });
}

/**
 * Adds the intermediaries that answer instead of the application, without authentication or action: maintenance mode,
 * firewall, rate limit.
 */
export function addGateway(app: FastifyInstance, behaviour: RockitGateway, now: () => number): void {
  const limiter = new RateLimiter(now);
  app.addHook("onRequest", async (request, reply) => {
    if (behaviour.maintenance) return reply.send(maintenanceAnswer(reply));
    const { firewall, rateLimit } = behaviour;
    if (firewall && request.is404) return reply.send(firewallAnswer(reply, 404));
    if (firewall && !request.headers.accept) return reply.send(firewallAnswer(reply, 400));
    if (rateLimit === "none" || limiter.admits(rateLimit.perSecond)) return undefined;
    if (rateLimit.by === "firewall") return reply.send(firewallAnswer(reply, 429));
    if (rateLimit.retryAfter !== undefined) reply.header("retry-after", `${rateLimit.retryAfter}`);
    return reply.code(429).type("text/plain").send("Too Many Requests");
  });
}

/** Counts the accepted requests of all clients in the last second. */
class RateLimiter {
  #admitted: number[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  admits(perSecond: number): boolean {
    const now = this.#now();
    this.#admitted = this.#admitted.filter((at) => now - at < 1000);
    if (this.#admitted.length >= perSecond) return false;
    this.#admitted.push(now);
    return true;
  }
}
