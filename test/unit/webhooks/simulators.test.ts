import { describe, expect, onTestFinished, test } from "vitest";
import { signRockitTestWebhook } from "../../../packages/webhooks/src/index.ts";
import { type NodeWebhookHandler, nodeWebhookHandler } from "../../../packages/webhooks/src/node.ts";
import { startDurst, startRockit, type TokenDefect } from "../../simulators/index.ts";
import { readJwt } from "../simulators/http.ts";
import { event, keyOf, nowInSeconds, secret, signToken, tokenHeader, verifyRockitToken } from "./samples.ts";
import { startHttpServer } from "./server.ts";

// From the vendor's server to the receiver, with both ends checked against node:crypto.

const tokenDefects: [TokenDefect, string][] = [
  ["missing", "missing-header"],
  ["malformed", "malformed-token"],
  ["wrong-key", "bad-signature"],
  ["alg-none", "wrong-algorithm"],
  ["expired", "expired"],
  ["not-yet-valid", "not-yet-valid"],
  ["issued-in-future", "not-yet-valid"],
];

test.each(["HS256", "HS384", "HS512"] as const)(
  "a signature by node:crypto with %s verifies, and the package's signature verifies there",
  async (alg) => {
    const claims = { iat: nowInSeconds(), sub: "é" };
    expect(await verifyRockitToken(signToken(claims, keyOf(secret), { typ: "JWT", alg }))).toEqual(event);
    const { headers } = await signRockitTestWebhook({ ...event, secret, algorithm: alg, claims });
    expect(readJwt(headers[tokenHeader], keyOf(secret))).toEqual({
      header: { alg, typ: "JWT" },
      claims,
      signed: true,
    });
  },
);

describe("ROCKIT", () => {
  async function start() {
    const events: unknown[] = [];
    const rejections: string[] = [];
    const rockit = await startRockit({ orgName: "acme" });
    onTestFinished(() => rockit.close());
    let verify: NodeWebhookHandler = async () => undefined;
    const { url } = await startHttpServer((request, response) => verify(request, response));
    rockit.add({ name: "builds", sender: "mkraw", type: "webhook", url, events: ["end", "error"] });
    verify = nodeWebhookHandler({
      rockit: { secret: rockit.secretOf("builds") },
      onEvent: (event) => void events.push(event),
      onRejected: ({ code }) => void rejections.push(code),
    });
    return { rockit, events, rejections };
  }

  test("delivers events that the receiver accepts until the secret changes", async () => {
    const { rockit, events, rejections } = await start();
    const occurrence = {
      type: "mkraw",
      event: "error",
      appName: "shop",
      error: { deployment: "d" },
    } as const;
    expect(await rockit.emit(occurrence)).toMatchObject([{ status: 204 }]);
    expect(events).toEqual([{ orgName: "acme", ...occurrence }]);
    const {
      name,
      sender,
      type,
      url,
      events: subscribed,
    } = rockit.subscriptions.get("builds") ?? expect.fail();
    rockit.remove(name);
    rockit.add({ name, sender, type: type as "webhook", url: url ?? "", events: [...subscribed] });
    expect(await rockit.emit(occurrence)).toMatchObject([{ status: 401 }]);
    expect([events.length, rejections]).toEqual([1, ["bad-signature"]]);
  });

  test.each(tokenDefects)("is not believed with a token that is %s", async (defect, code) => {
    const { rockit, events, rejections } = await start();
    expect(await rockit.emit({ type: "mkraw", event: "end" }, { defect })).toMatchObject([{ status: 401 }]);
    expect([events, rejections]).toEqual([[], [code]]);
  });
});

describe("Durst", () => {
  const change = { entity: "PRODUCTION_JOB", id: 42, status: "PRINTED" } as const;
  const xAuthInfo = { user: "press", password: "pass" };
  const jwtSigningInfo = { httpHeaderName: "X-Durst-Signature", method: "HS256", key: "press key" } as const;

  async function start(how: "XAUTH" | "JWT_SIGNING") {
    const bodies: unknown[] = [];
    const rejections: string[] = [];
    const durst = await startDurst();
    onTestFinished(() => durst.close());
    const { url: hostUri } = await startHttpServer(
      nodeWebhookHandler({
        durst:
          how === "XAUTH"
            ? { xAuth: xAuthInfo }
            : { headerName: "x-durst-signature", key: jwtSigningInfo.key },
        onEvent: ({ body }) => void bodies.push(body),
        onRejected: ({ code }) => void rejections.push(code),
      }),
    );
    const credential = how === "XAUTH" ? { xAuthInfo } : { jwtSigningInfo };
    const id = durst.addSubscriber({ hostUri, externalAuthType: how, ...credential });
    durst.addSubscription(id, { topic: "STATUS/*", status: "ACTIVE" });
    return { durst, id, bodies, rejections };
  }

  test.each(["XAUTH", "JWT_SIGNING"] as const)("calls back with %s as the receiver expects", async (how) => {
    const { durst, bodies } = await start(how);
    expect(await durst.statusChange(change)).toMatchObject([{ status: 204 }]);
    expect(bodies).toMatchObject([{ entityId: "42", status: "PRINTED" }]);
  });

  test.each(tokenDefects)("is not believed with a token that is %s", async (defect, code) => {
    const { durst, bodies, rejections } = await start("JWT_SIGNING");
    expect(await durst.statusChange(change, { defect })).toMatchObject([{ status: 401 }]);
    expect([bodies, rejections]).toEqual([[], [code]]);
  });

  test("is rejected with another password, or none", async () => {
    const { durst, bodies, rejections } = await start("XAUTH");
    await durst.statusChange(change, { defect: "wrong-key" });
    await durst.statusChange(change, { defect: "missing" });
    expect([bodies, rejections]).toEqual([[], ["bad-signature", "missing-header"]]);
  });
});
