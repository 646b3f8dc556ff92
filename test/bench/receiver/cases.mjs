// One verification for each package, of a delivery in its own signature scheme with a JSON body of about 130 bytes.
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

/** By package name: takes the package's exports and returns its case. */
export const cases = {
  "rockit-durst-webhooks": async ({ createRockitVerifier, signRockitTestWebhook }) => {
    const verify = createRockitVerifier({ secret: key });
    const delivery = await signRockitTestWebhook({ ...event, secret: key });
    return { verify: () => verify(delivery), verifyForged: () => verify({ ...delivery, headers: {} }) };
  },
  standardwebhooks: ({ Webhook }) => standard(new Webhook(key), "webhook"),
  svix: ({ Webhook }) => standard(new Webhook(`whsec_${key}`), "svix"),
  stripe: ({ default: Stripe }) => {
    const { webhooks } = new Stripe("sk_test_none");
    const header = webhooks.generateTestHeaderString({ payload: body, secret: key });
    return {
      verify: () => webhooks.constructEvent(body, header, key),
      verifyForged: () => webhooks.constructEvent(`${body} `, header, key),
    };
  },
  "@octokit/webhooks": ({ Webhooks }) => {
    const webhooks = new Webhooks({ secret: key });
    const signature = `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
    const verify = async (text) => {
      if (!(await webhooks.verify(text, signature))) throw new Error("forged");
      return JSON.parse(text);
    };
    return { verify: () => verify(body), verifyForged: () => verify(`${body} `) };
  },
};

function standard(webhook, prefix) {
  const now = new Date();
  const headers = {
    [`${prefix}-id`]: "msg_1",
    [`${prefix}-timestamp`]: String(Math.floor(now.getTime() / 1000)),
    [`${prefix}-signature`]: webhook.sign("msg_1", now, body),
  };
  // Every case returns the parsed body.
  return {
    verify: () => webhook.verify(body, headers) ?? JSON.parse(body),
    verifyForged: () => webhook.verify(`${body} `, headers),
  };
}
