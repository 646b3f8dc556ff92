// The version of the login, the forms of its answer, and expired accounts.
import { describe, expect, it } from "vitest";
import { DurstRun } from "../../../provider/durst/run.ts";
import { durstSettings } from "../../../provider/durst/settings.ts";
import { canary, expectNoSecretsIn } from "../../helpers/canary.ts";
import { environmentOf } from "../../helpers/environment.ts";
import type { Responder } from "../../helpers/server.ts";
import { type DurstOptions, type Fault, startDurst } from "../../simulators/index.ts";
import { credentialsIn, failureOf, runConcurrently, startTokenServer } from "./token-server.ts";

/** A simulator with subscriber 17, and a run of the provider. */
async function startScene(options: DurstOptions = {}, environment: Record<string, string> = {}) {
  const server = await startDurst({ ...options, password: canary });
  server.addSubscriber({ hostUri: "https://press.example/", externalAuthType: "NONE" });
  const settings = durstSettings({
    config: () => undefined,
    environment: { ...environmentOf({ durst: server }), ...environment },
  });
  const run = new DurstRun(settings);
  return {
    server,
    read: () => run.client.readSubscriber(17),
    logins: () =>
      server.requests
        .filter(({ path }) => path.includes("/login"))
        .map(({ method, status }) => `${method} ${status}`),
    async [Symbol.asyncDispose]() {
      await run.close();
      await server.close();
    },
  };
}

describe("the version of the login", () => {
  it.each<[string, DurstOptions, string[]]>([
    ["is 2 if the server knows both", { login: "both" }, ["POST 200"]],
    ["is 2 if the server only knows version 2", { login: "v2" }, ["POST 200"]],
    ["is 1 if the server answers 404 to version 2", { login: "v1" }, ["POST 404", "GET 200"]],
    [
      "is 1 where the server answers 405 to the other",
      { login: "v1", unknownRouteStatus: 405 },
      ["POST 405", "GET 200"],
    ],
  ])("%s, with one login for any number of calls", async (_what, options, logins) => {
    await using scene = await startScene(options);
    await runConcurrently(30, scene.read);
    await scene.read();
    expect(scene.logins()).toEqual(logins);
  });

  it("is remembered: a restart midway costs one more login, and the other version is not tried again", async () => {
    await using scene = await startScene({ login: "v1" });
    await scene.read();
    scene.server.restart();
    await runConcurrently(30, scene.read);
    expect(scene.logins()).toEqual(["POST 404", "GET 200", "GET 200"]);
  });

  it.each<[string, "v1" | "v2", string[]]>([
    ["1", "v1", ["GET 200"]],
    ["2", "v2", ["POST 200"]],
  ])(
    "is %s if durst:loginVersion says so, and the other version is not tried",
    async (version, login, logins) => {
      await using scene = await startScene(
        { login, unknownRouteStatus: 401 },
        { DURST_LOGIN_VERSION: version },
      );
      await scene.read();
      expect(scene.logins()).toEqual(logins);
    },
  );

  it.each([401, 403] as const)(
    "is not guessed from a %i, which may mean wrong credentials; the error names the setting",
    async (unknownRouteStatus) => {
      await using scene = await startScene({ login: "v1", unknownRouteStatus });
      const failure = await failureOf(scene.read());
      expect(failure).toMatchObject({ code: "unauthorized", status: unknownRouteStatus });
      expect(failure.message).toMatch(
        /or the server is older than version 1\.21\.1: then set durst:loginVersion \(DURST_LOGIN_VERSION\) to 1;/,
      );
      expect(scene.logins()).toEqual([`POST ${unknownRouteStatus}`]);
    },
  );

  it("is not changed after wrong credentials, which are sent once", async () => {
    await using scene = await startScene();
    scene.server.changeCredentials({ password: "another" });
    for (let n = 0; n < 3; n++) await expect(scene.read()).rejects.toMatchObject({ code: "unauthorized" });
    expect(scene.logins()).toEqual(["POST 401"]);
  });

  it("is tried as 2 and then 1 if a server answers 404 for an unknown user", async () => {
    await using scene = await startScene({ unknownUserStatus: 404 }, { DURST_USERNAME: "nobody" });
    const failure = await failureOf(scene.read());
    expect(failure).toMatchObject({ code: "not-found" });
    expect(failure.message).toMatch(
      /check the base path in durst:endpoint \(such as \/pms\), and durst:username$/,
    );
    expect(scene.logins()).toEqual(["POST 404", "GET 404"]);
  });

  it.each<[string, Fault, number]>([
    ["503", { kind: "status", status: 503, acts: false }, 3],
    ["500", { kind: "status", status: 500, acts: true }, 2],
    ["no answer", { kind: "cut", when: "after" }, 2],
  ])(
    "is not changed after a server failure, so no password goes into a URL: %s",
    async (_what, fault, times) => {
      await using scene = await startScene();
      scene.server.faults.inject(fault, { route: "POST /api/v2/login", times });
      await scene.read().catch(() => scene.read());
      expect(new Set(scene.server.requests.map(({ route }) => route))).toEqual(
        new Set(["POST /api/v2/login", "GET /api/v1/subscribers/:subscriberId"]),
      );
    },
  );

  it("keeps credentials out of every URL if it is 2", async () => {
    const { requests, work } = await startTokenServer();
    await runConcurrently(5, work);
    expect(requests.length).toBeGreaterThan(5);
    expectNoSecretsIn(requests.map(({ path }) => path).join(" "), canary);
    expect(requests[0] && credentialsIn(requests[0])).toMatchObject({ password: canary });
  });

  it("is requested below the endpoint's base path", async () => {
    await using scene = await startScene({ basePath: "/pms" });
    await scene.read();
    expect(scene.server.endpoint).toMatch(/\/pms$/);
    expect(scene.server.requests.map(({ route }) => route)).toEqual([
      "POST /api/v2/login",
      "GET /api/v1/subscribers/:subscriberId",
    ]);
  });

  it("is not found without the base path, and the error names the setting", async () => {
    await using server = await startDurst({ basePath: "/pms" });
    const environment = {
      ...environmentOf({ durst: server }),
      DURST_ENDPOINT: new URL(server.endpoint).origin,
    };
    const run = new DurstRun(durstSettings({ config: () => undefined, environment }));
    const failure = await failureOf(run.client.readSubscriber(17));
    await run.close();
    expect(failure.message).toContain("check the base path in durst:endpoint (such as /pms)");
  });
});

describe("the answer of a login", () => {
  const answerWith =
    (status: number, headers: Record<string, string | string[]>, body: unknown = ""): Responder =>
    (_request, response) =>
      response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));

  it.each<[string, Responder]>([
    ["the header", answerWith(200, { "x-auth-token": "good" })],
    ["the header in capitals", answerWith(200, { "X-AUTH-TOKEN": "good" })],
    ["the header, beside a body that is no JSON", answerWith(200, { "x-auth-token": "good" }, "OK")],
    ["the header twice", answerWith(200, { "x-auth-token": ["good", "good"] })],
    ["the body", answerWith(200, {}, { userId: 5, username: "user", "X-Auth-Token": "good" })],
    ["the body in small letters", answerWith(201, {}, { "x-auth-token": "good" })],
    ["the body, beside an empty header", answerWith(200, { "x-auth-token": "" }, { "X-Auth-Token": "good" })],
  ])("may have the token in %s", async (_what, login) => {
    const { durst, requests, work } = await startTokenServer({ login });
    durst.valid.add("good");
    await expect(work()).resolves.toMatchObject({ status: 200 });
    expect(requests.at(-1)?.headers["x-auth-token"]).toMatch(/^good/);
  });

  it.each(["header", "body", "both"] as const)(
    "has the token in %s at a simulated server",
    async (tokenIn) => {
      await using scene = await startScene({ tokenIn });
      await expect(scene.read()).resolves.toMatchObject({ id: 17 });
    },
  );

  it.each<[string, Responder, string]>([
    [
      "a page of HTML",
      answerWith(200, { "content-type": "text/html" }, `<p>${canary}`),
      "without an x-auth-token",
    ],
    ["a body without a token", answerWith(200, {}, { userId: 5 }), "without an x-auth-token"],
    ["a token that is a number", answerWith(200, {}, { "X-Auth-Token": 5 }), "without an x-auth-token"],
    [
      "a token with a line break",
      answerWith(200, {}, { "X-Auth-Token": `${canary}\n` }),
      "with a token that is invalid in a header",
    ],
    [
      "a token beyond ASCII",
      answerWith(200, {}, { "X-Auth-Token": "tökän" }),
      "with a token that is invalid in a header",
    ],
  ])(
    "is unexpected when it is %s: version 1 is not tried, and nothing is quoted",
    async (_what, login, says) => {
      const { durst, host, requests, work } = await startTokenServer({ login });
      const failure = await failureOf(work());
      expect(failure).toMatchObject({
        code: "unexpected-answer",
        message: `${host} answered the login ${says}: check that durst:endpoint is a Durst Workflow server`,
      });
      expectNoSecretsIn(`${failure.stack}`, canary);
      expect(requests.map(({ method }) => method)).toEqual(["POST"]);
      expect(durst.works).toBe(0);
    },
  );
});

describe("an expired account", () => {
  const past = "2005-10-01";
  const says = /refused the account of durst:username, which expired on 2005-10-01: renew it on the server/;

  it.each<[string, DurstOptions]>([
    ["whose login is refused", { expired: "login-refused" }],
    ["whose login is refused, at an older server", { expired: "login-refused", login: "v1" }],
    ["that may log in and do nothing else", { expired: "calls-refused" }],
    [
      "that may log in at an older server, which says it in a header",
      { expired: "calls-refused", login: "v1" },
    ],
    ["whose end is given in milliseconds", { expired: "calls-refused", activeUntil: Date.parse(past) }],
    [
      "whose end is given in another form",
      { expired: "calls-refused", activeUntil: "2005-10-01T08:30:00.000+0200" },
    ],
  ])("%s is reported with its end date", async (_what, options) => {
    await using scene = await startScene({ activeUntil: past, ...options });
    const failure = await failureOf(scene.read());
    expect(failure).toMatchObject({ code: "unauthorized", message: expect.stringMatching(says) });
  });

  it.each<[string, unknown]>([
    ["seconds", { activeUntil: Date.parse(past) / 1000 }],
    ["a list of numbers", { activeUntil: [2005, 10, 1, 8, 30] }],
    ["a day with dots", { user: { activeUntil: "01.10.2005" } }],
  ])("is recognised in the JSON of a 401, as %s", async (_what, body) => {
    const { work } = await startTokenServer({
      work: (_request, response) => response.writeHead(401).end(JSON.stringify(body)),
    });
    expect((await failureOf(work())).message).toMatch(says);
  });

  it.each(["2999-01-01", "", "never", 0, null])(
    "is not assumed if activeUntil is %j: the refusal is reported unchanged",
    async (activeUntil) => {
      const { work } = await startTokenServer({
        login: (_request, response) => response.writeHead(401).end(JSON.stringify({ activeUntil })),
      });
      expect((await failureOf(work())).message).toMatch(
        /refused the login: durst:username and durst:password/,
      );
    },
  );

  it("is not assumed as long as the server accepts its calls, whatever its date", async () => {
    const { work } = await startTokenServer({
      login: (_request, response) => response.end(JSON.stringify({ "X-Auth-Token": "t", activeUntil: past })),
      work: (_request, response) => response.end(),
    });
    await expect(work()).resolves.toMatchObject({ status: 200 });
  });
});
