import { durstSubscriberKind, durstSubscriptionKind, type Kind, rockitSubscriptionKind } from "../kinds";

/** How kinds are called on the command line. */
export const kindNames: ReadonlyMap<string, Kind> = new Map([
  ["rockit:Subscription", rockitSubscriptionKind],
  ["durst:Subscriber", durstSubscriberKind],
  ["durst:Subscription", durstSubscriptionKind],
]);
