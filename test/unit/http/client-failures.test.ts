import { describe, expect, it } from "vitest";
import { canary, expectNoSecretsIn, secretEncodings } from "../../helpers/canary.ts";
import { clientOf } from "../../helpers/client.ts";
import { closedPort, type Responder, respondWith, startServer } from "../../helpers/server.ts";
import { get } from "./requests.ts";
import { retryWithoutWaits } from "./retry-without-waits.ts";

const post = { method: "POST", route: ["things"], body: { name: "a" } } as const;
retryWithoutWaits();

describe("a failure status", () => {
  it.each([
    [400, "invalid", false],
    [401, "unauthorized", false],
    [403, "forbidden", false],
    [404, "not-found", false],
    [408, "timeout", true],
    [409, "conflict", false],
    [418, "invalid", false],
    [500, "unavailable", true],
    [503, "unavailable", true],
  ])("%i is the error %s", async (status, code, ambiguous, sent = 1) => {
    const server = await startServer(respondWith(status, '{ "message":\n "the reason" }'));
    await expect(clientOf(server.url).request(post)).rejects.toMatchObject({
      name: "HttpError",
      code,
      status,
      ambiguous,
      message: `${server.host} answered ${status} and said: { "message": "the reason" }${sent === 1 ? "" : ` (tried ${sent} times)`}`,
    });
    expect(server.requests).toHaveLength(sent);
  });

  it("is an error even if another failure status is accepted", async () => {
    const server = await startServer(respondWith(403));
    await expect(clientOf(server.url).request({ ...get, accept: [404] })).rejects.toMatchObject({
      code: "forbidden",
      message: `${server.host} answered 403 and said: {}`,
    });
  });

  it("is reported without the markup of an HTML page", async () => {
    const page = "<html><head><style>p{}</style></head><body>\n<h1>502</h1><p>Bad Gateway</p></body></html>";
    const server = await startServer(respondWith(502, page, { "content-type": "text/html" }));
    await expect(clientOf(server.url).request(get)).rejects.toMatchObject({
      code: "unavailable",
      message: `${server.host} answered 502 and said: 502 Bad Gateway (tried 3 times)`,
    });
  });

  it.each(Object.entries(secretEncodings))(
    "never repeats a secret that the server sends back %s",
    async (_n, form) => {
      const server = await startServer((request, response) =>
        response
          .writeHead(400)
          .end(`bad key ${form(String(JSON.parse(request.body).slackToken))}; try again`),
      );
      const asking = clientOf(server.url).request({
        ...post,
        headers: { authorization: "unused" },
        body: { slackToken: canary },
        secrets: ["other", canary],
      });
      const failure = await asking.catch((error: Error) => error);
      expect(failure).toMatchObject({ code: "invalid" });
      expectNoSecretsIn(`${failure} ${(failure as Error).stack}`, canary);
      expect((failure as Error).message).toMatch(
        / and said: (bad key \[secret\]; try again|\(not shown, because the text contains a secret\))$/,
      );
    },
  );
});

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])("(%i) is not followed", async (status) => {
    const second = await startServer(respondWith(200));
    const target = `${second.url}/login?password=${encodeURIComponent(canary)}`;
    const first = await startServer(respondWith(status, `moved to ${target}`, { location: target }));
    const asking = clientOf(first.url).request({
      ...post,
      headers: { "x-rockit-api-key": "k" },
      query: { password: canary },
    });
    const failure = (await asking.catch((error: Error) => error)) as Error;
    expect(failure).toMatchObject({
      code: "unexpected-answer",
      status,
      ambiguous: true,
      message: `${first.host} answered ${status}, a redirect to ${second.host}; redirects are not followed, so set the endpoint to the final address if it is the vendor's`,
    });
    expectNoSecretsIn(`${failure.stack}`, canary);
    expect(first.requests).toHaveLength(1);
    expect(second.requests).toEqual([]);
  });
});

describe("an incomplete answer", () => {
  const failureFor = async (answer: Responder, timeout?: number) => {
    const server = await startServer(answer);
    const client = clientOf(server.url, timeout === undefined ? {} : { requestTimeout: timeout });
    const failure = await client.request({ ...post, query: { password: canary } }).catch((error) => error);
    expectNoSecretsIn(`${failure} ${failure.stack}`, canary);
    return { failure, host: server.host, requests: server.requests };
  };
  const unusableAnswerMessage = (host: string, words: string) => `${host} gave no usable answer ${words}`;

  it("is ambiguous if the connection is cut before any answer", async () => {
    const { failure, host, requests } = await failureFor((_request, response) => response.destroy());
    expect(failure).toMatchObject({
      name: "HttpError",
      code: "network",
      status: undefined,
      ambiguous: true,
      message: unusableAnswerMessage(host, "(UND_ERR_SOCKET): the connection was cut"),
    });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ["its announced length", { "content-length": "100" }],
    ["the last piece", { "transfer-encoding": "chunked" }],
  ])("is ambiguous if it ends before %s", async (_what, headers) => {
    const { failure, host, requests } = await failureFor((_request, response) => {
      response.writeHead(200, headers);
      response.write('{"secret":"', () => response.destroy());
    });
    expect(failure).toMatchObject({
      code: "network",
      status: undefined,
      ambiguous: true,
      message: unusableAnswerMessage(host, "(UND_ERR_SOCKET): the connection was cut"),
    });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ["begin", () => {}],
    ["end", (_request, response) => response.writeHead(200).write("{")],
  ] as [string, Responder][])("is ambiguous if it does not %s in time", async (_what, answer) => {
    const started = performance.now();
    const { failure, host, requests } = await failureFor(answer, 250);
    expect(failure).toMatchObject({
      code: "timeout",
      ambiguous: true,
      message: unusableAnswerMessage(host, "(ABORT_ERR): no answer came in time"),
    });
    expect(performance.now() - started).toBeGreaterThan(200);
    expect(requests).toHaveLength(1);
  });

  it("includes an oversized answer", async () => {
    const { failure, host } = await failureFor((_request, response) => response.end(" ".repeat(33_600_000)));
    expect(failure).toMatchObject({
      code: "unexpected-answer",
      ambiguous: true,
      message: unusableAnswerMessage(
        host,
        "(UND_ERR_RES_EXCEEDED_MAX_SIZE): the answer is larger than this provider accepts",
      ),
    });
  });

  it("includes an answer that is not HTTP", async () => {
    const { failure, host } = await failureFor((_request, response) => response.socket?.end("220 ready\r\n"));
    expect(failure).toMatchObject({
      code: "unexpected-answer",
      ambiguous: true,
      message: unusableAnswerMessage(
        host,
        "(HPE_INVALID): the answer is not HTTP: check the endpoint's scheme and port",
      ),
    });
  });
});

describe("a failed connection", () => {
  it("to a port where nothing listens is unambiguous", async () => {
    const host = `127.0.0.1:${await closedPort()}`;
    await expect(clientOf(`http://${host}`).request(post)).rejects.toMatchObject({
      name: "HttpError",
      code: "network",
      ambiguous: false,
      message: `${host} can't be reached (ECONNREFUSED): nothing listens there: check the endpoint's port, or whether the server is up (tried 3 times)`,
    });
  });

  it("is also unambiguous for a name with several addresses", async () => {
    const host = `localhost:${await closedPort()}`;
    await expect(clientOf(`http://${host}`).request(post)).rejects.toMatchObject({
      code: "network",
      ambiguous: false,
      message: expect.stringContaining(`${host} can't be reached (ECONNREFUSED): `),
    });
  });

  it("to a name that DNS does not know is unambiguous", async () => {
    // A label over 63 characters is invalid: the resolver rejects the name even without a network.
    const host = `${"a".repeat(64)}.invalid`;
    await expect(clientOf(`http://${host}`).request(post)).rejects.toMatchObject({
      code: "network",
      ambiguous: false,
      message: `${host} can't be reached (ENOTFOUND): DNS does not know the host name: check the endpoint's spelling, or the VPN`,
    });
  });
});
