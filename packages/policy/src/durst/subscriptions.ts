import type { PolicyResource } from "@pulumi/policy";
import { providerOf } from "../provider-of";
import { durstSubscriber, durstSubscription, outputsOfKind } from "../resource-kinds";
import { sortResources } from "../sort-resources";
import { UnknownValues } from "../unknown-values";

/** A Durst subscription of a stack, with its subscriber as far as known. */
export interface Subscription {
  readonly resource: PolicyResource;
  /** The outputs; reading one that is not known yet throws. */
  readonly outputs: NonNullable<ReturnType<typeof outputsOf>>;
  /** Its subscribers in the stack: one, unless the program chooses between several. */
  readonly subscribers: readonly PolicyResource[];
  /** The server's number of its subscriber. */
  readonly number: number | undefined;
}

const outputsOf = (resource: PolicyResource) => outputsOfKind(durstSubscription, resource);

/** The Durst subscribers among a stack's resources. */
export const subscribersIn = (resources: readonly PolicyResource[]): PolicyResource[] =>
  sortResources(resources).filter((resource) => outputsOfKind(durstSubscriber, resource) !== undefined);

/** Each provider is one server, and each server numbers its own subscribers. */
export const isSameServer = (a: PolicyResource, b: PolicyResource): boolean =>
  providerOf(a) === providerOf(b);

/** The `existingId` of an adopted subscriber; throws if it is not known yet. */
export const adoptedNumber = ({ props }: PolicyResource): number | undefined =>
  props["existingId"] === undefined ? undefined : Number(props["existingId"]);

/**
 * The Durst subscriptions among a stack's resources. A policy sees no ids. A subscriber is recognised where
 * its `id` is used, which the engine knows in a preview too, or by its `existingId`. A subscriber of another
 * server is only a number here.
 */
export function subscriptionsIn(
  resources: readonly PolicyResource[],
  unknowns: UnknownValues,
): Subscription[] {
  const all = subscribersIn(resources);
  return sortResources(resources).flatMap((resource) => {
    const outputs = outputsOf(resource);
    if (outputs === undefined) return [];
    const sources = (resource.propertyDependencies["subscriberId"] ?? []).map(({ urn }) => urn);
    const onServer = all.filter((one) => isSameServer(one, resource));
    const used = onServer.filter(({ urn }) => sources.includes(urn));
    const [user] = used;
    if (user !== undefined && used.length === 1) {
      // The subscriber is known, so its number need not be.
      const silent = new UnknownValues();
      const number =
        silent.read(() => Number(outputs.subscriberId)) ?? silent.read(() => adoptedNumber(user));
      return [{ resource, outputs, subscribers: used, number }];
    }
    const number = unknowns.read(() => Number(outputs.subscriberId));
    if (number === undefined || used.length > 0) return [{ resource, outputs, subscribers: used, number }];
    const subscribers = onServer.filter((one) => unknowns.read(() => adoptedNumber(one)) === number);
    return [{ resource, outputs, subscribers, number }];
  });
}
