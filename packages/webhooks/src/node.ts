export { type NodeWebhookHandler, nodeWebhookHandler } from "./node/handler.ts";
