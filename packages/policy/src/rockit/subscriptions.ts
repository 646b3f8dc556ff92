import type { PolicyResource } from "@pulumi/policy";
import type { RockitEvent, RockitSender } from "../../../../provider/kinds";
import { providerOf } from "../provider-of";
import { outputsOfKind, rockitSubscription } from "../resource-kinds";
import { sortResources } from "../sort-resources";
import type { UnknownValues } from "../unknown-values";
import { type Version, versionOf } from "./version";

/** A ROCKIT subscription of a stack, as far as known. */
export interface Subscription {
  readonly urn: string;
  /** The resource's name in the program. */
  readonly resource: string;
  /** Identifies the provider. Each provider may be another organisation, with other events. */
  readonly provider: string;
  readonly sender: RockitSender | undefined;
  readonly events: readonly RockitEvent[] | undefined;
  /** Its version, if it is a version of a component. */
  readonly version: Version | undefined;
  /** The outputs; reading one that is not known yet throws. */
  readonly outputs: NonNullable<ReturnType<typeof subscriptionIn>>;
}

const subscriptionIn = (resource: PolicyResource) => outputsOfKind(rockitSubscription, resource);

/** The ROCKIT subscriptions among a stack's resources. */
export const subscriptionsIn = (
  resources: readonly PolicyResource[],
  unknowns: UnknownValues,
): Subscription[] =>
  sortResources(resources).flatMap((resource) => {
    const outputs = subscriptionIn(resource);
    if (outputs === undefined) return [];
    const sender = unknowns.read(() => outputs.sender);
    const events = unknowns.read(() => [outputs.events ?? outputs.event ?? []].flat());
    const { urn, name } = resource;
    const version = unknowns.read(() => versionOf(resource, sender));
    return [{ urn, resource: name, provider: providerOf(resource), sender, events, version, outputs }];
  });
