import { describe, expect, test } from "vitest";
import {
  type DurstNewSubscriber,
  type RockitEventName,
  type RockitNewSubscription,
  type RockitSender,
  startDurst,
  startRockit,
  type TokenDefect,
} from "../../simulators/index.ts";
import { durstClient, readJwt, startReceiver } from "./http.ts";

const nowInSeconds = () => Math.floor(Date.now() / 1000);
const tokenHeader = "x-rockit-subscriptions";

function webhook(
  name: string,
  url: string,
  sender: RockitSender,
  events: RockitEventName[],
): RockitNewSubscription {
  return { name, sender, type: "webhook", url, events };
}

describe("ROCKIT emits", () => {
  test("the documented body, with a JWT that the secret verifies", async () => {
    await using receiver = await startReceiver(204);
    await using rockit = await startRockit({ orgName: "acme" });
    rockit.add(webhook("orders", `${receiver.url}/in?team=1`, "deploy", ["success"]));
    const occurrence = {
      type: "deploy",
      event: "success",
      appName: "shop",
      buildName: "b7",
      error: { deployment: "d" },
      later: 1,
    } as const;
    const results = await rockit.emit(occurrence);
    expect(results).toEqual([{ subscription: "orders", url: `${receiver.url}/in?team=1`, status: 204 }]);
    const [received] = receiver.received;
    expect(received).toMatchObject({ method: "POST", path: "/in?team=1" });
    expect(received?.body).toEqual({ orgName: "acme", ...occurrence });
    expect(received?.headers["content-type"]).toBe("application/json");
    const jwt = readJwt(received?.headers[tokenHeader], Buffer.from(rockit.secretOf("orders"), "base64"));
    expect(jwt).toMatchObject({ header: { alg: "HS256" }, signed: true });
    expect(Math.abs(Number(jwt.claims["iat"]) - nowInSeconds())).toBeLessThan(5);
    expect(Number(jwt.claims["exp"])).toBe(Number(jwt.claims["iat"]) + 300);
    expect(readJwt(received?.headers[tokenHeader], Buffer.from(rockit.secretOf("orders"))).signed).toBe(
      false,
    );
  });

  test("to every webhook with the sender and event, and reports that Slack is not simulated", async () => {
    await using receiver = await startReceiver();
    await using rockit = await startRockit({
      existing: [
        webhook("one", receiver.url, "mkraw", ["begin", "end"]),
        webhook("two", receiver.url, "mkraw", ["end"]),
        webhook("other-event", receiver.url, "mkraw", ["begin"]),
        webhook("other-sender", receiver.url, "dltar", ["end"]),
        { name: "chat", sender: "mkraw", type: "slack", slackToken: "t", channelId: "C", event: "end" },
      ],
    });
    const results = await rockit.emit({ type: "mkraw", event: "end" });
    expect(results.map(({ subscription, status }) => [subscription, status])).toEqual([
      ["one", 200],
      ["two", 200],
      ["chat", undefined],
    ]);
    expect(results[2]?.error).toContain("Slack");
    expect(receiver.received).toHaveLength(2);
    expect(await rockit.emit({ type: "mkraw", event: "error" })).toEqual([]);
  });

  test("and reports a refused connection, and a redirect without following it", async () => {
    await using target = await startReceiver();
    await using redirecting = await startReceiver(307, { location: target.url });
    const closed = await startReceiver();
    await closed[Symbol.asyncDispose]();
    await using rockit = await startRockit({
      existing: [
        webhook("redirected", redirecting.url, "deploy", ["end"]),
        webhook("dead", closed.url, "deploy", ["end"]),
      ],
    });
    const results = await rockit.emit({ type: "deploy", event: "end" });
    expect(results[0]).toMatchObject({ subscription: "redirected", status: 307 });
    expect(results[1]).toMatchObject({
      subscription: "dead",
      error: expect.stringContaining("ECONNREFUSED"),
    });
    expect(target.received).toHaveLength(0);
  });

  test.each<[TokenDefect, (token: string | undefined, key: Buffer) => boolean]>([
    ["missing", (token) => token === undefined],
    ["malformed", (token) => token?.split(".").length !== 3],
    ["wrong-key", (token, key) => !readJwt(token, key).signed],
    ["alg-none", (token, key) => readJwt(token, key).header["alg"] === "none" && (token ?? "").endsWith(".")],
    ["expired", (token, key) => Number(readJwt(token, key).claims["exp"]) < nowInSeconds()],
    ["not-yet-valid", (token, key) => Number(readJwt(token, key).claims["nbf"]) > nowInSeconds() + 60],
    ["issued-in-future", (token, key) => Number(readJwt(token, key).claims["iat"]) > nowInSeconds() + 60],
  ])("a token that a receiver must refuse: %s", async (defect, isBad) => {
    await using receiver = await startReceiver(401);
    await using rockit = await startRockit();
    rockit.add(webhook("orders", receiver.url, "deploy", ["end"]));
    const [result] = await rockit.emit({ type: "deploy", event: "end" }, { defect });
    expect(result?.status).toBe(401);
    const token = receiver.received[0]?.headers[tokenHeader] as string | undefined;
    expect(isBad(token, Buffer.from(rockit.secretOf("orders"), "base64"))).toBe(true);
  });
});

describe("Durst calls back", () => {
  const subscriberAt = (hostUri: string): DurstNewSubscriber => ({ hostUri, externalAuthType: "NONE" });
  const change = { entity: "PRODUCTION_JOB", id: 42, status: "PRINTED" } as const;

  test.each([
    ["STATUS/*", ["MOTIF/1", "PRODUCTION_JOB/42", "PRODUCTION_JOB/421"]],
    ["STATUS/PRODUCTION_JOB/*", ["PRODUCTION_JOB/42", "PRODUCTION_JOB/421"]],
    ["STATUS/PRODUCTION_JOB/42", ["PRODUCTION_JOB/42"]],
    ["STATUS/ARTICLE/*", []],
  ])("a subscription of topic %s about %j", async (topic, matching) => {
    await using receiver = await startReceiver();
    await using durst = await startDurst();
    durst.addSubscription(durst.addSubscriber(subscriberAt(receiver.url)), { topic, status: "ACTIVE" });
    await durst.statusChange({ entity: "MOTIF", id: 1, status: "NEW" });
    await durst.statusChange({ entity: "PRODUCTION_JOB", id: "42", status: "NEW" });
    await durst.statusChange({ entity: "PRODUCTION_JOB", id: 421, status: "NEW" });
    const entities = receiver.received.map(({ body }) => `${body["entityType"]}/${body["entityId"]}`);
    expect(entities).toEqual(matching);
  });

  test("active subscriptions only", async () => {
    await using receiver = await startReceiver();
    await using durst = await startDurst();
    const id = durst.addSubscriber(subscriberAt(receiver.url));
    const subscription = durst.addSubscription(id, { topic: "STATUS/*", status: "INACTIVE" });
    expect(await durst.statusChange(change)).toEqual([]);
    durst.editSubscription(id, subscription, { status: "ACTIVE" });
    expect(await durst.statusChange(change)).toEqual([
      { subscription: "17/4", url: receiver.url, status: 200 },
    ]);
    expect(receiver.received[0]?.body).toEqual({
      topic: "STATUS/PRODUCTION_JOB/42",
      entityType: "PRODUCTION_JOB",
      entityId: "42",
      status: "PRINTED",
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  test.each([
    ["", undefined, "/"],
    ["/", undefined, "/"],
    ["/base/path/", undefined, "/base/path/"],
    ["/base/path", undefined, "/base/path"],
    ["", "a/b", "/a/b/"],
    ["/", "a/b/", "/a/b/"],
    ["/base", "a", "/base/a/"],
    ["/base/", "a", "/base/a/"],
  ])("hostUri %j with path %j posts to %s", async (base, path, expected) => {
    await using receiver = await startReceiver();
    await using durst = await startDurst();
    for (const hostUri of [receiver.url + base, ...(base === "" ? [receiver.host] : [])]) {
      const id = durst.addSubscriber(subscriberAt(hostUri));
      durst.addSubscription(id, {
        topic: "STATUS/*",
        status: "ACTIVE",
        ...(path === undefined ? {} : { path }),
      });
    }
    await durst.statusChange(change);
    for (const received of receiver.received) expect(received.path).toBe(expected);
    expect(receiver.received).toHaveLength(base === "" ? 2 : 1);
  });

  test("with the authentication that the subscriber has", async () => {
    await using receiver = await startReceiver();
    await using durst = await startDurst();
    const { url: hostUri } = receiver;
    const subscribers: DurstNewSubscriber[] = [
      { hostUri, externalAuthType: "NONE" },
      { hostUri, externalAuthType: "XAUTH", xAuthInfo: { user: "u", password: "p w" } },
      {
        hostUri,
        externalAuthType: "JWT_SIGNING",
        jwtSigningInfo: { httpHeaderName: "X-Signature", method: "HS256", key: "ключ" },
      },
    ];
    for (const [index, subscriber] of subscribers.entries()) {
      const path = `n${index}`;
      durst.addSubscription(durst.addSubscriber(subscriber), { topic: "STATUS/*", status: "ACTIVE", path });
    }
    await durst.statusChange(change);
    const [open, xAuth, signed] = receiver.received
      .toSorted((one, other) => (one.path < other.path ? -1 : 1))
      .map(({ headers }) => headers);
    expect(Object.keys(open ?? {}).filter((name) => /auth|sign/.test(name))).toEqual([]);
    expect(xAuth).toMatchObject({ "x-auth-user": "u", "x-auth-password": "p w" });
    const jwt = readJwt(signed?.["x-signature"], Buffer.from("ключ", "utf8"));
    expect(jwt).toMatchObject({ header: { alg: "HS256" }, signed: true });
    expect(Number(jwt.claims["exp"])).toBeGreaterThan(nowInSeconds());
  });

  test("without quoting a credential that no header can carry", async () => {
    await using durst = await startDurst();
    const xAuthInfo = { user: "u", password: "can\nary" };
    const id = durst.addSubscriber({ hostUri: "http://127.0.0.1:9", externalAuthType: "XAUTH", xAuthInfo });
    durst.addSubscription(id, { topic: "STATUS/*", status: "ACTIVE" });
    const [result] = await durst.statusChange(change);
    expect(result?.error).toBe("the header x-auth-password cannot carry its value");
  });

  test.each([
    ["wrong-key", "not-p"],
    ["missing", undefined],
  ] as const)("with an XAUTH password that a receiver must refuse: %s", async (defect, password) => {
    await using receiver = await startReceiver(401);
    await using durst = await startDurst();
    const xAuthInfo = { user: "u", password: "p" };
    const id = durst.addSubscriber({ hostUri: receiver.url, externalAuthType: "XAUTH", xAuthInfo });
    durst.addSubscription(id, { topic: "STATUS/*", status: "ACTIVE" });
    await durst.statusChange(change, { defect });
    expect(receiver.received[0]?.headers["x-auth-password"]).toBe(password);
  });

  test("every active subscription, whatever its topic, after testresponse", async () => {
    await using receiver = await startReceiver();
    await using durst = await startDurst();
    const { get } = await durstClient(durst);
    const [one, two] = [
      durst.addSubscriber(subscriberAt(receiver.url)),
      durst.addSubscriber(subscriberAt(receiver.url)),
    ];
    durst.addSubscription(one, { topic: "STATUS/*", status: "ACTIVE" });
    durst.addSubscription(one, { topic: "STATUS/*", status: "INACTIVE" });
    durst.addSubscription(two, { topic: "STATUS/ARTICLE/1", status: "ACTIVE" });
    expect(await get("/subscribers/testresponse/JOB%2F7")).toMatchObject({ status: 200, text: "" });
    await durst.idle();
    expect(durst.deliveries.map(({ subscription, status }) => [subscription, status]).sort()).toEqual([
      ["17/4", 200],
      ["18/4", 200],
    ]);
    expect(receiver.received[0]?.body).toMatchObject({ entityType: "PRODUCTION_JOB", entityId: "JOB/7" });
    expect(await get("/subscribers/testresponse/")).toMatchObject({ status: 404, text: "" });
    expect(await get("/subscribers/testresponse")).toMatchObject({ status: 404, text: "" });
    expect((await get("/subscribers/testresponse/1?x=1")).status).toBe(400);
  });

  test.each([
    [
      "active with publishInitialState",
      { status: "ACTIVE", publishInitialState: true },
      ["41 PRINTED", "42 NEW"],
    ],
    ["active without publishInitialState", { status: "ACTIVE", publishInitialState: false }, []],
    ["inactive with publishInitialState", { status: "INACTIVE", publishInitialState: true }, []],
  ])(
    "a new subscription only if it is ACTIVE with publishInitialState, with the last status of each entity: %s",
    async (_, how, expected) => {
      await using receiver = await startReceiver();
      await using durst = await startDurst();
      const { post } = await durstClient(durst);
      const id = durst.addSubscriber(subscriberAt(receiver.url));
      await durst.statusChange({ entity: "PRODUCTION_JOB", id: 41, status: "NEW" });
      await durst.statusChange({ entity: "PRODUCTION_JOB", id: 41, status: "PRINTED" });
      await durst.statusChange({ entity: "PRODUCTION_JOB", id: 42, status: "NEW" });
      await durst.statusChange({ entity: "MOTIF", id: 1, status: "NEW" });
      const subscription = { topic: "STATUS/PRODUCTION_JOB/*", ...how };
      expect((await post(`/subscribers/${id}/subscriptions/create`, subscription)).status).toBe(201);
      await durst.idle();
      const sent = receiver.received.map(({ body }) => `${body["entityId"]} ${body["status"]}`);
      expect(sent.sort()).toEqual(expected);
    },
  );
});
