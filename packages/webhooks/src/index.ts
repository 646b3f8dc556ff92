export type { WebhookClaims } from "./claims.ts";
export { WebhookTimeoutError } from "./deadline.ts";
export type { VerifiedDelivery } from "./delivery.ts";
export type {
  CommonWebhookHandlerOptions,
  DurstWebhookHandlerOptions,
  RockitWebhookHandlerOptions,
  WebhookHandlerOptions,
} from "./delivery-handler.ts";
export {
  createDurstVerifier,
  type DurstCallbackOptions,
  type DurstJwtSigningOptions,
  type DurstXAuthOptions,
  type VerifiedDurstCallback,
  verifyDurstCallback,
} from "./durst.ts";
export {
  isWebhookVerificationError,
  WebhookVerificationError,
  type WebhookVerificationErrorCode,
} from "./errors.ts";
export type { WebhookHeaders } from "./headers.ts";
export { type LambdaHttpEvent, type LambdaHttpResult, lambdaWebhookHandler } from "./lambda-handler.ts";
export {
  defaultClockTolerance,
  type OneOrMore,
  type SecretSource,
  type WebhookBody,
  type WebhookLimits,
  type WebhookRequest,
} from "./options.ts";
export type { DeliveryToPair } from "./pairs.ts";
export { memoryReplayStore, type ReplayStore } from "./replay-store.ts";
export { createRockitVerifier, type RockitWebhookOptions, verifyRockitWebhook } from "./rockit.ts";
export type {
  Json,
  ListedRockitWebhookEvent,
  RockitDelivery,
  RockitWebhookEvent,
  RockitWebhookFields,
  UnlistedRockitWebhookEvent,
} from "./rockit-event.ts";
export {
  createRockitEventHandlers,
  type RockitEventHandlers,
  type RockitEventName,
  type RockitEventSelector,
  type SelectedRockitEvent,
} from "./rockit-event-handlers.ts";
export type { RockitEvent, RockitSender } from "./rockit-vocabulary.ts";
export {
  type AnyRockitTestWebhook,
  type DurstTestCallback,
  type ListedRockitTestWebhook,
  type RockitTestWebhook,
  type SignedTestDelivery,
  signDurstTestCallback,
  signRockitTestWebhook,
  type TestTokenOptions,
} from "./sign.ts";
export type { Verified, WebhookVerifier } from "./verifier.ts";
export { webhookHandler } from "./web-handler.ts";
export type { DurstWebhookXAuth } from "./x-auth.ts";
