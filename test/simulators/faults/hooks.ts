import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { OpenRecord } from "../recording.ts";
import { type Effect, type Exchange, effectOf } from "./effects.ts";
import type { FaultPlan } from "./plan.ts";
import type { Fault } from "./types.ts";
import type { FaultyVendor } from "./vendor.ts";

interface FaultySite {
  readonly vendor: FaultyVendor;
  readonly plan: FaultPlan;
  recordOf(request: FastifyRequest): OpenRecord | undefined;
  recordBody(request: FastifyRequest, bytes: Buffer): void;
  cutConnectionsBut(request: FastifyRequest): void;
}

interface Hit {
  readonly fault: Fault;
  readonly effect: Effect;
  readonly received: Buffer;
  readonly exchange: Exchange;
}

/** Applies the planned fault after a request is recorded and before its answer is. */
export function addFaultHooks(app: FastifyInstance, { vendor, plan, ...site }: FaultySite): void {
  const { held } = plan;
  const hits = new WeakMap<FastifyRequest, Hit>();

  app.addHook("onRequest", async (request, reply) => {
    const record = site.recordOf(request);
    const fault = record && plan.next(record.route);
    if (!fault) return undefined;
    const pause = held.begin(request);
    const received = await buffer(request.raw).catch(() => undefined);
    if (received === undefined) {
      // An incomplete request can't be answered.
      held.acted(request);
      return reply.hijack();
    }
    site.recordBody(request, received);
    const cutOtherConnections = () => site.cutConnectionsBut(request);
    const exchange = { request, reply, record, vendor, pause, cutOtherConnections };
    const effect = effectOf(fault);
    hits.set(request, { fault, effect, received, exchange });
    if (effect.arrive === undefined) return undefined;
    plan.happened(fault, record);
    const answered = effect.arrive(exchange);
    if (reply.sent) held.acted(request);
    return answered;
  });

  app.addHook("preParsing", async (request) => {
    const hit = hits.get(request);
    return hit && Readable.from([hit.received]);
  });

  app.addHook("onSend", async (request, _reply, body) => {
    held.acted(request);
    const hit = hits.get(request);
    const spoiled = hit?.effect.answer?.(hit.exchange, bytesOf(body));
    if (hit === undefined || spoiled === undefined) return undefined;
    if (hit.effect.arrive === undefined) plan.happened(hit.fault, hit.exchange.record);
    // An unsent answer is not recorded: the hooks end here.
    return spoiled === null ? new Promise(() => {}) : spoiled;
  });
}

function bytesOf(body: unknown): Buffer {
  return typeof body === "string" ? Buffer.from(body) : Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
