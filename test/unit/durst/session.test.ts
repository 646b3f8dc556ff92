import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { DurstRun } from "../../../provider/durst/run.ts";
import { canary, expectNoSecretsIn, secretEncodings } from "../../helpers/canary.ts";
import type { Responder } from "../../helpers/server.ts";
import { failureOf, loginRefusal, runConcurrently, startTokenServer, username } from "./token-server.ts";

const expectNoCredentialIn = (failure: Error, host: string) => {
  expectNoSecretsIn(`${failure} ${failure.stack} ${JSON.stringify(failure)}`, canary, username);
  expect(`${failure.message}`.replace(host, "")).not.toMatch(/[?&=]|api\/v1/);
};

describe("a login", () => {
  it("sends user and password in its body, and the call sends its token", async () => {
    const { requests, work } = await startTokenServer();
    await expect(work()).resolves.toMatchObject({ status: 200 });
    const [login, call] = requests.map(({ method, path, headers, body }) => ({
      request: `${method} ${path}`,
      body,
      token: headers["x-auth-token"],
    }));
    expect(login).toMatchObject({ request: "POST /base/api/v2/login", token: undefined });
    expect(JSON.parse(`${login?.body}`)).toEqual({ username, password: canary });
    expect(call).toMatchObject({ request: "GET /base/work", token: "token-1" });
  });

  it("is not sent before the first call", async () => {
    const { durst } = await startTokenServer();
    expect(durst.logins).toBe(0);
  });

  it("is shared by 100 simultaneous calls and later ones", async () => {
    const { durst, work } = await startTokenServer();
    await runConcurrently(100, work);
    await work();
    expect(durst).toMatchObject({ logins: 1, works: 101 });
  });
});

describe("an expired token", () => {
  it("causes one new login, and no call fails", async () => {
    const { durst, work } = await startTokenServer();
    await work();
    durst.valid.clear();
    await expect(work()).resolves.toMatchObject({ status: 200 });
    expect(durst).toMatchObject({ logins: 2, works: 3 });
  });

  it("causes one new login for 40 simultaneous calls", async () => {
    const { durst, work } = await startTokenServer();
    await work();
    const waiting: ServerResponse[] = [];
    durst.answers = {
      work: (_request, response) => {
        if (waiting.push(response) < 40) return;
        durst.answers = {};
        for (const unanswered of waiting) unanswered.writeHead(401).end();
      },
    };
    durst.valid.clear();
    const answers = await runConcurrently(40, work);
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
    expect(durst).toMatchObject({ logins: 2, works: 1 + 40 + 40 });
  });

  it("causes no login for a call that is refused after another call has logged in again", async () => {
    const { durst, work } = await startTokenServer();
    await work();
    const lateResponse = new Promise<ServerResponse>((resolve) => {
      durst.answers = { work: (_request, response) => resolve(response) };
    });
    const lateCall = work();
    const response = await lateResponse;
    durst.answers = {};
    durst.valid.clear();
    await work();
    expect(durst.logins).toBe(2);
    response.writeHead(401).end();
    await expect(lateCall).resolves.toMatchObject({ status: 200 });
    expect(durst.logins).toBe(2);
  });

  it("causes only one new login: a call that is also refused with a new token fails", async () => {
    const { durst, host, work } = await startTokenServer({
      work: (_request, response) => response.writeHead(401).end(),
    });
    await expect(work()).rejects.toMatchObject({
      name: "HttpError",
      code: "unauthorized",
      status: 401,
      message: `${host} answered 401 without a message`,
    });
    expect(durst).toMatchObject({ logins: 2, works: 2 });
  });

  it("may expire repeatedly", async () => {
    const { durst, work } = await startTokenServer();
    for (const logins of [1, 2, 3]) {
      await expect(work()).resolves.toMatchObject({ status: 200 });
      expect(durst.logins).toBe(logins);
      durst.valid.clear();
    }
  });
});

describe("refused credentials", () => {
  const refuseLogin: Responder = ({ path, body }, response) =>
    response.writeHead(401).end(`no: ${path} ${body}`);
  const unauthorized = { name: "HttpError", code: "unauthorized", status: 401, ambiguous: false };

  it("are sent once, however many calls follow, so that no account is locked", async () => {
    const { durst, host, work } = await startTokenServer({ login: refuseLogin });
    const failures = await runConcurrently(30, () => failureOf(work()));
    failures.push(await failureOf(work()));
    for (const failure of failures)
      expect(failure).toMatchObject({ ...unauthorized, message: loginRefusal(host) });
    expect(durst).toMatchObject({ logins: 1, works: 0 });
    expectNoCredentialIn(failures[0] as Error, host);
  });

  it("are also sent once if the login is forbidden, however many calls follow", async () => {
    const { durst, host, work } = await startTokenServer({
      login: ({ path, body }, response) => response.writeHead(403).end(`no: ${path} ${body}`),
    });
    const failures = await runConcurrently(30, () => failureOf(work()));
    failures.push(await failureOf(work()));
    for (const failure of failures) {
      expect(failure).toMatchObject({
        name: "HttpError",
        code: "unauthorized",
        status: 403,
        message: loginRefusal(host, " that may log in"),
      });
    }
    expect(durst).toMatchObject({ logins: 1, works: 0 });
    expectNoCredentialIn(failures[0] as Error, host);
  });

  it("are also remembered if the server accepted them before", async () => {
    const { durst, host, work } = await startTokenServer();
    await work();
    durst.valid.clear();
    durst.answers = { login: refuseLogin };
    const withoutHint = loginRefusal(host).replace(/, or the server is older[^;]*/, "");
    await expect(work()).rejects.toMatchObject({ ...unauthorized, message: withoutHint });
    await expect(work()).rejects.toMatchObject({ ...unauthorized, message: withoutHint });
    expect(durst).toMatchObject({ logins: 2, works: 2 });
  });
});

describe("any other failure of the login", () => {
  const answerWith =
    (code: number, headers = {}): Responder =>
    ({ path, body }, response) =>
      response
        .writeHead(code, headers)
        .end(`Cannot ask ${path}, that is ${decodeURIComponent(path)} ${body}`);

  it.each([
    ["a bad request", 1, answerWith(400), "invalid", "answered the login with 400"],
    [
      "another server",
      2,
      answerWith(404),
      "not-found",
      "answered the login with 404, in both versions: check the base path in durst:endpoint (such as /pms), and durst:username",
    ],
    [
      "too many logins",
      3,
      answerWith(429, { "retry-after": "1" }),
      "rate-limited",
      "answered the login with 429; it asks to wait 1 s",
    ],
    [
      "too many logins, and a time to wait",
      1,
      answerWith(429, { "retry-after": "900" }),
      "rate-limited",
      "answered the login with 429; it asks to wait 900 s",
    ],
    ["an outage", 3, answerWith(503), "unavailable", "answered the login with 503"],
    [
      "a redirect",
      1,
      answerWith(302, { location: "https://sso.example/?password=x" }),
      "unexpected-answer",
      "answered 302, a redirect to sso.example; redirects are not followed, so set the endpoint to the final address if it is the vendor's",
    ],
    [
      "a lost answer",
      3,
      (_request, response) => response.destroy(),
      "network",
      "gave no usable answer (UND_ERR_SOCKET): the connection was cut (tried 3 times)",
    ],
    [
      "an answer without a token",
      1,
      answerWith(200),
      "unexpected-answer",
      "answered the login without an x-auth-token: check that durst:endpoint is a Durst Workflow server",
    ],
    [
      "an answer with an empty token",
      1,
      answerWith(200, { "x-auth-token": "" }),
      "unexpected-answer",
      "answered the login without an x-auth-token: check that durst:endpoint is a Durst Workflow server",
    ],
  ] as [string, number, Responder, string, string][])(
    "fails all calls that wait for it, and is not remembered: %s, asked %i times",
    async (_what, times, login, code, words) => {
      const { durst, host, work } = await startTokenServer({ login });
      const failures = await runConcurrently(10, () => failureOf(work()));
      for (const failure of failures) {
        expect(failure).toMatchObject({ name: "HttpError", code, message: `${host} ${words}` });
      }
      expectNoCredentialIn(failures[0] as Error, host);
      expect(durst).toMatchObject({ logins: times, works: 0 });
      durst.answers = {};
      await expect(work()).resolves.toMatchObject({ status: 200 });
      expect(durst).toMatchObject({ logins: times + 1, works: 1 });
    },
  );
});

describe("a call's own failure", () => {
  it.each([
    [403, "forbidden", 1, ""],
    [404, "not-found", 1, ""],
    [500, "unavailable", 3, " (tried 3 times)"],
  ])("causes no new login: %i", async (status, code, works, tried) => {
    const { durst, host, work } = await startTokenServer({
      work: (_request, response) => response.writeHead(status).end("why"),
    });
    await expect(work()).rejects.toMatchObject({
      code,
      message: `${host} answered ${status} and said: why${tried}`,
    });
    expect(durst).toMatchObject({ logins: 1, works });
  });

  it("is passed on unchanged if it is not an HTTP error", async () => {
    const { durst, session } = await startTokenServer();
    const failure = new TypeError("a defect");
    await expect(session.withToken(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(durst.logins).toBe(1);
  });
});

describe("a token", () => {
  it.each(Object.entries(secretEncodings))(
    "that a server sends back %s is not shown",
    async (_name, form) => {
      const { settings, host } = await startTokenServer({
        login: (_request, response) => response.writeHead(200, { "x-auth-token": "to/k+e n=%" }).end(),
        work: ({ headers }, response) =>
          response.writeHead(501).end(`failed with ${form(String(headers["x-auth-token"]))}.`),
      });
      const api = new DurstRun(settings);
      const failure = await failureOf(api.client.readSubscriber(17));
      await api.close();
      expect(failure).toMatchObject({ code: "unavailable" });
      expect(failure.message).toMatch(
        new RegExp(
          `^${host} answered 501 and said: (failed with \\[secret\\]\\.|\\(not shown, because the text contains a secret.*)$`,
        ),
      );
      expectNoSecretsIn(`${failure.stack}`, "to/k+e n=%");
    },
  );
});
