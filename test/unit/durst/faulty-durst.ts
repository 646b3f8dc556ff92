import { expect, vi } from "vitest";
import { DurstRun } from "../../../provider/durst/run.ts";
import { durstSettings } from "../../../provider/durst/settings.ts";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { durstSubscriptionLifecycle } from "../../../provider/durst/subscription-lifecycle.ts";
import { operationError, PartialOperationError } from "../../../provider/resource/errors.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { driverOf } from "../../helpers/lifecycles.ts";
import { type DurstOptions, type Fault, startDurst } from "../../simulators/index.ts";
import { failureOf } from "./token-server.ts";

const subscriberPath = "/api/v1/subscribers/:subscriberId";

/** A run reads two lists before a subscriber's first creation, since one may lack an entry by mistake. */
export const listsBeforeCreation = 2;
/** Number of the list that is the first lookup of a creation whose answer was lost. */
export const firstLookup = listsBeforeCreation + 1;

/** Routes as the simulator records them. */
export const routes = {
  login: "POST /api/v2/login",
  createSubscriber: "POST /api/v1/subscribers/create",
  readSubscriber: `GET ${subscriberPath}`,
  updateSubscriber: `PUT ${subscriberPath}`,
  create: `POST ${subscriberPath}/subscriptions/create`,
  plain: `POST ${subscriberPath}/subscriptions`,
  list: `GET ${subscriberPath}/subscriptions`,
  read: `GET ${subscriberPath}/subscriptions/:subscriptionId`,
  update: `PUT ${subscriberPath}/subscriptions/:subscriptionId`,
} as const;

export const plainSubscriber = { hostUri: "https://press.example/", externalAuthType: "NONE" } as const;
export const jobs = { subscriberId: 17, topic: "STATUS/PRODUCTION_JOB/*", path: "jobs" } as const;
/** The subscription `jobs` as the server stores it. */
export const jobsOnServer = { topic: jobs.topic, path: "jobs/", status: "ACTIVE" } as const;
/** The subscription `jobs` as its first creation returns it. */
export const createdJobs = { id: "17/4", outputs: { ...jobs, status: "ACTIVE" } };

export const cutConnection = (when: "before" | "while" | "after"): Fault => ({ kind: "cut", when });
export const forever = Number.POSITIVE_INFINITY;

/** The waits between attempts are real, and many of these tests wait at the same time. */
export const longTimeout = { timeout: 30_000 };

interface RunOptions {
  /** Milliseconds. This timeout decides how long a run looks up a lost creation. */
  readonly requestTimeout?: number;
}
const defaultOptions: RunOptions = { requestTimeout: 6000 };

/** A server with the subscriber 17. Each run has its own client, as each command of the engine does. */
export async function startFaultyDurst(options: DurstOptions = {}) {
  const server = await startDurst(options);
  server.addSubscriber(plainSubscriber);
  const runs: DurstRun[] = [];
  const run = (runOptions: RunOptions = defaultOptions) => {
    const source = { config: () => undefined, environment: environmentOf({ durst: server }) };
    const durstRun = new DurstRun({ ...durstSettings(source), ...runOptions });
    runs.push(durstRun);
    return {
      subscribers: driverOf(durstSubscriberLifecycle, durstRun),
      subscriptions: driverOf(durstSubscriptionLifecycle, durstRun),
    };
  };
  const count = (route: string) => server.requests.filter((request) => request.route === route).length;
  return {
    server,
    faults: server.faults,
    /** Cuts the connection of a creation; by default of the next. */
    cutCreation: (when: "before" | "while" | "after", place: { nth?: number; times?: number } = {}) =>
      server.faults.inject(cutConnection(when), { route: routes.create, ...place }),
    run,
    count,
    /** Status of each subscription of the subscriber 17, by its number. */
    statuses: () =>
      Object.fromEntries([...server.subscriptions(17).values()].map(({ id, status }) => [id, status])),
    /** Resolves when the given number of requests to a route have arrived. */
    waitForRequests: (route: string, times: number) =>
      vi.waitFor(() => expect(count(route)).toBeGreaterThanOrEqual(times), { timeout: 8000, interval: 5 }),
    async [Symbol.asyncDispose]() {
      await server.faults.heal();
      await Promise.all(runs.map((durstRun) => durstRun.close()));
      await server.close();
    },
  };
}

/** The state that an unfinished operation leaves, as the engine stores it, and the reason in its error. */
export async function unfinishedStateOf(work: Promise<unknown>) {
  const failure: unknown = await failureOf(work);
  if (!(failure instanceof PartialOperationError)) throw failure;
  return {
    id: failure.id,
    outputs: JSON.parse(JSON.stringify(failure.outputs)),
    reason: operationError("working", failure).reason,
  };
}

/** The log line for a lost creation that was found. */
export const foundMessage = "the server's answer was lost; the created subscription was found and is kept";
