import { CircuitBreaker } from "../http/circuit-breaker";
import { defaultLimits } from "../http/client";
import { HttpError, isHttpError } from "../http/errors";
import { RequestCache } from "../http/request-cache";
import { PreconditionError, PartialOperationError } from "../resource/errors";
import { MassDeletionGuard } from "../resource/mass-deletion-guard";
import { sentFields } from "../resource/meaning";
import type { Properties } from "../resource/properties";
import {
  type Created,
  type CreateRoute,
  DurstClient,
  type DurstKinds,
  type SubscriberAnswer,
  type SubscriptionAnswer,
} from "./client";
import { idOf, numbersOf } from "./ids";
import { durstSubscriber, durstSubscription } from "./kind";
import { canonicalCallbackPath } from "./paths";
import type { DurstSettings } from "./settings";
import { KeyedSerialQueue } from "./keyed-serial-queue";

/** What one run read and made of the subscribers and subscriptions of one server. */
export class DurstRun {
  /** Milliseconds in which a server that lost its answer has certainly done what it was asked. */
  readonly lateEffectWindow: number;
  readonly client: DurstClient;
  private readonly breaker = new CircuitBreaker();
  /** Each kind is counted by itself, and all objects of the server together. */
  private readonly guards: {
    readonly subscribers: MassDeletionGuard;
    readonly subscriptions: MassDeletionGuard;
    readonly all: MassDeletionGuard;
  };
  /** Lists by their subscriber: as they are since the last write, and as they were before this run created any. */
  private readonly listed = new RequestCache<number, readonly SubscriptionAnswer[] | undefined>();
  private readonly before = new RequestCache<number, readonly SubscriptionAnswer[]>();
  /** Ids of what this run made, or its resources are known to have. */
  private readonly owned = new Set<string>();
  /** Ids of what a resource of this run took over. */
  private readonly adopted = new Set<string>();
  /** Ids of what resources of this run made, changed or took over. */
  private readonly inUse = new Set<string>();
  readonly creationQueue = new KeyedSerialQueue();
  private createRoute: CreateRoute | undefined;

  constructor(
    settings: DurstSettings,
    private readonly kinds: DurstKinds = { subscriber: durstSubscriber, subscription: durstSubscription },
  ) {
    const { endpoint, allowAllMissing, requestTimeout = defaultLimits.requestTimeout } = settings;
    this.lateEffectWindow = requestTimeout / 20;
    this.client = new DurstClient(settings, kinds);
    this.guards = {
      subscribers: new MassDeletionGuard("subscribers", endpoint.host, allowAllMissing),
      subscriptions: new MassDeletionGuard("subscriptions", endpoint.host, allowAllMissing),
      all: new MassDeletionGuard("objects", endpoint.host, allowAllMissing),
    };
  }

  /** One that should be there. @throws PreconditionError if none of several is, which is rather another server. */
  findSubscriber(id: number): Promise<SubscriberAnswer | undefined> {
    const { all, subscribers } = this.guards;
    return all.find(`${id}`, () => subscribers.find(`${id}`, () => this.client.readSubscriber(id)));
  }

  /** Asks by the older route first and remembers which one answered. */
  async createSubscription(subscriberId: number, body: Properties): Promise<Created> {
    try {
      const known = this.createRoute;
      const first = await this.createBy(known ?? "create", subscriberId, body);
      const isUnknown = known === undefined && (typeof first === "number" || first instanceof HttpError);
      const second = isUnknown ? await this.createBy("plain", subscriberId, body) : first;
      // Where the other route is unknown too, the first answer says why.
      const created = typeof second === "number" ? first : second;
      if (created instanceof HttpError) throw created;
      if (typeof created === "number") throw await this.whyNotCreated(subscriberId, created);
      this.createRoute = known ?? (isUnknown ? "plain" : "create");
      this.addCreated(subscriberId, created.id);
      return created;
    } finally {
      this.listed.forget(subscriberId);
    }
  }

  /** Subscriptions that a subscriber had before this run created any, read once for all creations. */
  listBefore(subscriberId: number): Promise<readonly SubscriptionAnswer[]> {
    return this.before.get(subscriberId, () => this.listConfirmed(subscriberId));
  }

  /** All subscriptions of a subscriber that two lists have: one may lack an entry by mistake and looks like any other. */
  async listConfirmed(subscriberId: number): Promise<readonly SubscriptionAnswer[]> {
    const first = (await this.listSubscriptions(subscriberId)) ?? [];
    const second = (await this.client.listSubscriptions(subscriberId)) ?? [];
    return [...new Map([...first, ...second].map((entry) => [entry.id, entry])).values()];
  }

  /** Numbers of the subscriptions that this run made, or that its resources are known to have: none of them was left by a lost answer. */
  ownedIds(subscriberId: number): ReadonlySet<number> {
    const its = `${subscriberId}/`;
    const ids = [...this.owned].filter((id) => id.startsWith(its));
    return new Set(ids.map((id) => numbersOf(id).subscriptionId));
  }

  /** Counts a subscription as made by this run. */
  addCreated(subscriberId: number, id: number): void {
    this.addOwned(subscriberId, id);
    this.markInUse(subscriberId, id);
  }

  /**
   * Takes over what exists, by `change`, for one resource of the program; `false` if there is no such object.
   * @throws PreconditionError if another resource has it already
   */
  async adopt(id: string, change: () => Promise<boolean>): Promise<boolean> {
    if (this.adopted.has(id)) {
      throw new PreconditionError(
        `another resource of this program has taken over ${id} already`,
        "give its number as existingId to one of them only",
      );
    }
    const entered = [this.adopted, this.owned, this.inUse].filter((set) => !set.has(id));
    for (const set of entered) set.add(id);
    const release = () => {
      for (const set of entered) set.delete(id);
    };
    const found = await change().catch((failure) => {
      // What may have been changed stands in the state.
      if (!(failure instanceof PartialOperationError)) release();
      throw failure;
    });
    if (!found) release();
    return found;
  }

  /** Whether it belongs to a resource that took it over in this run, and not to an older one any more. */
  isAdopted(id: string): boolean {
    return this.adopted.has(id);
  }

  /** Whether a resource made, changed or took over the subscription in this run, and so still needs its subscriber. */
  isInUse(subscriberId: number, id: number): boolean {
    return this.inUse.has(idOf(subscriberId, id));
  }

  /** Counts a subscription as one that a resource of this run needs. */
  markInUse(subscriberId: number, id: number): void {
    this.inUse.add(idOf(subscriberId, id));
  }

  /** Counts a subscription as a resource's own. */
  addOwned(subscriberId: number, id: number): void {
    this.owned.add(idOf(subscriberId, id));
  }

  /** A server that does not know the route may take its end for a wrong number: a 400 as well as a 404 or 405. */
  private createBy(
    route: CreateRoute,
    subscriberId: number,
    body: Properties,
  ): Promise<Created | 404 | 405 | HttpError> {
    return this.client.createSubscription(subscriberId, body, route).catch((failure) => {
      if (isHttpError(failure, "invalid") && failure.status === 400) return failure;
      throw failure;
    });
  }

  private async whyNotCreated(subscriberId: number, status: 404 | 405): Promise<HttpError> {
    const exists = (await this.client.readSubscriber(subscriberId)) !== undefined;
    const why = exists
      ? `knows neither of the documented routes for it: check the server's version and durst:endpoint`
      : `has no subscriber ${subscriberId}: create it first, or refresh if it was removed`;
    return new HttpError("not-found", `${this.client.host} answered ${status}; it ${why}`, status);
  }

  /** All subscriptions of a subscriber, read once and shared until the next write; `undefined` if it has no such subscriber. */
  listSubscriptions(subscriberId: number): Promise<readonly SubscriptionAnswer[] | undefined> {
    return this.listed.get(subscriberId, () => this.client.listSubscriptions(subscriberId));
  }

  /** The same as it is now. */
  listFresh(subscriberId: number): Promise<readonly SubscriptionAnswer[] | undefined> {
    return this.breaker.execute(() => {
      this.listed.forget(subscriberId);
      return this.listSubscriptions(subscriberId);
    });
  }

  /** One that should be there. @throws PreconditionError if none of several is, which is rather another server. */
  findSubscription(subscriberId: number, id: number): Promise<SubscriptionAnswer | undefined> {
    return this.guards.all.find(idOf(subscriberId, id), () => this.findAmongSubscriptions(subscriberId, id));
  }

  private async findAmongSubscriptions(
    subscriberId: number,
    id: number,
  ): Promise<SubscriptionAnswer | undefined> {
    const { subscribers, subscriptions } = this.guards;
    const key = idOf(subscriberId, id);
    const listing = subscribers.find(`${subscriberId}`, () => this.listSubscriptions(subscriberId));
    // Begun together, so that those of several subscribers know of each other whosever list comes first.
    const finding = subscriptions.find(key, async () => {
      const list = await listing;
      if (list === undefined) subscriptions.forget(key);
      // A list that lacks an entry by mistake looks like any other: the server is asked for this one.
      return (
        list && (list.find((entry) => entry.id === id) ?? this.client.readSubscription(subscriberId, id))
      );
    });
    finding.catch(() => {});
    return (await listing) && finding;
  }

  /**
   * Sets a subscription INACTIVE, the vendor's way to unsubscribe; one that is gone counts as unsubscribed.
   * @throws PreconditionError if none of several is there, which is rather another server.
   */
  async unsubscribe(subscriberId: number, id: number, properties: object): Promise<void> {
    const kept = sentFields(this.kinds.subscription.fields, properties, "change");
    // A server may write no path as an empty one or as a slash, and take neither back.
    const path = canonicalCallbackPath(kept["path"]) === undefined ? undefined : kept["path"];
    const found = await this.updateSubscription(subscriberId, id, { ...kept, path, status: "INACTIVE" });
    if (found || (await this.findSubscription(subscriberId, id)) === undefined) return;
    throw new PreconditionError(
      `the server answered 404 to the change and still has the subscription ${idOf(subscriberId, id)}`,
      "check durst:endpoint and what stands before the server",
    );
  }

  /** Changes a subscription. `false` if it is gone. */
  async updateSubscription(subscriberId: number, id: number, body: Properties): Promise<boolean> {
    try {
      return await this.client.updateSubscription(subscriberId, id, body);
    } finally {
      this.listed.forget(subscriberId);
    }
  }

  close(): Promise<void> {
    return this.client.close();
  }
}
