import { durstSubscriber, durstSubscription } from "../durst/kind";
import { dynamicTokenOf, lifecycleNameOf, type ResourceKind, secretPaths } from "../resource/kind";
import { rockitSubscription } from "../rockit/kind";

/** One kind of resource, as a state knows it. */
export interface Kind {
  /** All there is to know of it. */
  readonly row: ResourceKind;
  /** Type token. */
  readonly type: string;
  /** Name of what the thin reference refers to. */
  readonly lifecycle: string;
  /** Paths of the properties that must lie encrypted in the state. */
  readonly secrets: readonly string[];
}

export const kindOf = (row: ResourceKind): Kind => ({
  row,
  type: dynamicTokenOf(row),
  lifecycle: lifecycleNameOf(row),
  secrets: secretPaths(row),
});

export const rockitSubscriptionKind = kindOf(rockitSubscription);
export const durstSubscriberKind = kindOf(durstSubscriber);
export const durstSubscriptionKind = kindOf(durstSubscription);
