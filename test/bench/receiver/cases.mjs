// One verification of each package, with a delivery that its own signer made: a JSON body of some 130 bytes, in each one's own scheme.
import { createHmac, randomBytes } from "node:crypto";

const event = {
  type: "mkraw",
  event: "error",
  orgName: "acme",
  appName: "shop",
  buildName: "2026-11-21.4",
  error: { deployment: "no space left" },
};
const body = JSON.stringify(event);
const key = randomBytes(32).toString("base64");

/** By package: makes what verifies once, of what the package exports. Each throws or rejects for a delivery that is not good. */
export const cases = {
  "rockit-durst-webhooks": async ({ createRockitVerifier, signRockitTestWebhook }) => {
    const verify = createRockitVerifier({ secret: key });
    const delivery = await signRockitTestWebhook({ ...event, secret: key });
    return { verify: () => verify(delivery), forged: () => verify({ ...delivery, headers: {} }) };
  },
  standardwebhooks: ({ Webhook }) => standard(new Webhook(key), "webhook"),
  svix: ({ Webhook }) => standard(new Webhook(`whsec_${key}`), "svix"),
  stripe: ({ default: Stripe }) => {
    const { webhooks } = new Stripe("sk_test_none");
    const header = webhooks.generateTestHeaderString({ payload: body, secret: key });
    return {
      verify: () => webhooks.constructEvent(body, header, key),
      forged: () => webhooks.constructEvent(`${body} `, header, key),
    };
  },
  "@octokit/webhooks": ({ Webhooks }) => {
    const webhooks = new Webhooks({ secret: key });
    const signature = `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
    const verify = async (text) => {
      if (!(await webhooks.verify(text, signature))) throw new Error("forged");
      return JSON.parse(text);
    };
    return { verify: () => verify(body), forged: () => verify(`${body} `) };
  },
};

function standard(webhook, prefix) {
  const now = new Date();
  const headers = {
    [`${prefix}-id`]: "msg_1",
    [`${prefix}-timestamp`]: String(Math.floor(now.getTime() / 1000)),
    [`${prefix}-signature`]: webhook.sign("msg_1", now, body),
  };
  // All of them give the parsed body.
  return {
    verify: () => webhook.verify(body, headers) ?? JSON.parse(body),
    forged: () => webhook.verify(`${body} `, headers),
  };
}
