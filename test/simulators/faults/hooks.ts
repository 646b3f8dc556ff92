import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { MutableRecord } from "../recording.ts";
import { type Effect, effectOf, type FaultContext } from "./effects.ts";
import type { FaultSupport } from "./fault-support.ts";
import type { FaultPlan } from "./plan.ts";
import type { Fault } from "./types.ts";

interface FaultHookOptions {
  readonly support: FaultSupport;
  readonly plan: FaultPlan;
  recordOf(request: FastifyRequest): MutableRecord | undefined;
  recordBody(request: FastifyRequest, bytes: Buffer): void;
  cutConnectionsExcept(request: FastifyRequest): void;
}

interface ActiveFault {
  readonly fault: Fault;
  readonly effect: Effect;
  readonly received: Buffer;
  readonly context: FaultContext;
}

/** Applies the planned fault after a request is recorded and before its answer is. */
export function addFaultHooks(app: FastifyInstance, { support, plan, ...server }: FaultHookOptions): void {
  const { heldRequests } = plan;
  const activeFaults = new WeakMap<FastifyRequest, ActiveFault>();

  app.addHook("onRequest", async (request, reply) => {
    const record = server.recordOf(request);
    const fault = record && plan.faultFor(record.route);
    if (!fault) return undefined;
    const pause = heldRequests.hold(request);
    const received = await buffer(request.raw).catch(() => undefined);
    if (received === undefined) {
      // An incomplete request can't be answered.
      heldRequests.markActedOn(request);
      return reply.hijack();
    }
    server.recordBody(request, received);
    const cutOtherConnections = () => server.cutConnectionsExcept(request);
    const context = { request, reply, record, support, pause, cutOtherConnections };
    const effect = effectOf(fault);
    activeFaults.set(request, { fault, effect, received, context });
    if (effect.arrive === undefined) return undefined;
    plan.recordInjected(fault, record);
    const answered = effect.arrive(context);
    if (reply.sent) heldRequests.markActedOn(request);
    return answered;
  });

  app.addHook("preParsing", async (request) => {
    const active = activeFaults.get(request);
    return active && Readable.from([active.received]);
  });

  app.addHook("onSend", async (request, _reply, body) => {
    heldRequests.markActedOn(request);
    const active = activeFaults.get(request);
    const replaced = active?.effect.answer?.(active.context, bytesOf(body));
    if (active === undefined || replaced === undefined) return undefined;
    if (active.effect.arrive === undefined) plan.recordInjected(active.fault, active.context.record);
    // A promise that never settles ends the hooks here: an unsent answer is not recorded.
    return replaced === null ? new Promise(() => {}) : replaced;
  });
}

function bytesOf(body: unknown): Buffer {
  return typeof body === "string" ? Buffer.from(body) : Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
