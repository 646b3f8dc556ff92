import { DurstCallback as DynamicDurstCallback } from "./durst/callback";
import { durstFunctionsOf } from "./durst/functions";
import { DurstSubscriber as DynamicDurstSubscriber } from "./durst/subscriber";
import { DurstSubscription as DynamicDurstSubscription } from "./durst/subscription";
import type { durstSubscriber, durstSubscription, rockitSubscription } from "./kinds";
import { invokePlugin, nativeAdapter } from "./native/adapter";
import { Provider as DynamicProvider } from "./provider";
import type { NativeToken } from "./resource/kind";
import { RockitEventHub as DynamicRockitEventHub } from "./rockit/event-hub";
import { rockitFunctionsOf } from "./rockit/functions";
import { RockitSubscription as DynamicRockitSubscription } from "./rockit/subscription";
import { RockitVersions as DynamicRockitVersions } from "./rockit/versions";
import type { RockitSender } from "./rockit/vocabulary";
import { RockitWebhook as DynamicRockitWebhook } from "./rockit/webhook";

// Module `pulumi-rockit-durst/native`: the same classes and functions on the types of the native plugin. A
// program that changes its import keeps its objects.

/**
 * A subscription of ROCKIT Edge: build, import and deploy events sent to a webhook or a Slack channel. Its
 * arguments and outputs are those of the dynamic class.
 */
export class RockitSubscription extends DynamicRockitSubscription {
  /** @internal */
  static override readonly __pulumiType: string = "rockit-durst:rockit:Subscription" satisfies NativeToken<
    typeof rockitSubscription
  >;
  /** @internal */
  static override readonly adapter = nativeAdapter;
}

/**
 * A subscriber of Durst Workflow: a receiving host with its authentication. Its arguments and outputs are
 * those of the dynamic class.
 */
export class DurstSubscriber extends DynamicDurstSubscriber {
  /** @internal */
  static override readonly __pulumiType: string = "rockit-durst:durst:Subscriber" satisfies NativeToken<
    typeof durstSubscriber
  >;
  /** @internal */
  static override readonly adapter = nativeAdapter;
}

/**
 * A subscription of Durst Workflow: ties a subscriber to a topic. Its arguments and outputs are those of the
 * dynamic class.
 */
export class DurstSubscription extends DynamicDurstSubscription {
  /** @internal */
  static override readonly __pulumiType: string = "rockit-durst:durst:Subscription" satisfies NativeToken<
    typeof durstSubscription
  >;
  /** @internal */
  static override readonly adapter = nativeAdapter;
}

/** The versions of a component, kept in its state. */
class RockitVersions extends DynamicRockitVersions {
  /** @internal */
  static override readonly adapter = nativeAdapter;
}

const rockitParts = { RockitSubscription, RockitVersions };

/**
 * A webhook for several senders of ROCKIT Edge: one `RockitSubscription` per sender, named `<name>-<sender>`,
 * or one per sender and version.
 */
export class RockitEventHub<
  Senders extends RockitSender = RockitSender,
  Version extends string = string,
> extends DynamicRockitEventHub<Senders, Version> {
  /** @internal */
  static override readonly parts = rockitParts;
}

/**
 * A webhook of ROCKIT Edge whose signing secret is rotated in two steps: one `RockitSubscription` per
 * version.
 */
export class RockitWebhook<Version extends string = string> extends DynamicRockitWebhook<Version> {
  /** @internal */
  static override readonly parts = rockitParts;
}

/**
 * A `DurstSubscriber`, named like the component, and its `DurstSubscription`s, named `<name>-<subscription>`.
 */
export class DurstCallback<Names extends string = string> extends DynamicDurstCallback<Names> {
  /** @internal */
  static override readonly parts = { DurstSubscriber, DurstSubscription };
}

/**
 * Settings for the resources and functions that use this provider (`{ provider }`). Changing them changes no
 * resource.
 */
export class Provider extends DynamicProvider {
  /** @internal */
  static override readonly adapter = nativeAdapter;
}

const rockit = rockitFunctionsOf(invokePlugin);
const durst = durstFunctionsOf(invokePlugin);

/** Lists all subscriptions of the organisation, including unmanaged ones. Also runs in a preview. */
export const listRockitSubscriptions = rockit.listRockitSubscriptions;

/**
 * Lists all subscriptions of a subscriber, active or not. Takes its `id` or its number. Also runs in a
 * preview.
 */
export const listDurstSubscriptions = durst.listDurstSubscriptions;

/** Sends a sample status change of a production job to all active subscribers. Does nothing in a preview. */
export const sendDurstTestCallback = durst.sendDurstTestCallback;

export type { DurstCallbackArgs } from "./durst/callback";
export type { ListedDurstSubscription } from "./durst/functions";
export type { DurstJwtSigningInfo, DurstSubscriberArgs, DurstXAuthInfo } from "./durst/subscriber";
export type { DurstSubscriptionArgs } from "./durst/subscription";
export type {
  DurstAuthType,
  DurstEntity,
  DurstSigningMethod,
  DurstStatus,
  DurstTopic,
} from "./durst/vocabulary";
export type { FunctionOptions } from "./program/settings-provider";
export type { DurstArgs, EndpointArgs, ProviderArgs, RockitArgs } from "./provider";
export type { RockitEventHubArgs } from "./rockit/event-hub";
export type { ListedRockitSubscription } from "./rockit/functions";
export type { RockitSubscriptionArgs } from "./rockit/subscription";
export type { RockitConflictAnswer, RockitEvent, RockitSender, RockitTarget } from "./rockit/vocabulary";
export type { RockitWebhookArgs } from "./rockit/webhook";
