import { CircuitBreaker } from "../http/circuit-breaker";
import { defaultLimits } from "../http/client";
import { HttpError, isHttpError } from "../http/errors";
import { RequestCache } from "../http/request-cache";
import { PartialOperationError, PreconditionError } from "../resource/errors";
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
import { formatSubscriptionId, parseSubscriptionId } from "./ids";
import { KeyedSerialQueue } from "./keyed-serial-queue";
import { durstSubscriber, durstSubscription } from "./kind";
import { canonicalCallbackPath } from "./paths";
import type { DurstSettings } from "./settings";

/**
 * One run's work on one server: shared reads, and the subscribers and subscriptions that it created or
 * adopted.
 */
export class DurstRun {
  /** Milliseconds after a lost answer during which the request may still take effect. */
  readonly lateEffectWindow: number;
  readonly client: DurstClient;
  private readonly breaker = new CircuitBreaker();
  /** One guard per kind, and one for all objects of the server. */
  private readonly guards: {
    readonly subscribers: MassDeletionGuard;
    readonly subscriptions: MassDeletionGuard;
    readonly all: MassDeletionGuard;
  };
  /** Lists by subscriber: since the last write, and from before this run created any subscription. */
  private readonly listed = new RequestCache<number, readonly SubscriptionAnswer[] | undefined>();
  private readonly before = new RequestCache<number, readonly SubscriptionAnswer[]>();
  /** Ids of objects that resources of this run own. */
  private readonly owned = new Set<string>();
  /** Ids of objects that resources of this run adopted. */
  private readonly adopted = new Set<string>();
  /** Ids of objects that resources of this run created, changed or adopted. */
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

  /**
   * Finds an expected subscriber.
   * @throws PreconditionError if all of several objects are missing: it is probably the wrong server
   */
  findSubscriber(id: number): Promise<SubscriberAnswer | undefined> {
    const { all, subscribers } = this.guards;
    return all.find(`${id}`, () => subscribers.find(`${id}`, () => this.client.readSubscriber(id)));
  }

  /** Creates a subscription by the older route first, and remembers which route the server supports. */
  async createSubscription(subscriberId: number, body: Properties): Promise<Created> {
    try {
      const known = this.createRoute;
      const first = await this.createByRoute(known ?? "create", subscriberId, body);
      const isUnknown = known === undefined && (typeof first === "number" || first instanceof HttpError);
      const second = isUnknown ? await this.createByRoute("plain", subscriberId, body) : first;
      // If the server supports neither route, the first answer is reported.
      const created = typeof second === "number" ? first : second;
      if (created instanceof HttpError) throw created;
      if (typeof created === "number") throw await this.creationError(subscriberId, created);
      this.createRoute = known ?? (isUnknown ? "plain" : "create");
      this.addCreated(subscriberId, created.id);
      return created;
    } finally {
      this.listed.forget(subscriberId);
    }
  }

  /** Subscriptions that existed before this run created any, read once for all creations. */
  listBefore(subscriberId: number): Promise<readonly SubscriptionAnswer[]> {
    return this.before.get(subscriberId, () => this.listConfirmed(subscriberId));
  }

  /** All subscriptions of a subscriber from two lists, because a server may omit an entry by mistake. */
  async listConfirmed(subscriberId: number): Promise<readonly SubscriptionAnswer[]> {
    const first = (await this.listSubscriptions(subscriberId)) ?? [];
    const second = (await this.client.listSubscriptions(subscriberId)) ?? [];
    return [...new Map([...first, ...second].map((entry) => [entry.id, entry])).values()];
  }

  /** Numbers of subscriptions that resources of this run own, which a lost answer can't have left. */
  ownedIds(subscriberId: number): ReadonlySet<number> {
    const its = `${subscriberId}/`;
    const ids = [...this.owned].filter((id) => id.startsWith(its));
    return new Set(ids.map((id) => parseSubscriptionId(id).subscriptionId));
  }

  /** Records a subscription as created by this run. */
  addCreated(subscriberId: number, id: number): void {
    this.addOwned(subscriberId, id);
    this.markInUse(subscriberId, id);
  }

  /**
   * Adopts an existing object for one resource, by running `change`; `false` if it does not exist.
   * @throws PreconditionError if another resource has already adopted it
   */
  async adopt(id: string, change: () => Promise<boolean>): Promise<boolean> {
    if (this.adopted.has(id)) {
      throw new PreconditionError(
        `another resource of this program has already adopted ${id}`,
        "set this existingId on one resource only",
      );
    }
    const entered = [this.adopted, this.owned, this.inUse].filter((set) => !set.has(id));
    for (const set of entered) set.add(id);
    const release = () => {
      for (const set of entered) set.delete(id);
    };
    const found = await change().catch((failure) => {
      // A partial change is kept in the state, so the object stays adopted.
      if (!(failure instanceof PartialOperationError)) release();
      throw failure;
    });
    if (!found) release();
    return found;
  }

  /** Whether a resource adopted the object in this run, so that an older resource no longer owns it. */
  isAdopted(id: string): boolean {
    return this.adopted.has(id);
  }

  /**
   * Whether a resource created, changed or adopted the subscription in this run, and so still needs its
   * subscriber.
   */
  isInUse(subscriberId: number, id: number): boolean {
    return this.inUse.has(formatSubscriptionId(subscriberId, id));
  }

  /** Records that a resource of this run needs a subscription. */
  markInUse(subscriberId: number, id: number): void {
    this.inUse.add(formatSubscriptionId(subscriberId, id));
  }

  /** Records that a resource owns a subscription. */
  addOwned(subscriberId: number, id: number): void {
    this.owned.add(formatSubscriptionId(subscriberId, id));
  }

  /**
   * A server that does not support the route may take `create` for an invalid number and answer 400 instead
   * of 404 or 405.
   */
  private createByRoute(
    route: CreateRoute,
    subscriberId: number,
    body: Properties,
  ): Promise<Created | 404 | 405 | HttpError> {
    return this.client.createSubscription(subscriberId, body, route).catch((failure) => {
      if (isHttpError(failure, "invalid") && failure.status === 400) return failure;
      throw failure;
    });
  }

  private async creationError(subscriberId: number, status: 404 | 405): Promise<HttpError> {
    const exists = (await this.client.readSubscriber(subscriberId)) !== undefined;
    const why = exists
      ? `supports neither of the documented routes: check the server's version and durst:endpoint`
      : `has no subscriber ${subscriberId}: create it first, or refresh if it was removed`;
    return new HttpError("not-found", `${this.client.host} answered ${status}; it ${why}`, status);
  }

  /**
   * All subscriptions of a subscriber, read once and shared until the next write; `undefined` if the
   * subscriber does not exist.
   */
  listSubscriptions(subscriberId: number): Promise<readonly SubscriptionAnswer[] | undefined> {
    return this.listed.get(subscriberId, () => this.client.listSubscriptions(subscriberId));
  }

  /** All subscriptions of a subscriber, read again. */
  listFresh(subscriberId: number): Promise<readonly SubscriptionAnswer[] | undefined> {
    return this.breaker.execute(() => {
      this.listed.forget(subscriberId);
      return this.listSubscriptions(subscriberId);
    });
  }

  /**
   * Finds an expected subscription.
   * @throws PreconditionError if all of several objects are missing: it is probably the wrong server
   */
  findSubscription(subscriberId: number, id: number): Promise<SubscriptionAnswer | undefined> {
    return this.guards.all.find(formatSubscriptionId(subscriberId, id), () =>
      this.findAmongSubscriptions(subscriberId, id),
    );
  }

  private async findAmongSubscriptions(
    subscriberId: number,
    id: number,
  ): Promise<SubscriptionAnswer | undefined> {
    const { subscribers, subscriptions } = this.guards;
    const key = formatSubscriptionId(subscriberId, id);
    const listing = subscribers.find(`${subscriberId}`, () => this.listSubscriptions(subscriberId));
    // Started before the list arrives, so that the guard counts the subscriptions of all subscribers
    // together.
    const finding = subscriptions.find(key, async () => {
      const list = await listing;
      if (list === undefined) subscriptions.forget(key);
      // A server may omit an entry by mistake, so a missing one is read directly.
      return (
        list && (list.find((entry) => entry.id === id) ?? this.client.readSubscription(subscriberId, id))
      );
    });
    finding.catch(() => {});
    return (await listing) && finding;
  }

  /**
   * Sets a subscription INACTIVE, the vendor's way to unsubscribe; a missing one counts as unsubscribed.
   * @throws PreconditionError if all of several objects are missing: it is probably the wrong server
   */
  async unsubscribe(subscriberId: number, id: number, properties: object): Promise<void> {
    const body = sentFields(this.kinds.subscription.fields, properties, "change");
    // A server may return a missing path as an empty one or a slash, but accept neither.
    const path = canonicalCallbackPath(body["path"]) === undefined ? undefined : body["path"];
    const found = await this.updateSubscription(subscriberId, id, { ...body, path, status: "INACTIVE" });
    if (found || (await this.findSubscription(subscriberId, id)) === undefined) return;
    throw new PreconditionError(
      `the server answered 404 to the change but still has the subscription ${formatSubscriptionId(subscriberId, id)}`,
      "check durst:endpoint, and any proxy in front of the server",
    );
  }

  /** Changes a subscription; `false` if it does not exist. */
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
