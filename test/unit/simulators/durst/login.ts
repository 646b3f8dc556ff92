import { describe, expect, test } from "vitest";
import { startDurst } from "../../../simulators/index.ts";
import { call, durstClient, logIn, rawStatus, sharedServer, startDurstWithSubscribers } from "../http.ts";

describe("login, version 2", () => {
  const password = "p w+d&x=1%#ü";
  const post = (endpoint: string, body: unknown, path = "/api/v2/login") =>
    call(endpoint, { method: "POST", path, body });

  test.each([
    ["both", true, true],
    ["header", true, false],
    ["body", false, true],
  ] as const)("returns the token in: %s", async (tokenIn, inHeader, inBody) => {
    await using durst = await startDurst({ username: "op", password, tokenIn });
    const answer = await post(durst.endpoint, { password, username: "op" });
    expect(answer.status).toBe(200);
    expect(answer.headers.has("x-auth-token")).toBe(inHeader);
    const body = JSON.parse(answer.text);
    expect(body).toMatchObject({ userId: 5, username: "op" });
    expect("X-Auth-Token" in body).toBe(inBody);
    expect(durst.logins).toBe(1);
  });

  const getServer = sharedServer(() => startDurst({ username: "op", password }));
  test.each([
    ["a wrong password", { username: "op", password: "wrong" }, 401],
    ["a wrong user", { username: "other", password }, 401],
    ["no password", { username: "op" }, 401],
    ["something more", { username: "op", password, domain: "x" }, 401],
    ["a text", "op", 400],
    ["null", null, 400],
  ])("refuses %s, and a 401 has no body", async (_what, body, status) => {
    const answer = await post(getServer().endpoint, body);
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.text).toBe("");
  });

  test.each([
    ["v1", "POST", "/api/v2/login", 404],
    ["v1", "POST", "/api/v2/login", 401],
    ["v1", "POST", "/api/v2/login", 403],
    ["v1", "POST", "/api/v2/login", 405],
    ["v2", "GET", "/api/v1/login", 404],
  ] as const)("a server that knows only %s answers %s %s with %i", async (login, method, path, status) => {
    await using durst = await startDurst({ login, unknownRouteStatus: status });
    const query = `?${new URLSearchParams({ ...durst.credentials })}`;
    const answer =
      method === "GET"
        ? await call(durst.endpoint, { path: path + query })
        : await post(durst.endpoint, { ...durst.credentials });
    expect(answer.status).toBe(status);
    expect(durst.logins).toBe(0);
  });

  test("unknownUserStatus: an unknown user gets 404, a wrong password 401", async () => {
    await using durst = await startDurst({ unknownUserStatus: 404 });
    const { username, password: good } = durst.credentials;
    expect((await post(durst.endpoint, { username: "nobody", password: good })).status).toBe(404);
    expect((await post(durst.endpoint, { username, password: "wrong" })).status).toBe(401);
  });

  test.each([
    ["login-refused", 401],
    ["calls-refused", 200],
  ] as const)(
    "an expired account with %s: the login gets %i with activeUntil, other calls get 401",
    async (expired, status) => {
      await using durst = await startDurst({ activeUntil: "2005-10-01", expired });
      const answer = await post(durst.endpoint, { ...durst.credentials });
      expect(answer).toMatchObject({ status, text: expect.stringContaining('"activeUntil":"2005-10-01"') });
      const { get } = await durstClient(durst);
      expect((await get("/subscribers/17")).status).toBe(401);
    },
  );

  test("is recorded without its body, for every version and base path, and is no write", async () => {
    await using durst = await startDurst({ password: "canary-4711" });
    for (const path of ["/api/v2/login", "/api/v1/login", "/api/v3/login", "/pms/api/v2/login/"])
      await post(durst.endpoint, { ...durst.credentials }, path);
    expect(durst.requests).toHaveLength(4);
    expect(JSON.stringify(durst.requests)).not.toContain("canary");
    expect(durst.writes()).toEqual([]);
    expect(durst.requestsTo("POST")).toEqual([]);
    expect(durst.requestsTo("POST", "/api/v2/login")).toHaveLength(1);
  });
});

describe("login, version 1", () => {
  test("returns the token in a header, without a body", async () => {
    await using durst = await startDurst();
    const answer = await logIn(durst);
    expect(answer).toMatchObject({ status: 200, text: "" });
    expect(answer.headers.get("x-auth-token")).toMatch(/^[\w-]{32}$/);
    expect(durst.logins).toBe(1);
  });

  const password = "p w+d&x=1%#ü";
  const getServer = sharedServer(() => startDurst({ username: "op", password }));
  test.each([
    ["everything escaped", `username=op&password=${encodeURIComponent(password)}`, 200],
    ["plus for space", "username=op&password=p+w%2Bd%26x%3D1%25%23%C3%BC", 200],
    ["the other order", `password=${encodeURIComponent(password)}&username=op`, 200],
    ["a password that is not escaped", `username=op&password=${encodeURI(password)}`, 401],
    ["a wrong password", "username=op&password=wrong", 401],
    ["a wrong user", `username=other&password=${encodeURIComponent(password)}`, 401],
    ["no user", `password=${encodeURIComponent(password)}`, 401],
    ["no password", "username=op", 401],
    ["the password twice", `username=op&password=a&password=${encodeURIComponent(password)}`, 401],
    ["something more", `username=op&password=${encodeURIComponent(password)}&domain=x`, 401],
    ["nothing", "", 401],
  ])("with %s", async (_, query, status) => {
    const durst = getServer();
    const before = durst.logins;
    const answer = await call(durst.endpoint, { path: `/api/v1/login?${query}` });
    expect(answer).toMatchObject({ status, text: "" });
    expect(answer.headers.has("x-auth-token")).toBe(status === 200);
    expect(durst.logins - before).toBe(status === 200 ? 1 : 0);
  });

  test("gets 401 for a POST and 400 for a GET with a body", async () => {
    await using durst = await startDurst();
    const path = `/api/v1/login?${new URLSearchParams({ ...durst.credentials })}`;
    expect((await call(durst.endpoint, { method: "POST", path, body: {} })).status).toBe(401);
    expect(await rawStatus(durst.endpoint, `GET ${path}`, { "content-length": 2 }, "{}")).toBe(400);
    expect(durst.logins).toBe(0);
  });

  test("accepts only the new credentials after a change; existing tokens stay valid", async () => {
    await using durst = await startDurst();
    durst.addSubscriber({ hostUri: "http://hooks.example", externalAuthType: "NONE" });
    const { get } = await durstClient(durst);
    const before = { ...durst.credentials };
    durst.changeCredentials({ password: "another" });
    const loginWith = (credentials: Record<string, string>) =>
      call(durst.endpoint, { path: `/api/v1/login?${new URLSearchParams(credentials)}` });
    expect((await loginWith(before)).status).toBe(401);
    expect((await loginWith({ ...before, password: "another" })).status).toBe(200);
    expect((await get("/subscribers/17")).status).toBe(200);
  });

  test("with a password in the query is recorded without the query, whatever the path", async () => {
    await using durst = await startDurst({ password: "canary-4711" });
    const query = "?username=sim-operator-93ad&password=canary-4711";
    const paths = ["/api/v1/login", "/api/v1/login/", "/api/v1/Login", "/api/v2/login", "/elsewhere"];
    for (const path of paths) await call(durst.endpoint, { path: path + query });
    expect(durst.requests.map(({ path }) => path)).toEqual(paths);
    expect(JSON.stringify(durst.requests)).not.toContain("canary");
  });
});

describe("token", () => {
  const getServer = sharedServer(startDurstWithSubscribers);

  const calls: [string, string][] = [
    ["POST", "/subscribers/create"],
    ["GET", "/subscribers/17"],
    ["PUT", "/subscribers/17"],
    ["GET", "/subscribers/17/subscriptions"],
    ["POST", "/subscribers/17/subscriptions"],
    ["POST", "/subscribers/17/subscriptions/create"],
    ["GET", "/subscribers/17/subscriptions/4"],
    ["PUT", "/subscribers/17/subscriptions/4"],
    ["GET", "/subscribers/testresponse/1"],
    ["GET", "/subscribers"],
    ["DELETE", "/subscribers/17"],
    ["GET", "/nowhere"],
  ];

  test.each(calls)("is required by %s %s, and checked before the body and the path", async (method, path) => {
    const { durst, token } = getServer();
    const body = method === "GET" || method === "DELETE" ? {} : { body: "{" };
    const send = (headers: Record<string, string>) =>
      call(durst.endpoint, { method, path: `/api/v1${path}`, headers, ...body });
    expect(await send({})).toMatchObject({ status: 401, text: "" });
    expect(await send({ "x-auth-token": "" })).toMatchObject({ status: 401, text: "" });
    expect(await send({ "x-auth-token": `${token}x` })).toMatchObject({ status: 401, text: "" });
    expect(await send({ authorization: `Bearer ${token}` })).toMatchObject({ status: 401, text: "" });
    expect((await send({ "x-auth-token": token })).status).not.toBe(401);
  });

  test("expires after tokenLifetime", async () => {
    let now = 1_000_000;
    await using durst = await startDurst({ now: () => now, tokenLifetime: 500 });
    durst.addSubscriber({ hostUri: "http://hooks.example", externalAuthType: "NONE" });
    const { get } = await durstClient(durst);
    now += 499;
    expect((await get("/subscribers/17")).status).toBe(200);
    now += 1;
    expect(await get("/subscribers/17")).toMatchObject({ status: 401, text: "" });
  });

  test("expires after 24 hours by default", async () => {
    let now = 0;
    await using durst = await startDurst({ now: () => now });
    const { get } = await durstClient(durst);
    now = 24 * 3600 * 1000 - 1;
    expect((await get("/subscribers/17")).status).toBe(404);
    now += 1;
    expect((await get("/subscribers/17")).status).toBe(401);
  });

  test.each(["expireTokens", "restart"] as const)("%s ends every token and keeps the data", async (end) => {
    await using durst = await startDurst();
    const id = durst.addSubscriber({ hostUri: "http://hooks.example", externalAuthType: "NONE" });
    const [one, other] = [await durstClient(durst), await durstClient(durst)];
    durst[end]();
    expect((await one.get(`/subscribers/${id}`)).status).toBe(401);
    expect((await other.get(`/subscribers/${id}`)).status).toBe(401);
    expect((await (await durstClient(durst)).get(`/subscribers/${id}`)).status).toBe(200);
    expect(durst.logins).toBe(3);
  });

  test.each([
    ["many", 404],
    ["latest-only", 401],
  ] as const)(
    "sessions %s: with a second login, the first token gets %i for a missing subscriber",
    async (sessions, status) => {
      await using durst = await startDurst({ sessions });
      const first = await durstClient(durst);
      const second = await durstClient(durst);
      expect((await first.get("/subscribers/17")).status).toBe(status);
      expect((await second.get("/subscribers/17")).status).toBe(404);
    },
  );

  test("of a user without the permission gets an empty 403", async () => {
    await using durst = await startDurst({ permissions: ["read"] });
    durst.addSubscriber({ hostUri: "http://hooks.example", externalAuthType: "NONE" });
    const { get, post, put, delete: remove } = await durstClient(durst);
    expect((await get("/subscribers/17")).status).toBe(200);
    expect((await remove("/subscribers/17")).status).toBe(404);
    expect(await post("/subscribers/create", {})).toMatchObject({ status: 403, text: "" });
    expect(await put("/subscribers/17", {})).toMatchObject({ status: 403, text: "" });
    durst.behaviour.permissions = ["write"];
    expect(await get("/subscribers/17")).toMatchObject({ status: 403, text: "" });
    expect((await put("/subscribers/17", {})).status).toBe(400);
  });
});
