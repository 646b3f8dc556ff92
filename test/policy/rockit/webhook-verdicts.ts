import { judged } from "../served.ts";

export const name = "rockit-webhook-credentials";
export const webhook = (url: unknown) =>
  ({ type: "rockitSubscription", props: { sender: "mkraw", type: "webhook", url } }) as const;

export const said = async (url: unknown, config = {}) =>
  (await judged(name, webhook(url), { config })).violations;
export const inTheClear =
  "url is itself a credential, because anyone who knows it can send to the receiver, but it is not marked as a secret: wrap it in pulumi.secret.";
