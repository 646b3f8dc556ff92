import { HttpError } from "../http-error.ts";
import { normaliseSubscriber } from "./answers.ts";
import type { DurstNewSubscriber, DurstNewSubscription } from "./requests.ts";
import type {
  DurstBehaviour,
  DurstStoredSubscriber,
  DurstStoredSubscription,
  DurstSubscriberEdit,
  DurstSubscriptionEdit,
} from "./types.ts";

/** The server's data. Both ids count up and are never reused. */
export class Subscribers {
  readonly byId = new Map<number, DurstStoredSubscriber>();
  readonly #subscriptions = new Map<number, Map<number, DurstStoredSubscription>>();
  readonly #nextSubscriptionIds = new Map<number, number>();
  readonly #firstSubscriptionId: number;
  readonly #behaviour: Pick<DurstBehaviour, "normalises">;
  #nextSubscriberId: number;

  constructor(
    firstSubscriberId: number,
    firstSubscriptionId: number,
    behaviour: Pick<DurstBehaviour, "normalises">,
  ) {
    this.#behaviour = behaviour;
    this.#nextSubscriberId = firstSubscriberId;
    this.#firstSubscriptionId = firstSubscriptionId;
  }

  create(subscriber: DurstNewSubscriber): DurstStoredSubscriber {
    const id = this.#nextSubscriberId;
    this.#nextSubscriberId += 1;
    this.#subscriptions.set(id, new Map());
    return this.#store({ id, ...subscriber });
  }

  get(id: number): DurstStoredSubscriber {
    const subscriber = this.byId.get(id);
    if (subscriber === undefined) throw new HttpError(404, "there is no such subscriber");
    return subscriber;
  }

  /** Replaces the whole object: omitted fields are removed. */
  replace(id: number, subscriber: DurstNewSubscriber): DurstStoredSubscriber {
    this.get(id);
    return this.#store({ id, ...subscriber });
  }

  edit(id: number, change: DurstSubscriberEdit): void {
    this.#store(applyEdit(this.get(id), change));
  }

  remove(id: number): void {
    this.get(id);
    this.byId.delete(id);
    this.#subscriptions.delete(id);
  }

  subscriptionsOf(subscriberId: number): Map<number, DurstStoredSubscription> {
    this.get(subscriberId);
    return this.#subscriptions.get(subscriberId) ?? new Map();
  }

  createSubscription(subscriberId: number, subscription: DurstNewSubscription): DurstStoredSubscription {
    const subscriptions = this.subscriptionsOf(subscriberId);
    const id = this.#nextSubscriptionIds.get(subscriberId) ?? this.#firstSubscriptionId;
    this.#nextSubscriptionIds.set(subscriberId, id + 1);
    return storeSubscription(subscriptions, { id, ...subscription });
  }

  getSubscription(subscriberId: number, id: number): DurstStoredSubscription {
    const subscription = this.subscriptionsOf(subscriberId).get(id);
    if (subscription === undefined) throw new HttpError(404, "there is no such subscription");
    return subscription;
  }

  replaceSubscription(
    subscriberId: number,
    id: number,
    subscription: DurstNewSubscription,
  ): DurstStoredSubscription {
    this.getSubscription(subscriberId, id);
    return storeSubscription(this.subscriptionsOf(subscriberId), { id, ...subscription });
  }

  editSubscription(subscriberId: number, id: number, change: DurstSubscriptionEdit): void {
    const subscription = applyEdit(this.getSubscription(subscriberId, id), change);
    storeSubscription(this.subscriptionsOf(subscriberId), subscription);
  }

  removeSubscription(subscriberId: number, id: number): void {
    this.getSubscription(subscriberId, id);
    this.subscriptionsOf(subscriberId).delete(id);
  }

  #store(subscriber: DurstStoredSubscriber): DurstStoredSubscriber {
    const kept = normaliseSubscriber(subscriber, this.#behaviour.normalises);
    this.byId.set(kept.id, kept);
    return kept;
  }
}

export function secretOf({ xAuthInfo, jwtSigningInfo }: DurstNewSubscriber): string | undefined {
  return xAuthInfo?.password ?? jwtSigningInfo?.key;
}

function storeSubscription(
  subscriptions: Map<number, DurstStoredSubscription>,
  subscription: DurstStoredSubscription,
): DurstStoredSubscription {
  const { path } = subscription;
  const kept =
    path === undefined || path.endsWith("/") ? subscription : { ...subscription, path: `${path}/` };
  subscriptions.set(kept.id, kept);
  return kept;
}

function applyEdit<Stored extends object>(stored: Stored, change: object): Stored {
  const fields = Object.entries({ ...stored, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as Stored;
}
