import { expect, test } from "vitest";
import {
  type LambdaHttpEvent,
  lambdaWebhookHandler,
  type RockitWebhookHandlerOptions,
} from "../../../packages/webhooks/src/index.ts";
import { body, delivery, event, recordCallbacks, secret, tokenHeader } from "./samples.ts";

// Events as documented by AWS: payload format 2.0 (HTTP API, function URL), 1.0 (REST API), load balancer.

function start(options: Partial<RockitWebhookHandlerOptions> = {}) {
  const { recorded, callbacks } = recordCallbacks();
  const handler = lambdaWebhookHandler({
    rockit: { secret },
    ...callbacks,
    ...options,
  });
  return { handler, recorded };
}

const { headers } = await delivery();
const token = headers[tokenHeader] ?? "";
const http = { http: { method: "POST" } };
const base64 = Buffer.from(body).toString("base64");

test.each<[string, LambdaHttpEvent]>([
  ["format 2.0", { requestContext: http, headers, body, isBase64Encoded: false }],
  ["format 2.0, in base64", { requestContext: http, headers, body: base64, isBase64Encoded: true }],
  ["format 1.0", { httpMethod: "POST", headers, multiValueHeaders: { [tokenHeader]: [token] }, body }],
  [
    "a load balancer with lists of headers",
    { httpMethod: "POST", multiValueHeaders: { [tokenHeader]: [token] }, body },
  ],
  ["a load balancer without", { httpMethod: "POST", headers, body: base64, isBase64Encoded: true }],
  ["headers in any case", { httpMethod: "POST", headers: { "X-Rockit-Subscriptions": token }, body }],
])("a good delivery is handled: %s", async (_, given) => {
  const { handler, recorded } = start();
  expect(await handler(given)).toEqual({ statusCode: 204, headers: {}, body: "" });
  expect(recorded).toEqual({ events: [event], rejections: [], errors: [] });
});

test.each<[number, string | undefined, LambdaHttpEvent]>([
  [401, "missing-header", { requestContext: http, headers: {}, body }],
  [401, "missing-header", { requestContext: http, headers: null, body: null }],
  [
    401,
    "repeated-header",
    { httpMethod: "POST", multiValueHeaders: { [tokenHeader]: [token, token] }, body },
  ],
  [401, "repeated-header", { requestContext: http, headers: { [tokenHeader]: `${token},${token}` }, body }],
  [400, "malformed-body", { requestContext: http, headers, body: null }],
  [400, "malformed-body", { requestContext: http, headers, body: "no base64!", isBase64Encoded: true }],
  [413, "body-too-large", { requestContext: http, headers, body: body.padEnd(1001, " ") }],
  [413, "body-too-large", { requestContext: http, headers, body: "A".repeat(4000), isBase64Encoded: true }],
  [405, undefined, { requestContext: { http: { method: "GET" } }, headers }],
  [405, undefined, {}],
])("%i %s", async (statusCode, code, given) => {
  const { handler, recorded } = start({ maxBodySize: 1000 });
  expect(await handler(given)).toMatchObject({ statusCode, body: expect.stringMatching(/./) });
  expect(recorded).toEqual({ events: [], rejections: code === undefined ? [] : [code], errors: [] });
});

test.each([
  undefined,
  null,
  "text",
  7,
  { headers: 7 },
  { httpMethod: "POST", headers: { [tokenHeader]: {} }, body: {} },
])("a value that is not an HTTP event is answered too: %j", async (strange) => {
  const { handler, recorded } = start();
  const { statusCode } = await handler(strange as LambdaHttpEvent);
  expect(statusCode).toBeGreaterThanOrEqual(400);
  expect(recorded.events).toEqual([]);
});
