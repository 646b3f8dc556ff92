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
export { RockitSubscription, type RockitSubscriptionArgs } from "./rockit/subscription";
export type { RockitEvent, RockitSender, RockitTarget } from "./rockit/vocabulary";
