export type { RockitEvent, RockitSender } from "../rockit/vocabulary";
export type { DurstWebhookHandlerOptions, RockitWebhookHandlerOptions } from "./answer";
export type { WebhookBody } from "./body";
export {
  type DurstCallbackOptions,
  type DurstJwtSigningOptions,
  type DurstXAuthOptions,
  type Json,
  type VerifiedDurstCallback,
  verifyDurstCallback,
} from "./durst";
export { WebhookVerificationError, type WebhookVerificationErrorCode } from "./errors";
export { webhookHandler } from "./handler";
export type { WebhookHeaders } from "./headers";
export { type NodeWebhookHandler, nodeWebhookHandler } from "./node-handler";
export type { WebhookDelivery, WebhookLimits } from "./options";
export { type RockitWebhookOptions, verifyRockitWebhook } from "./rockit";
export type {
  ListedRockitWebhookEvent,
  RockitWebhookBody,
  RockitWebhookEvent,
  UnlistedRockitWebhookEvent,
} from "./rockit-event";
export {
  type DurstTestCallback,
  type RockitTestWebhook,
  type SignedTestDelivery,
  signDurstTestCallback,
  signRockitTestWebhook,
  type TestTokenOptions,
} from "./sign";
export type { DurstWebhookXAuth } from "./x-auth";
