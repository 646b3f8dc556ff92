import { validateResource } from "../policy-server.ts";
import { webhookTo } from "./webhooks.ts";

/** What rockit-webhook-credentials reports about a URL. */
export const violationsOf = async (url: unknown, config = {}) =>
  (await validateResource("rockit-webhook-credentials", webhookTo(url), { config })).violations;

export const unmarkedCredential =
  "url is itself a credential, because anyone who knows it can send to the receiver, but it is not marked as a secret: wrap it in pulumi.secret.";
