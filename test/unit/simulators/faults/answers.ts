import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { type Fault, startDurst, startRockit } from "../../../simulators/index.ts";
import { call, durstClient, logIn, rockitClient, rockitHeaders, startDurstWithSubscribers } from "../http.ts";
import { path, webhook, webhookNamed } from "./subscriptions.ts";

/** The server's bytes for a creation, until the connection ends. */
async function rawCreation(endpoint: string, headers: Record<string, string>): Promise<string> {
  const socket = connect(Number(new URL(endpoint).port), "127.0.0.1");
  const body = JSON.stringify(webhook);
  const fields = { host: "x", connection: "close", "content-type": "application/json", ...headers };
  const lines = Object.entries({ ...fields, "content-length": body.length }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.write([`POST ${path} HTTP/1.1`, ...lines, "", body].join("\r\n"));
  return text(socket);
}

describe("a connection that is cut", () => {
  test.each([
    ["before", false, undefined],
    ["while", true, 200],
    ["after", true, undefined],
  ] as const)("%s: the server acts: %s, the recorded status is %s", async (when, acted, status) => {
    await using rockit = await startRockit();
    const { create, list } = rockitClient(rockit);
    rockit.faults.inject({ kind: "cut", when });
    await expect(create(webhook)).rejects.toThrow();
    expect(rockit.subscriptions.has("a")).toBe(acted);
    expect(rockit.requests).toMatchObject([{ method: "POST", nth: 1, body: webhook }]);
    expect(rockit.requests[0]?.status).toBe(status);
    expect(rockit.faults.injected).toEqual([{ kind: "cut", route: `POST ${path}`, nth: 1 }]);
    expect((await list()).status).toBe(200);
  });

  test("before and after: the client gets no byte; while: all headers and half of the body", async () => {
    await using rockit = await startRockit();
    const answered = async (when: "before" | "while" | "after") => {
      rockit.faults.inject({ kind: "cut", when });
      return rawCreation(rockit.endpoint, rockitHeaders(rockit));
    };
    expect(await answered("before")).toBe("");
    expect(await answered("after")).toBe("");
    rockit.remove("a");
    const [head = "", body = ""] = (await answered("while")).split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(body).toMatch(/^\{"status":"ok"/);
    const length = Number(/content-length: (\d+)/.exec(head)?.[1]);
    expect(body).toHaveLength(Math.floor(length / 2));
  });

  test("while: an answer without a body is incomplete too", async () => {
    await using rockit = await startRockit({ existing: [webhook], deleteStatus: 204 });
    await using durst = await startDurst();
    rockit.faults.inject({ kind: "cut", when: "while" });
    durst.faults.inject({ kind: "cut", when: "while" });
    await expect(rockitClient(rockit).delete("a")).rejects.toThrow();
    await expect(logIn(durst)).rejects.toThrow();
    expect(rockit.subscriptions.size).toBe(0);
    expect(durst.logins).toBe(1);
  });

  test("before: a login does not happen, and a refusal is not sent", async () => {
    await using durst = await startDurst();
    durst.faults.inject({ kind: "cut", when: "before" }, { times: 2 });
    await expect(logIn(durst)).rejects.toThrow();
    await expect(call(durst.endpoint, { path: "/api/v1/subscribers/17" })).rejects.toThrow();
    expect(durst.logins).toBe(0);
    expect(durst.faults.injected.map(({ route }) => route)).toEqual([
      "GET /api/v1/login",
      "GET /api/v1/subscribers/:subscriberId",
    ]);
  });
});

describe("a delay", () => {
  test("delays the action of the server, not only its answer", async () => {
    await using rockit = await startRockit();
    rockit.faults.inject({ kind: "delay", ms: Number.POSITIVE_INFINITY });
    const created = rockitClient(rockit).create(webhook);
    await expect.poll(() => rockit.faults.injected.length, { interval: 5 }).toBe(1);
    expect(rockit.subscriptions.size).toBe(0);
    expect(rockit.requests[0]).not.toHaveProperty("status");
    await rockit.faults.heal();
    expect(rockit.subscriptions.size).toBe(1);
    expect((await created).json().secret).toBe(rockit.secretOf("a"));
  });

  test("works again after heal, for any number of requests", async () => {
    await using rockit = await startRockit();
    await rockit.faults.heal();
    rockit.faults.inject(
      { kind: "delay", ms: Number.POSITIVE_INFINITY },
      { route: `POST ${path}`, times: 12 },
    );
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
    const created = names.map((name) => rockitClient(rockit).create(webhookNamed(name)));
    await expect.poll(() => rockit.faults.injected.length, { interval: 5 }).toBe(12);
    expect((await rockitClient(rockit).list()).json()).toEqual([]);
    await rockit.faults.heal();
    expect(rockit.subscriptions.size).toBe(12);
    await Promise.all(created);
  });

  test("skips an incomplete request, and heal does not wait for it", async () => {
    await using rockit = await startRockit();
    rockit.faults.inject({ kind: "delay", ms: 0 });
    const socket = connect(Number(new URL(rockit.endpoint).port), "127.0.0.1");
    const lines = Object.entries(rockitHeaders(rockit)).map(([name, value]) => `${name}: ${value}`);
    socket.write([`POST ${path} HTTP/1.1`, "host: x", "content-length: 10", ...lines, "", "{"].join("\r\n"));
    await expect.poll(() => rockit.requests.length, { interval: 5 }).toBe(1);
    socket.destroy();
    await rockit.faults.heal();
    expect(rockit.requests[0]).not.toHaveProperty("status");
    expect(rockit.faults.injected).toEqual([]);
  });

  test("ends after its milliseconds", async () => {
    await using rockit = await startRockit();
    rockit.faults.inject({ kind: "delay", ms: 30 });
    const before = performance.now();
    expect((await rockitClient(rockit).create(webhook)).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(25);
  });

  test.each(["POST", "PUT"])(
    "lets the server act on a %s after the client has disconnected",
    async (method) => {
      const { durst, token, [Symbol.asyncDispose]: close } = await startDurstWithSubscribers();
      durst.faults.inject({ kind: "delay", ms: Number.POSITIVE_INFINITY });
      const changed = { hostUri: "http://changed.example", externalAuthType: "NONE" };
      const giveUp = new AbortController();
      const answer = fetch(`${durst.endpoint}/api/v1/subscribers/${method === "PUT" ? 17 : "create"}`, {
        method,
        headers: { "x-auth-token": token, "content-type": "application/json" },
        body: JSON.stringify(changed),
        signal: giveUp.signal,
      });
      await expect.poll(() => durst.faults.injected.length, { interval: 5 }).toBe(1);
      giveUp.abort();
      await expect(answer).rejects.toThrow("aborted");
      await durst.faults.heal();
      expect(durst.subscribers.get(method === "PUT" ? 17 : 19)?.hostUri).toBe(changed.hostUri);
      expect(durst.requests.at(-1)).toMatchObject({ method, body: changed, status: 201 });
      await close();
    },
  );

  test("does not delay close", async () => {
    const rockit = await startRockit();
    rockit.faults.inject({ kind: "delay", ms: Number.POSITIVE_INFINITY });
    const created = rockitClient(rockit).create(webhook);
    await expect.poll(() => rockit.faults.injected.length, { interval: 5 }).toBe(1);
    await Promise.all([rockit.close(), expect(created).rejects.toThrow()]);
  });
});

describe("a slow body", () => {
  test("sends its headers at once and the body later", async () => {
    await using rockit = await startRockit({ existing: [webhook] });
    rockit.faults.inject({ kind: "slow-body", ms: Number.POSITIVE_INFINITY });
    const answer = await fetch(rockit.endpoint + path, { headers: rockitHeaders(rockit) });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-length")).toMatch(/^\d+$/);
    await rockit.faults.heal();
    expect(await answer.json()).toMatchObject([{ name: "a" }]);
  });

  test("does not delay an answer without a body", async () => {
    await using rockit = await startRockit({ existing: [webhook], deleteStatus: 204 });
    rockit.faults.inject({ kind: "slow-body", ms: Number.POSITIVE_INFINITY });
    expect((await rockitClient(rockit).delete("a")).status).toBe(204);
    expect(rockit.faults.injected).toEqual([]);
  });

  test("takes the given time and arrives complete", async () => {
    await using durst = await startDurst();
    durst.faults.inject({ kind: "slow-body", ms: 40 }, { times: 2 });
    const before = performance.now();
    const { post } = await durstClient(durst);
    const subscriber = { hostUri: "http://h", externalAuthType: "NONE" };
    expect((await post("/subscribers/create", subscriber)).json()).toEqual({ id: 17, ...subscriber });
    expect(performance.now() - before).toBeGreaterThan(75);
    expect(durst.faults.injected).toHaveLength(2);
  });
});

const failures: [Fault, number, boolean][] = [
  [{ kind: "rate-limited" }, 429, false],
  [{ kind: "status", status: 500, acts: false }, 500, false],
  [{ kind: "status", status: 504, acts: true }, 504, true],
];

describe("an answer of an intermediary", () => {
  test.each(failures)("%o: status %i, the server acts: %s", async (fault, status, acted) => {
    await using rockit = await startRockit();
    rockit.faults.inject(fault);
    const answer = await rockitClient(rockit).create(webhook);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain("secret");
    expect(answer.headers.get("retry-after")).toBeNull();
    expect(rockit.subscriptions.has("a")).toBe(acted);
    expect(rockit.requests).toMatchObject([{ body: webhook, status }]);
    expect(rockit.faults.injected).toEqual([{ kind: fault.kind, route: `POST ${path}`, nth: 1 }]);
  });

  test("contains no token, although the login succeeded", async () => {
    await using durst = await startDurst();
    durst.faults.inject({ kind: "status", status: 503, acts: true });
    const answer = await logIn(durst);
    expect(answer.status).toBe(503);
    expect(answer.headers.has("x-auth-token")).toBe(false);
    expect(durst.logins).toBe(1);
  });

  test("can have Retry-After, in seconds or as a date", async () => {
    await using rockit = await startRockit();
    const { list } = rockitClient(rockit);
    const retryAfter = async (fault: Fault) => {
      rockit.faults.inject(fault);
      return (await list()).headers.get("retry-after") ?? "";
    };
    expect(await retryAfter({ kind: "rate-limited", retryAfter: 3 })).toBe("3");
    expect(await retryAfter({ kind: "status", status: 503, acts: true, retryAfter: 0 })).toBe("0");
    const before = Date.now();
    const date = await retryAfter({ kind: "rate-limited", retryAfter: { seconds: 60, as: "date" } });
    expect(date).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
    const ahead = Date.parse(date) - before;
    expect(ahead).toBeGreaterThanOrEqual(60_000);
    expect(ahead).toBeLessThan(70_000);
  });
});

describe("a lost secret", () => {
  test.each([
    ["empty-secret", { secret: "" }],
    ["no-secret", {}],
  ] as const)(
    "%s: the creation's answer has no usable secret, lists are unchanged",
    async (kind, expected) => {
      await using rockit = await startRockit();
      const { create, list } = rockitClient(rockit);
      rockit.faults.inject({ kind });
      await list();
      const answer = await create(webhook);
      expect(answer.status).toBe(200);
      expect(answer.json()).toEqual({ status: "ok", message: expect.any(String), ...expected });
      expect(rockit.secretOf("a")).not.toBe("");
      expect(rockit.faults.injected).toEqual([{ kind, route: `POST ${path}`, nth: 1 }]);
    },
  );

  test("leaves a refusal unchanged", async () => {
    await using rockit = await startRockit({ existing: [webhook] });
    rockit.faults.inject({ kind: "empty-secret" });
    expect((await rockitClient(rockit).create(webhook)).json()).not.toHaveProperty("secret");
    expect(rockit.faults.injected).toEqual([]);
  });
});
