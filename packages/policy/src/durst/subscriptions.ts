import type { PolicyResource } from "@pulumi/policy";
import { durstSubscriber, durstSubscription, outputsOfKind } from "../resource-kinds";
import { sortResources } from "../sort-resources";
import { providerOf } from "../provider-of";
import { UnknownValues } from "../unknown-values";

/** A Durst subscription of a stack, with what is known of the subscriber that it belongs to. */
export interface Subscription {
  readonly resource: PolicyResource;
  /** Its outputs; reading one that is not known yet throws. */
  readonly outputs: NonNullable<ReturnType<typeof outputsOf>>;
  /** The stack's subscribers that it belongs to: one, unless the program chooses between several. */
  readonly subscribers: readonly PolicyResource[];
  /** The server's number of its subscriber. */
  readonly number: number | undefined;
}

const outputsOf = (resource: PolicyResource) => outputsOfKind(durstSubscription, resource);

/** The Durst subscribers among a stack's resources. */
export const subscribersIn = (resources: readonly PolicyResource[]): PolicyResource[] =>
  sortResources(resources).filter((resource) => outputsOfKind(durstSubscriber, resource) !== undefined);

/** Every server counts its subscribers on its own, and each provider leads to one server. */
export const isSameServer = (a: PolicyResource, b: PolicyResource): boolean =>
  providerOf(a) === providerOf(b);

/** The number with which an existing subscriber was taken over; reading one that is not known yet throws. */
export const adoptedNumber = ({ props }: PolicyResource): number | undefined =>
  props["existingId"] === undefined ? undefined : Number(props["existingId"]);

/**
 * The Durst subscriptions among a stack's resources. A policy sees no ids: a subscriber is recognised where its `id` is used, which the engine
 * knows in a preview too, or else by the number with which it was taken over. Another server's subscriber is only a number here.
 */
export function subscriptionsIn(resources: readonly PolicyResource[], unknowns: UnknownValues): Subscription[] {
  const all = subscribersIn(resources);
  return sortResources(resources).flatMap((resource) => {
    const outputs = outputsOf(resource);
    if (outputs === undefined) return [];
    const sources = (resource.propertyDependencies["subscriberId"] ?? []).map(({ urn }) => urn);
    const onServer = all.filter((one) => isSameServer(one, resource));
    const used = onServer.filter(({ urn }) => sources.includes(urn));
    const [user] = used;
    if (user !== undefined && used.length === 1) {
      // Nobody has to wait for the number of a subscriber that is known by itself.
      const silent = new UnknownValues();
      const number = silent.read(() => Number(outputs.subscriberId)) ?? silent.read(() => adoptedNumber(user));
      return [{ resource, outputs, subscribers: used, number }];
    }
    const number = unknowns.read(() => Number(outputs.subscriberId));
    if (number === undefined || used.length > 0) return [{ resource, outputs, subscribers: used, number }];
    const subscribers = onServer.filter((one) => unknowns.read(() => adoptedNumber(one)) === number);
    return [{ resource, outputs, subscribers, number }];
  });
}
