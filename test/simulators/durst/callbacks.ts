import { randomUUID } from "node:crypto";
import { signDurstTestCallback } from "../../../packages/webhooks/src/index.ts";
import type { Deliveries, DeliveryResult } from "../deliveries.ts";
import { type SigningOptions, signToken } from "../tokens.ts";
import type { Subscribers } from "./subscribers.ts";
import type { DurstStatusChange, DurstStoredSubscriber, DurstStoredSubscription } from "./types.ts";

type Target = readonly [DurstStoredSubscriber, DurstStoredSubscription];

/** The callbacks of a server, and the state they need. */
export class Callbacks {
  readonly #states = new Map<string, DurstStatusChange>();
  readonly #subscribers: Subscribers;
  readonly #deliveries: Deliveries;

  constructor(subscribers: Subscribers, deliveries: Deliveries) {
    this.#subscribers = subscribers;
    this.#deliveries = deliveries;
  }

  statusChange(change: DurstStatusChange, signing?: SigningOptions): Promise<DeliveryResult[]> {
    this.#states.set(topicOf(change), change);
    const matching = this.#active().filter(([, { topic }]) => topicMatches(topic, change));
    return this.#postAll(matching, change, signing);
  }

  /** Goes to every active subscription, whatever its topic: the manual says "to all active subscribers". */
  testResponse(productionJobId: string): Promise<DeliveryResult[]> {
    return this.#postAll(this.#active(), { entity: "PRODUCTION_JOB", id: productionJobId, status: "TEST" });
  }

  /** The last known status of every entity that the topic matches, possibly none. */
  async initialState(
    subscriber: DurstStoredSubscriber,
    subscription: DurstStoredSubscription,
  ): Promise<void> {
    if (subscription.status !== "ACTIVE") return;
    const known = [...this.#states.values()].filter((change) => topicMatches(subscription.topic, change));
    await Promise.all(known.map((change) => this.#postAll([[subscriber, subscription]], change)));
  }

  #active(): Target[] {
    return [...this.#subscribers.byId.values()].flatMap((subscriber) =>
      [...this.#subscribers.subscriptionsOf(subscriber.id).values()]
        .filter(({ status }) => status === "ACTIVE")
        .map((subscription): Target => [subscriber, subscription]),
    );
  }

  #postAll(
    targets: Target[],
    change: DurstStatusChange,
    signing?: SigningOptions,
  ): Promise<DeliveryResult[]> {
    const { entity, id, status } = change;
    const body = {
      topic: topicOf(change),
      entityType: entity,
      entityId: String(id),
      status,
      timestamp: new Date().toISOString(),
    };
    return Promise.all(
      targets.map(([subscriber, subscription]) =>
        this.#deliveries.post({
          subscription: `${subscriber.id}/${subscription.id}`,
          url: urlOf(subscriber, subscription),
          headers: () => authenticationOf(subscriber, body, signing),
          body,
        }),
      ),
    );
  }
}

async function authenticationOf(
  { xAuthInfo, jwtSigningInfo }: DurstStoredSubscriber,
  body: unknown,
  signing: SigningOptions = {},
): Promise<Record<string, string>> {
  if (xAuthInfo) {
    if (signing.defect === "missing") return {};
    const password = signing.defect === undefined ? xAuthInfo.password : `not-${xAuthInfo.password}`;
    return (await signDurstTestCallback({ body, xAuth: { ...xAuthInfo, password } })).headers;
  }
  if (jwtSigningInfo) {
    const { httpHeaderName: headerName, key } = jwtSigningInfo;
    const token = await signToken(async (how, whose) => {
      const signedWith = whose === "own" ? key : randomUUID();
      const { headers } = await signDurstTestCallback({ body, headerName, key: signedWith, ...how });
      return headers[headerName];
    }, signing);
    return token === undefined ? {} : { [headerName]: token };
  }
  return {};
}

function topicOf({ entity, id }: DurstStatusChange): string {
  return `STATUS/${entity}/${id}`;
}

function topicMatches(topic: string, change: DurstStatusChange): boolean {
  return ["STATUS/*", `STATUS/${change.entity}/*`, topicOf(change)].includes(topic);
}

function urlOf({ hostUri }: DurstStoredSubscriber, { path }: DurstStoredSubscription): string {
  const base = hostUri.includes("://") ? hostUri : `http://${hostUri}`;
  return path === undefined ? base : `${base.replace(/\/+$/, "")}/${path}`;
}
