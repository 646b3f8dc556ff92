import { describe, expect, test } from "vitest";
import type { DurstOptions } from "../../../simulators/index.ts";
import { type Json, sharedServer, startDurstWithSubscribers } from "../http.ts";

const active = { topic: "STATUS/*", status: "ACTIVE" };

async function start(options: DurstOptions = {}) {
  const server = await startDurstWithSubscribers(options);
  const create = (body: unknown, subscriberId = 17) =>
    server.post(`/subscribers/${subscriberId}/subscriptions/create`, body);
  return { ...server, create };
}

/** The same server with the subscription 17/4. */
async function startWithSubscription() {
  const server = await start();
  server.durst.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
  return server;
}

describe("creating and changing a subscription", () => {
  const getServer = sharedServer(startWithSubscription);

  const topics = [
    "STATUS/*",
    ...["MOTIF", "ARTICLE", "PRODUCTION_JOB", "PRINT_ORDER"].flatMap((entity) => [
      `STATUS/${entity}/*`,
      `STATUS/${entity}/4711`,
    ]),
    "STATUS/MOTIF/a-b_c.7",
  ];
  const paths = [
    ["a", "a/"],
    ["a/b", "a/b/"],
    ["a/b/", "a/b/"],
    ["a%20b/x.y~z", "a%20b/x.y~z/"],
    ["...", ".../"],
  ];
  const accepted: [string, Json, Json][] = [
    ...topics.map((topic): [string, Json, Json] => [topic, { ...active, topic }, { ...active, topic }]),
    ["INACTIVE", { ...active, status: "INACTIVE" }, { ...active, status: "INACTIVE" }],
    ...paths.map(([path, readBack]): [string, Json, Json] => [
      `path ${path}`,
      { ...active, path },
      { ...active, path: readBack },
    ]),
  ];

  test.each(accepted)("accepts %s", async (_, body, answered) => {
    const { durst, create, get, put } = getServer();
    const created = await create(body, 18);
    const { id } = created.json();
    const changed = await put(`/subscribers/18/subscriptions/${id}`, body);
    const read = await get(`/subscribers/18/subscriptions/${id}`);
    expect([created.status, changed.status, read.status]).toEqual([201, 201, 200]);
    for (const answer of [created, changed, read]) expect(answer.json()).toEqual({ id, ...answered });
    expect((await get("/subscribers/18/subscriptions")).json()).toEqual([{ id, ...answered }]);
    durst.removeSubscription(18, id);
  });

  const refused: [string, unknown][] = [
    ["no topic", { status: "ACTIVE" }],
    ...[
      "",
      "*",
      "STATUS",
      "STATUS/",
      "STATUS/MOTIF",
      "STATUS/MOTIF/",
      "STATUS/JOB/1",
      "STATUS/*/1",
      "STATUS/motif/1",
      "status/*",
      "STATUS/MOTIF/1/2",
      "STATUS/MOTIF/1*",
      "STATUS/MOTIF/a b",
      "/STATUS/*",
      "STATUS/*\n",
    ].map((topic): [string, unknown] => [`topic ${JSON.stringify(topic)}`, { ...active, topic }]),
    ["topic as an array", { ...active, topic: ["STATUS/*"] }],
    ["no status", { topic: "STATUS/*" }],
    ["an unknown status", { ...active, status: "PAUSED" }],
    ["a status in small letters", { ...active, status: "active" }],
    ...[
      "",
      "/",
      "/a",
      "a//b",
      "..",
      "../x",
      "a/../b",
      "a/..",
      ".",
      "a/./b",
      "%2e%2E/x",
      "a?b",
      "a#b",
      "a b",
      "ü",
      "50%",
      "a\\b",
    ].map((path): [string, unknown] => [`path ${JSON.stringify(path)}`, { ...active, path }]),
    ["path null", { ...active, path: null }],
    ["an unknown property", { ...active, retries: 3 }],
    ["an array", [active]],
    ["broken JSON", '{"topic"'],
    ["nothing", ""],
  ];

  test.each(refused)("refuses %s", async (_, body) => {
    const { durst, create, put } = getServer();
    expect((await create(body)).status).toBe(400);
    expect((await put("/subscribers/17/subscriptions/4", body)).status).toBe(400);
    expect([...durst.subscriptions(17).values()]).toEqual([{ id: 4, ...active }]);
  });

  test("ids count per subscriber and are never reused", async () => {
    await using server = await start({ firstSubscriptionId: 900 });
    const ids = [await server.create(active), await server.create(active), await server.create(active, 18)];
    expect(ids.map((answer) => answer.json().id)).toEqual([900, 901, 900]);
    server.durst.removeSubscription(17, 901);
    const more = [await server.create(active), await server.create(active)];
    expect(more.map((answer) => answer.json().id)).toEqual([902, 903]);
  });

  test("the same subscription can exist twice", async () => {
    await using server = await start();
    await server.create(active);
    expect((await server.create(active)).status).toBe(201);
    expect((await server.get("/subscribers/17/subscriptions")).json()).toHaveLength(2);
  });

  test("an id in the body is refused, except the id of the path in a PUT", async () => {
    await using server = await start();
    expect((await server.create({ id: 4, ...active })).status).toBe(400);
    await server.create(active);
    expect((await server.put("/subscribers/17/subscriptions/4", { id: 5, ...active })).status).toBe(400);
    expect((await server.put("/subscribers/17/subscriptions/4", { id: 4, ...active })).status).toBe(201);
  });

  test("PUT without a path removes the path", async () => {
    await using server = await start();
    await server.create({ ...active, path: "a" });
    expect((await server.put("/subscribers/17/subscriptions/4", active)).json()).toEqual({
      id: 4,
      ...active,
    });
  });

  test.each<[DurstOptions["createPath"], number, number]>([
    ["create", 201, 404],
    ["plain", 404, 201],
    ["both", 201, 201],
  ])(
    "createPath %s: …/create gets %i, the plain path gets %i",
    async (createPath = "create", create, plain) => {
      await using server = await start({ createPath });
      const answers = [
        await server.create(active),
        await server.post("/subscribers/17/subscriptions", active),
      ];
      expect(answers.map(({ status }) => status)).toEqual([create, plain]);
      for (const { status, text } of answers) if (status === 404) expect(text).toBe("");
      expect((await server.get("/subscribers/17/subscriptions")).status).toBe(200);
    },
  );

  test.each([
    ["publishInitialState", true, true, 201],
    ["publishInitialState false", false, true, 201],
    ["publishInitialState as a text", "true", true, 400],
    ["publishInitialState null", null, true, 400],
    ["publishInitialState on an older server", true, false, 400],
    ["publishInitialState false on an older server", false, false, 400],
  ])("a creation with %s", async (_, publishInitialState, known, status) => {
    await using server = await start({ publishInitialState: known });
    const created = await server.create({ ...active, publishInitialState });
    expect(created.status).toBe(status);
    if (status === 201) expect(created.json()).toEqual({ id: 4, ...active });
  });

  test("publishInitialState is refused on PUT", async () => {
    await using server = await start();
    await server.create(active);
    const change = { ...active, publishInitialState: true };
    expect((await server.put("/subscribers/17/subscriptions/4", change)).status).toBe(400);
  });
});

describe("reading", () => {
  const getServer = sharedServer(startWithSubscription);

  test.each<[DurstOptions, unknown]>([
    [{}, [{ id: 4, ...active }]],
    [{ absentFields: "null" }, [{ id: 4, path: null, ...active }]],
    [{ listShape: "object" }, { count: 1, subscriptions: [{ id: 4, ...active }] }],
    [{ listShape: () => "nonsense" }, "nonsense"],
  ])("lists with %o", async (options, expected) => {
    await using server = await start(options);
    await server.create(active);
    expect((await server.get("/subscribers/17/subscriptions")).json()).toEqual(expected);
  });

  test("an empty list is an empty array", async () => {
    await using server = await start();
    expect((await server.get("/subscribers/17/subscriptions")).text).toBe("[]");
  });

  test.each([
    ["GET", "/subscribers/19/subscriptions"],
    ["GET", "/subscribers/x/subscriptions"],
    ["GET", "/subscribers/17/subscriptions/5"],
    ["GET", "/subscribers/17/subscriptions/x"],
    ["GET", "/subscribers/17/subscriptions/create"],
    ["GET", "/subscribers/17/subscriptions/"],
    ["GET", "/subscribers/18/subscriptions/4"],
    ["PUT", "/subscribers/18/subscriptions/4"],
    ["PUT", "/subscribers/17/subscriptions/5"],
    ["PUT", "/subscribers/17/subscriptions"],
    ["POST", "/subscribers/19/subscriptions/create"],
    ["POST", "/subscribers/17/subscriptions/4"],
    ["DELETE", "/subscribers/17/subscriptions/4"],
    ["DELETE", "/subscribers/17/subscriptions"],
  ])("%s %s gets an empty 404", async (method, path) => {
    const server = getServer();
    const send = { GET: server.get, PUT: server.put, POST: server.post, DELETE: server.delete }[method];
    const answer = await send?.(path, method === "GET" || method === "DELETE" ? undefined : active);
    expect(answer).toMatchObject({ status: 404, text: "" });
    expect(server.durst.subscriptions(17).size).toBe(1);
    expect(server.durst.subscriptions(18).size).toBe(0);
  });

  test("the simulator's own methods add, edit and remove objects", async () => {
    await using server = await start();
    const { durst, get } = server;
    const id = durst.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE", path: "a" });
    expect(durst.subscriptions(17).get(id)?.path).toBe("a/");
    durst.editSubscription(17, id, { status: "INACTIVE", path: undefined });
    const read = await get(`/subscribers/17/subscriptions/${id}`);
    expect(read.json()).toEqual({ id, topic: "STATUS/*", status: "INACTIVE" });
    durst.removeSubscription(17, id);
    expect((await get("/subscribers/17/subscriptions")).json()).toEqual([]);
    durst.removeSubscriber(17);
    expect((await get("/subscribers/17/subscriptions")).status).toBe(404);
    expect(() => durst.editSubscription(18, 4, {})).toThrow("no such");
    expect(() => durst.subscriptions(17)).toThrow("no such");
  });

  test.each([
    ["json", /^\{"status":"error","message":".+"\}$/],
    ["text", /topic/],
    ["none", /^$/],
    ["echo", /canary/],
  ] as const)("errorBodies %s: a 400 has this body, a 404 has none", async (errorBodies, expected) => {
    await using server = await start({ errorBodies });
    const answer = await server.create({ ...active, topic: "canary" });
    expect(answer).toMatchObject({ status: 400, text: expect.stringMatching(expected) });
    const missing = await server.get("/subscribers/99");
    expect(missing).toMatchObject({ status: 404, text: "" });
  });

  test("a base path is part of the endpoint, but not of recorded paths", async () => {
    await using server = await start({ basePath: "/workflow" });
    expect(server.durst.endpoint).toMatch(/\/workflow$/);
    expect((await server.create(active)).status).toBe(201);
    expect(server.durst.requestsTo("POST", "/api/v1/subscribers/17/subscriptions/create")).toHaveLength(1);
  });
});
