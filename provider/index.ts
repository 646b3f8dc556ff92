export { DurstCallback, type DurstCallbackArgs } from "./durst/callback";
export {
  type ListedDurstSubscription,
  listDurstSubscriptions,
  sendDurstTestCallback,
} from "./durst/functions";
export {
  type DurstJwtSigningInfo,
  DurstSubscriber,
  type DurstSubscriberArgs,
  type DurstXAuthInfo,
} from "./durst/subscriber";
export { DurstSubscription, type DurstSubscriptionArgs } from "./durst/subscription";
export type {
  DurstAuthType,
  DurstEntity,
  DurstSigningMethod,
  DurstStatus,
  DurstTopic,
} from "./durst/vocabulary";
export type { FunctionOptions } from "./program/settings-provider";
export {
  type DurstArgs,
  type EndpointArgs,
  Provider,
  type ProviderArgs,
  type RockitArgs,
} from "./provider";
export { RockitEventHub, type RockitEventHubArgs } from "./rockit/event-hub";
export { type ListedRockitSubscription, listRockitSubscriptions } from "./rockit/functions";
export { RockitSubscription, type RockitSubscriptionArgs } from "./rockit/subscription";
export type { RockitConflictAnswer, RockitEvent, RockitSender, RockitTarget } from "./rockit/vocabulary";
export { RockitWebhook, type RockitWebhookArgs } from "./rockit/webhook";
