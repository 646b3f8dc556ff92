import { describe, expect, test } from "vitest";
import { type RockitNewSubscription, type RockitOptions, startRockit } from "../../../simulators/index.ts";
import { call, rawStatus, rockitClient, rockitHeaders, sharedServer } from "../http.ts";

const path = "/be/v1/subscriptions";
const webhook = (name: string): RockitNewSubscription => ({
  name,
  sender: "deploy",
  type: "webhook",
  url: "http://hooks.example/in",
  events: ["submit", "error", "submit"],
});
const webhooks = (count: number) =>
  Array.from({ length: count }, (_, index) => webhook(`n${String(index).padStart(2, "0")}`));
const slack: RockitNewSubscription = {
  name: "chat",
  sender: "mkraw",
  type: "slack",
  slackToken: "xoxb-secret",
  channelId: "C1",
  event: "end",
};

async function listedNames(options: RockitOptions, query: string): Promise<string> {
  await using rockit = await startRockit(options);
  const answer = await rockitClient(rockit).list(query);
  expect(answer.status).toBe(200);
  return answer
    .json()
    .map(({ name }: { name: string }) => name)
    .join(" ");
}

describe("listing", () => {
  const getServerWithTwelve = sharedServer(() => startRockit({ existing: webhooks(12) }));
  const getServer = sharedServer(startRockit);

  test.each([
    ["", 10],
    ["?limit=12", 12],
    ["?limit=1000", 12],
    ["?limit=0", 0],
    ["?offset=10", 2],
    ["?offset=12", 0],
    ["?offset=3&limit=5", 5],
  ])("query %j lists %i of 12 subscriptions", async (query, count) => {
    const answer = await rockitClient(getServerWithTwelve()).list(query);
    expect(answer.status).toBe(200);
    expect(answer.json()).toHaveLength(count);
  });

  test("maxPageSize silently caps a larger limit and the default limit", async () => {
    const options = { existing: webhooks(12), maxPageSize: 2 };
    expect(await listedNames(options, "?limit=7")).toBe("n00 n01");
    expect(await listedNames(options, "")).toBe("n00 n01");
    expect(await listedNames(options, "?limit=7&offset=11")).toBe("n11");
  });

  test.each([
    ["", "b a C"],
    ["?order[]=name", "C a b"],
    ["?order[]=%2Bname", "C a b"],
    ["?order%5B%5D=-name", "b a C"],
    ["?order[]=-name&limit=1&offset=1", "a"],
  ])("query %j lists %s", async (query, expected) => {
    expect(await listedNames({ existing: [webhook("b"), webhook("a"), webhook("C")] }, query)).toBe(expected);
  });

  test("unordered shifting: equal requests list other entries, unless order[] is given", async () => {
    await using rockit = await startRockit({ existing: webhooks(3), unordered: "shifting" });
    const { list } = rockitClient(rockit);
    expect((await list("?limit=2")).text).not.toBe((await list("?limit=2")).text);
    expect((await list("?order[]=name")).text).toBe((await list("?order[]=name")).text);
  });

  test.each([
    "?limit=ten",
    "?limit=-1",
    "?limit=1.5",
    "?limit=",
    "?limit=1&limit=2",
    "?offset=-1",
    "?offset=x",
    "?order[]=sender",
    "?order[]=+name",
    "?order[]=%2B%2Bname",
    "?order=name",
    "?page=2",
    "?Limit=2",
  ])("refuses the query %s", async (query) => {
    expect((await rockitClient(getServer()).list(query)).status).toBe(400);
  });

  test("refuses a body", async () => {
    await using rockit = await startRockit();
    const headers = { ...rockitHeaders(rockit), "content-type": "application/json", "content-length": 2 };
    expect(await rawStatus(rockit.endpoint, `GET ${path}`, headers, "{}")).toBe(400);
    expect(await rawStatus(rockit.endpoint, `GET ${path}`, rockitHeaders(rockit))).toBe(200);
  });

  test("shows every field except secret and Slack token, and each event once", async () => {
    await using rockit = await startRockit({ existing: [webhook("hook"), slack] });
    const answer = await rockitClient(rockit).list();
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(answer.json()).toEqual([
      {
        name: "hook",
        sender: "deploy",
        type: "webhook",
        url: "http://hooks.example/in",
        events: ["error", "submit"],
      },
      { name: "chat", sender: "mkraw", type: "slack", channelId: "C1", event: "end" },
    ]);
  });

  test.each<[RockitOptions, unknown]>([
    [
      { listEvents: "events" },
      [{ name: "chat", sender: "mkraw", type: "slack", channelId: "C1", events: ["end"] }],
    ],
    [{ listFields: "name-only" }, [{ name: "chat" }]],
    [{ listFields: ["sender", "slackToken"] }, [{ name: "chat", sender: "mkraw" }]],
    [
      { listShape: "object", listFields: "name-only" },
      { status: "ok", total: 1, subscriptions: [{ name: "chat" }] },
    ],
    [{ listShape: (entries) => ({ page: { rows: entries.length } }) }, { page: { rows: 1 } }],
    [{ listShape: () => null }, null],
  ])("with %o", async (options, expected) => {
    await using rockit = await startRockit({ ...options, existing: [slack] });
    expect((await rockitClient(rockit).list()).json()).toEqual(expected);
  });

  test("behaviour can change while the simulator runs", async () => {
    await using rockit = await startRockit({ existing: [slack] });
    rockit.behaviour.listShape = "object";
    expect((await rockitClient(rockit).list()).json().total).toBe(1);
  });
});

describe("deleting", () => {
  const getServer = sharedServer(() => startRockit({ existing: [webhook("other")] }));

  test.each([
    "plain",
    "with space",
    "a/b",
    "50%",
    "%2F",
    "a?b=c",
    "a#b",
    "ü€😀",
    "+&;=@:,$",
    "'\"<>\\",
    "line\nbreak",
    "create",
    "a-rather-long-name-".repeat(20),
  ])("deletes %j by its percent-encoded name, and nothing else", async (name) => {
    const rockit = getServer();
    rockit.add(webhook(name));
    const client = rockitClient(rockit);
    expect((await client.delete(name)).status).toBe(200);
    expect([...rockit.subscriptions.keys()]).toEqual(["other"]);
    expect((await client.delete(name)).status).toBe(404);
  });

  test.each([
    ["a raw slash", "a/b", "a/b", 404],
    ["a raw space", "a b", "a b", 400],
    ["a raw umlaut", "ü", "ü", 400],
    ["a raw quote", '"', '"', 404],
    ["a percent sign alone", "50%", "50%", 404],
    ["half a UTF-8 sequence", "ü", "%C3", 404],
    ["a plus for a space", "a b", "a+b", 404],
    ["a double encoding", "a/b", "a%252Fb", 404],
    ["another case", "ab", "AB", 404],
    ["nothing", "a", "", 404],
    ["a slash at the end", "a", "a/", 404],
  ])("does not find the subscription by a path with %s", async (_, name, sent, refused) => {
    const rockit = getServer();
    rockit.add(webhook(name));
    const status = await rawStatus(rockit.endpoint, `DELETE ${path}/${sent}`, rockitHeaders(rockit));
    expect(status).toBe(refused);
    rockit.remove(name);
    expect([...rockit.subscriptions.keys()]).toEqual(["other"]);
  });

  test.each([".", ".."])(
    "%s gets 404 although it exists, since no URL can contain it as a segment",
    async (name) => {
      await using rockit = await startRockit({ existing: [webhook(name)] });
      expect((await rockitClient(rockit).delete(name)).status).toBe(404);
      expect(rockit.subscriptions.size).toBe(1);
    },
  );

  test("deleteStatus 204 has no body; a request with a body or a query gets 400", async () => {
    await using rockit = await startRockit({ existing: [webhook("a"), webhook("b")], deleteStatus: 204 });
    const { endpoint } = rockit;
    const headers = rockitHeaders(rockit);
    expect(await rockitClient(rockit).delete("a")).toMatchObject({ status: 204, text: "" });
    const remove = { method: "DELETE", path: `${path}/b`, headers };
    expect((await call(endpoint, { ...remove, body: {} })).status).toBe(400);
    expect((await call(endpoint, { ...remove, path: `${path}/b?force=1` })).status).toBe(400);
    expect(rockit.subscriptions.size).toBe(1);
  });
});

describe("other requests and settings", () => {
  const getServer = sharedServer(() => startRockit({ existing: [webhook("a")] }));

  test.each([
    ["PUT", `${path}/a`],
    ["PATCH", `${path}/a`],
    ["GET", `${path}/a`],
    ["HEAD", path],
    ["PUT", path],
    ["DELETE", path],
    ["POST", `${path}/`],
    ["GET", `${path}/`],
    ["GET", "/BE/v1/subscriptions"],
    ["GET", "//be/v1/subscriptions"],
    ["GET", "/be/v2/subscriptions"],
    ["POST", "/be/v1/auth"],
    ["GET", "/"],
  ])("%s %s gets 404", async (method, unknown) => {
    const rockit = getServer();
    const headers = rockitHeaders(rockit);
    expect(await rawStatus(rockit.endpoint, `${method} ${unknown}`, headers)).toBe(404);
    expect(rockit.subscriptions.size).toBe(1);
  });

  test("a base path is part of the endpoint, but not of recorded paths", async () => {
    await using rockit = await startRockit({ basePath: "/edge", existing: [webhook("a")] });
    expect(rockit.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/edge$/);
    expect((await rockitClient(rockit).list()).json()).toHaveLength(1);
    expect((await rockitClient(rockit).delete("a")).status).toBe(200);
    expect(rockit.requestsTo("GET", path)).toHaveLength(1);
    const headers = rockitHeaders(rockit);
    expect((await call(new URL(rockit.endpoint).origin, { path, headers })).status).toBe(404);
  });

  test.each([
    ["json", /^\{"status":"error","message":".*unknown query parameter page.*"\}$/],
    ["text", /^unknown query parameter page$/],
    ["none", /^$/],
  ] as const)("errorBodies %s: the format of a 400", async (errorBodies, expected) => {
    await using rockit = await startRockit({ errorBodies });
    expect((await rockitClient(rockit).list("?page=1")).text).toMatch(expected);
  });

  test("errorBodies echo: a 400 quotes the request", async () => {
    await using rockit = await startRockit({ errorBodies: "echo" });
    const answer = await rockitClient(rockit).create({ ...slack, name: "" });
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining("xoxb-secret") });
  });

  test("the simulator's own methods add, edit and remove subscriptions", async () => {
    await using rockit = await startRockit({ existing: [webhook("a"), webhook("b")] });
    const { list } = rockitClient(rockit);
    rockit.edit("a", { url: undefined, type: "slack", channelId: "C2", slackToken: "t", events: ["end"] });
    expect(rockit.subscriptions.get("a")).not.toHaveProperty("url");
    rockit.remove("b");
    rockit.add(webhook("c"));
    expect((await list()).json()).toEqual([
      { name: "a", sender: "deploy", type: "slack", channelId: "C2", events: ["end"] },
      expect.objectContaining({ name: "c" }),
    ]);
    expect(() => rockit.add(webhook("c"))).toThrow("exists");
    expect(() => rockit.edit("b", {})).toThrow("no such");
    expect(() => rockit.remove("b")).toThrow("no such");
    expect(() => rockit.secretOf("b")).toThrow("no such");
  });

  test("two simulators share no data, records or endpoint", async () => {
    await using one = await startRockit({ existing: [webhook("a")] });
    await using other = await startRockit();
    expect((await rockitClient(other).list()).json()).toEqual([]);
    expect(one.requests).toHaveLength(0);
    expect(one.endpoint).not.toBe(other.endpoint);
  });
});
