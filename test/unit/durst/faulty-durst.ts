import { expect, vi } from "vitest";
import { DurstRun } from "../../../provider/durst/run.ts";
import { durstSettings } from "../../../provider/durst/settings.ts";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import { operationError, PartialOperationError } from "../../../provider/resource/errors.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { driverOf } from "../../helpers/lifecycles.ts";
import { type DurstOptions, type Fault, startDurst } from "../../simulators/index.ts";
import { failureOf } from "./durst-server.ts";

const one = "/api/v1/subscribers/:subscriberId";

/** A run reads two lists before a subscriber's first creation, since one may lack an entry by mistake. */
export const listsBefore = 2;
export const firstLook = listsBefore + 1;

/** Routes as the simulator records them. */
export const routes = {
  login: "POST /api/v2/login",
  createSubscriber: "POST /api/v1/subscribers/create",
  readSubscriber: `GET ${one}`,
  updateSubscriber: `PUT ${one}`,
  create: `POST ${one}/subscriptions/create`,
  plain: `POST ${one}/subscriptions`,
  list: `GET ${one}/subscriptions`,
  read: `GET ${one}/subscriptions/:subscriptionId`,
  update: `PUT ${one}/subscriptions/:subscriptionId`,
} as const;

export const host = { hostUri: "https://press.example/", externalAuthType: "NONE" } as const;
export const jobs = { subscriberId: 17, topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" } as const;
/** The declared subscription `jobs` as the server stores it. */
export const onServer = { topic: jobs.topic, path: "jobs/", status: "ACTIVE" } as const;
/** The declared subscription `jobs` as the first creation returns it. */
export const created = { id: "17/4", outputs: { ...jobs, status: "ACTIVE" } };

export const cut = (when: "before" | "while" | "after"): Fault => ({ kind: "cut", when });
export const forEver = Number.POSITIVE_INFINITY;

/** Waits between repetitions are real, and many of these tests wait at once. */
export const patience = { timeout: 30_000 };

/** Milliseconds. The timeout decides how long a lost creation is looked for. */
interface Limits {
  readonly requestTimeout?: number;
}
const limits: Limits = { requestTimeout: 6000 };

/** A server with the subscriber 17. Each run has its own client, as each command of the engine does. */
export async function startFaulty(options: DurstOptions = {}) {
  const server = await startDurst(options);
  server.addSubscriber(host);
  const apis: DurstRun[] = [];
  const run = (own: Limits = limits) => {
    const source = { config: () => undefined, environment: environmentOf({ durst: server }) };
    const api = new DurstRun({ ...durstSettings(source), ...own });
    apis.push(api);
    return {
      subscribers: driverOf(durstSubscriberLifecycle, api),
      subscriptions: driverOf(durstSubscriptionLifecycle, api),
    };
  };
  const count = (route: string) => server.requests.filter((request) => request.route === route).length;
  return {
    server,
    faults: server.faults,
    run,
    count,
    /** Status of each subscription of the subscriber 17, by its number. */
    statuses: () =>
      Object.fromEntries([...server.subscriptions(17).values()].map(({ id, status }) => [id, status])),
    /** Resolves when the given number of requests to a route have arrived. */
    arrived: (route: string, times: number) =>
      vi.waitFor(() => expect(count(route)).toBeGreaterThanOrEqual(times), { timeout: 8000, interval: 5 }),
    async [Symbol.asyncDispose]() {
      await server.faults.heal();
      await Promise.all(apis.map((api) => api.close()));
      await server.close();
    },
  };
}

/** The state that unfinished work leaves, as the engine stores it, and the reason that a person reads. */
export async function unfinishedOf(work: Promise<unknown>) {
  const failure: unknown = await failureOf(work);
  if (!(failure instanceof PartialOperationError)) throw failure;
  return {
    id: failure.id,
    outputs: JSON.parse(JSON.stringify(failure.outputs)),
    reason: operationError("working", failure).reason,
  };
}

/** The log line for a lost creation that was found. */
export const found = "the server's answer was lost; the created subscription was found and is kept";
