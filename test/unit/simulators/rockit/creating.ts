import { describe, expect, test } from "vitest";
import { type RockitPermission, startRockit } from "../../../simulators/index.ts";
import { call, type Json, rawStatus, rockitClient, rockitHeaders, sharedServer } from "../http.ts";

const webhook = {
  name: "orders",
  sender: "deploy",
  type: "webhook",
  url: "http://hooks.example/in",
  events: ["submit", "error"],
};
const slack = {
  name: "orders",
  sender: "mkraw",
  type: "slack",
  slackToken: "xoxb-1",
  channelId: "C1",
  event: "end",
};
const without = (subscription: Json, ...fields: string[]) =>
  Object.fromEntries(Object.entries(subscription).filter(([field]) => !fields.includes(field)));
const path = "/be/v1/subscriptions";

describe("creating", () => {
  const getServer = sharedServer(startRockit);
  const { event, ...slackWithoutEvent } = slack;
  test.each<[string, Json]>([
    ["a webhook with events", webhook],
    ["Slack with one event", slack],
    ["Slack with events", { ...slackWithoutEvent, events: ["end"] }],
    ["a webhook with one event", { ...without(webhook, "events"), event: "submit" }],
    [
      "every event",
      { ...webhook, events: ["submit", "begin", "progress", "end", "success", "exception", "error"] },
    ],
    ["an event twice", { ...webhook, events: ["submit", "submit"] }],
    ...["dltar", "mkraw", "deploy"].map((sender): [string, Json] => [
      `sender ${sender}`,
      { ...webhook, sender },
    ]),
    ["https with a port and a query", { ...webhook, url: "https://hooks.example:8443/in?team=1" }],
    ["a name of one space", { ...webhook, name: " " }],
  ])("accepts %s", async (_, body) => {
    const rockit = getServer();
    const answer = await rockitClient(rockit).create(body);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      status: expect.any(String),
      message: expect.any(String),
      secret: rockit.secretOf(String(body["name"])),
    });
    expect(Buffer.from(answer.json().secret, "base64")).toHaveLength(32);
    expect([...rockit.subscriptions.keys()]).toEqual([body["name"]]);
    rockit.remove(String(body["name"]));
  });

  test.each<[string, unknown]>([
    ["no name", without(webhook, "name")],
    ["an empty name", { ...webhook, name: "" }],
    ["a name that no URL can hold", { ...webhook, name: "\ud800" }],
    ["a name that is a number", { ...webhook, name: 7 }],
    ["no sender", without(webhook, "sender")],
    ["an unknown sender", { ...webhook, sender: "publish" }],
    ["a sender in capitals", { ...webhook, sender: "DEPLOY" }],
    ["no type", without(webhook, "type")],
    ["an unknown type", { ...webhook, type: "email" }],
    ["neither event nor events", without(webhook, "events")],
    ["event and events", { ...webhook, event: "submit" }],
    ["no events in events", { ...webhook, events: [] }],
    ["an unknown event", { ...webhook, events: ["submit", "finished"] }],
    ["events as a text", { ...webhook, events: "submit" }],
    ["event as an array", { ...without(webhook, "events"), event: ["submit"] }],
    ["event null beside events", { ...webhook, event: null }],
    ["a webhook without url", without(webhook, "url")],
    ["a url without scheme", { ...webhook, url: "hooks.example/in" }],
    ["a url of another scheme", { ...webhook, url: "ftp://hooks.example/in" }],
    ["a url with an impossible port", { ...webhook, url: "http://hooks.example:65536/in" }],
    ["a url without host", { ...webhook, url: "http://" }],
    ["a url with a space", { ...webhook, url: "http://hooks.example/a b" }],
    ["an empty url", { ...webhook, url: "" }],
    ["a webhook with slackToken", { ...webhook, slackToken: "xoxb-1" }],
    ["a webhook with channelId", { ...webhook, channelId: "C1" }],
    ["Slack with url", { ...slack, url: "http://hooks.example/in" }],
    ["Slack without token", without(slack, "slackToken")],
    ["Slack without channel", without(slack, "channelId")],
    ["an empty Slack token", { ...slack, slackToken: "" }],
    ["an empty channel", { ...slack, channelId: "" }],
    ["an unknown property", { ...webhook, enabled: true }],
    ["an array", [webhook]],
    ["null", "null"],
    ["half a JSON text", '{"name": "orders"'],
    ["nothing", ""],
  ])("refuses %s", async (_, body) => {
    const rockit = getServer();
    expect((await rockitClient(rockit).create(body)).status).toBe(400);
    expect(rockit.subscriptions.size).toBe(0);
  });

  test("refuses a body that is not UTF-8", async () => {
    await using rockit = await startRockit();
    const body = Buffer.from(JSON.stringify({ ...webhook, name: "caf\u00e9" }), "latin1");
    const headers = { ...rockitHeaders(rockit), "content-type": "application/json" };
    const answer = await fetch(rockit.endpoint + path, { method: "POST", headers, body });
    expect(answer.status).toBe(400);
  });

  test("refuses an existing name, even with the same content; names are case-sensitive", async () => {
    await using rockit = await startRockit();
    const { create, list } = rockitClient(rockit);
    const { secret } = (await create(webhook)).json();
    expect((await create({ ...webhook, sender: "mkraw" })).status).toBe(409);
    expect((await create(webhook)).status).toBe(409);
    expect((await create({ ...webhook, name: "Orders" })).status).toBe(200);
    expect(rockit.secretOf("orders")).toBe(secret);
    expect((await list()).json()).toHaveLength(2);
  });

  test.each([
    ["application/json", 200],
    ["application/json; charset=utf-8", 200],
    ["text/json", 415],
    ["text/plain", 415],
    ["application/x-www-form-urlencoded", 415],
    ["application/json; charset=iso-8859-1", 415],
    ["nonsense", 415],
  ])("content-type %s: %i", async (contentType, status) => {
    await using rockit = await startRockit();
    const headers = { ...rockitHeaders(rockit), "content-type": contentType };
    const answer = await call(rockit.endpoint, { method: "POST", path, headers, body: webhook });
    expect(answer.status).toBe(status);
  });

  test("refuses a compressed body and a query", async () => {
    await using rockit = await startRockit();
    const headers = rockitHeaders(rockit);
    const post = { method: "POST", path, body: webhook };
    const compressed = { ...post, headers: { ...headers, "content-encoding": "gzip" } };
    expect((await call(rockit.endpoint, compressed)).status).toBe(415);
    expect((await call(rockit.endpoint, { ...post, headers, path: `${path}?dryRun=1` })).status).toBe(400);
  });

  test("gives every subscription its own secret, and a new one after deletion and re-creation", async () => {
    await using rockit = await startRockit();
    const { create, delete: remove } = rockitClient(rockit);
    const secrets = [(await create(webhook)).json().secret];
    secrets.push((await create({ ...webhook, name: "other" })).json().secret);
    await remove("orders");
    secrets.push((await create(webhook)).json().secret);
    expect(new Set(secrets).size).toBe(3);
  });
});

describe("authentication", () => {
  const getServer = sharedServer(() =>
    startRockit({ orgName: "org", username: "robot", apiKey: "key", authToken: "tok" }),
  );
  const account = { "x-rockit-orgname": "org", "x-rockit-username": "robot", "x-rockit-api-key": "key" };
  const token = { "x-rockit-beauth-token": "tok" };

  const cases: [string, Record<string, string>, number][] = [
    ["the machine account", account, 200],
    ["the token", token, 200],
    ["nothing", {}, 401],
    ["both ways", { ...account, ...token }, 401],
    ["both ways, one of them partial", { ...token, "x-rockit-orgname": "org" }, 401],
    ...Object.keys(account).flatMap((header): [string, Record<string, string>, number][] => [
      [`no ${header}`, without(account, header) as Record<string, string>, 401],
      [`a wrong ${header}`, { ...account, [header]: "wrong" }, 401],
      [`an empty ${header}`, { ...account, [header]: "" }, 401],
    ]),
    ["a wrong token", { "x-rockit-beauth-token": "other" }, 401],
    ["an empty token", { "x-rockit-beauth-token": "" }, 401],
    ["the token in another header", { authorization: "Bearer tok" }, 401],
  ];

  test.each(cases)("with %s", async (_, headers, status) => {
    const rockit = getServer();
    const create = await call(rockit.endpoint, { method: "POST", path, headers, body: webhook });
    expect(create.status).toBe(status);
    expect((await call(rockit.endpoint, { path, headers })).status).toBe(status);
    const remove = await call(rockit.endpoint, { method: "DELETE", path: `${path}/orders`, headers });
    expect(remove.status).toBe(status);
  });

  test("is checked before the body", async () => {
    await using rockit = await startRockit();
    expect((await call(rockit.endpoint, { method: "POST", path, body: "{" })).status).toBe(401);
    const headers = { "content-type": "nonsense" };
    expect((await call(rockit.endpoint, { method: "POST", path, headers, body: webhook })).status).toBe(401);
  });

  test("with a header that is sent twice gets 401", async () => {
    await using rockit = await startRockit();
    const headers = { ...rockitHeaders(rockit), "X-Rockit-Orgname": rockit.credentials.orgName };
    expect(await rawStatus(rockit.endpoint, `GET ${path}`, headers)).toBe(401);
  });

  test("with an expired token gets 401, with the machine account still 200", async () => {
    await using rockit = await startRockit();
    const headers = { "x-rockit-beauth-token": rockit.credentials.authToken };
    expect((await call(rockit.endpoint, { path, headers })).status).toBe(200);
    rockit.expireAuthToken();
    expect((await call(rockit.endpoint, { path, headers })).status).toBe(401);
    expect((await rockitClient(rockit).list()).status).toBe(200);
  });

  test("accepts only the new key after a change", async () => {
    await using rockit = await startRockit();
    const before = rockitClient(rockit);
    rockit.changeCredentials({ apiKey: "another" });
    expect((await before.list()).status).toBe(401);
    expect((await rockitClient(rockit).list()).status).toBe(200);
    expect(rockit.credentials.apiKey).toBe("another");
  });

  test.each<[RockitPermission, number[]]>([
    ["subscriptions.create", [200, 401, 401]],
    ["subscriptions.read", [401, 200, 401]],
    ["subscriptions.delete", [401, 401, 200]],
  ])("%s permits only its own operation", async (permission, statuses) => {
    await using rockit = await startRockit({ permissions: [permission] });
    rockit.add({ name: "old", sender: "deploy", event: "end", type: "webhook", url: "http://hooks.example" });
    const client = rockitClient(rockit);
    const answers = [await client.create(webhook), await client.list(), await client.delete("old")];
    expect(answers.map(({ status }) => status)).toEqual(statuses);
  });
});
