import type { PolicyResource } from "@pulumi/policy";
import type { RockitEvent, RockitSender } from "../../../../provider/kinds";
import { outputsOfKind, rockitSubscription } from "../resource-kinds";
import { sortResources } from "../sort-resources";
import { providerOf } from "../provider-of";
import type { UnknownValues } from "../unknown-values";
import { type Version, versionOf } from "./version";

/** A ROCKIT subscription of a stack, with what of it is known. */
export interface Subscription {
  readonly urn: string;
  /** The resource's name in the program. */
  readonly resource: string;
  /** Another provider is another organisation, whose events are others. */
  readonly provider: string;
  readonly sender: RockitSender | undefined;
  readonly events: readonly RockitEvent[] | undefined;
  /** Which version of a component it is, if it is one. */
  readonly version: Version | undefined;
  /** Its outputs; reading one that is not known yet throws. */
  readonly outputs: NonNullable<ReturnType<typeof subscriptionIn>>;
}

const subscriptionIn = (resource: PolicyResource) => outputsOfKind(rockitSubscription, resource);

/** The ROCKIT subscriptions among a stack's resources. */
export const subscriptionsIn = (resources: readonly PolicyResource[], unknowns: UnknownValues): Subscription[] =>
  sortResources(resources).flatMap((resource) => {
    const outputs = subscriptionIn(resource);
    if (outputs === undefined) return [];
    const sender = unknowns.read(() => outputs.sender);
    const events = unknowns.read(() => [outputs.events ?? outputs.event ?? []].flat());
    const { urn, name } = resource;
    const version = unknowns.read(() => versionOf(resource, sender));
    return [{ urn, resource: name, provider: providerOf(resource), sender, events, version, outputs }];
  });
