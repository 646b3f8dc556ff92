import { once } from "node:events";
import { request } from "node:https";
import { connect } from "node:net";
import { json } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { throwawayAuthority } from "../../../helpers/certificates.ts";
import { type Fault, otherClientsSubscription, startDurst, startRockit } from "../../../simulators/index.ts";
import { durstClient, rockitClient, rockitHeaders, startDurstWithSubscribers } from "../http.ts";
import { path, webhook, webhookNamed } from "./subscriptions.ts";

describe("tokens that expire", () => {
  test.each(["token-expiry", "restart"] as const)(
    "%s: the request gets 401, and a new login works",
    async (kind) => {
      await using server = await startDurstWithSubscribers();
      const { durst, get } = server;
      const route = "GET /api/v1/subscribers/:subscriberId";
      durst.faults.inject({ kind }, { route, nth: 2 });
      const statuses = [
        await get("/subscribers/17"),
        await get("/subscribers/17"),
        await get("/subscribers/17"),
      ];
      expect(statuses.map(({ status }) => status)).toEqual([200, 401, 401]);
      expect(durst.faults.injected).toEqual([{ kind, route, nth: 2 }]);
      const again = await durstClient(durst);
      expect((await again.get("/subscribers/17")).status).toBe(200);
    },
  );

  test("token-expiry spares the login and hits the next request", async () => {
    await using durst = await startDurst();
    durst.faults.inject({ kind: "token-expiry" });
    const { get } = await durstClient(durst);
    expect((await get("/subscribers/17")).status).toBe(401);
  });

  test.each([
    ["restart", true],
    ["token-expiry", false],
  ] as const)("%s cuts other connections: %s", async (kind, cut) => {
    const { durst, get } = await startDurstWithSubscribers();
    const other = connect(Number(new URL(durst.endpoint).port), "127.0.0.1");
    other.write("GET /api/v1/subscribers/17 HTTP/1.1\r\nhost: x\r\n\r\n");
    await once(other, "data");
    durst.faults.inject({ kind });
    const closed = once(other, "close");
    expect((await get("/subscribers/17")).status).toBe(401);
    if (cut) await closed;
    expect(other.closed).toBe(cut);
    await durst.close();
  });
});

describe("list-changes", () => {
  test("another client's subscription appears and disappears, which shifts the pages", async () => {
    await using rockit = await startRockit({ existing: ["a", "b", "0"].map(webhookNamed) });
    rockit.faults.inject({ kind: "list-changes" }, { nth: 2, times: 2 });
    const page = async (query: string) =>
      (await rockitClient(rockit).list(`?order[]=name&limit=2&${query}`))
        .json()
        .map(({ name }: { name: string }) => name);
    expect(await page("offset=0")).toEqual(["0", "a"]);
    expect(await page("offset=2")).toEqual(["a", "b"]);
    expect(rockit.subscriptions.has(otherClientsSubscription)).toBe(true);
    expect(await page("offset=0")).toEqual(["0", "a"]);
    expect(rockit.subscriptions.has(otherClientsSubscription)).toBe(false);
    expect(rockit.faults.injected.map(({ nth }) => nth)).toEqual([2, 3]);
  });
});

const balancerAnswers: [Fault, number, RegExp, boolean][] = [
  [{ kind: "html", status: 502, acts: false }, 502, /<h1>502 Bad Gateway<\/h1>/, false],
  [{ kind: "html", status: 200, acts: true }, 200, /<h1>200 OK<\/h1>/, true],
  [{ kind: "redirect", to: "https://elsewhere.example/login" }, 307, /^$/, false],
];

describe("a balancer's answer", () => {
  test.each(balancerAnswers)("of %o", async (fault, status, body, acted) => {
    await using rockit = await startRockit();
    rockit.faults.inject(fault);
    const answer = await fetch(rockit.endpoint + path, {
      method: "POST",
      headers: { ...rockitHeaders(rockit), "content-type": "application/json" },
      body: JSON.stringify(webhook),
      redirect: "manual",
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("location")).toBe(fault.kind === "redirect" ? fault.to : null);
    expect(answer.headers.get("content-type") === "text/html; charset=utf-8").toBe(fault.kind === "html");
    expect(await answer.text()).toMatch(body);
    expect(rockit.subscriptions.has("a")).toBe(acted);
    expect(rockit.requests).toMatchObject([{ body: webhook, status }]);
    expect(rockit.faults.injected).toEqual([{ kind: fault.kind, route: `POST ${path}`, nth: 1 }]);
  });
});

describe("an outage", () => {
  test("refuses new connections and cuts open ones; recover() brings back the same data and port", async () => {
    await using rockit = await startRockit({ existing: [webhook] });
    const { list, create } = rockitClient(rockit);
    const { port } = new URL(rockit.endpoint);
    const open = connect(Number(port), "127.0.0.1");
    await once(open, "connect");
    await list();
    const cut = once(open, "close");
    await rockit.outage();
    await cut;
    await expect(list()).rejects.toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: "ECONNREFUSED" }) }),
    );
    await rockit.recover();
    expect((await list()).json()).toHaveLength(1);
    expect((await create(webhookNamed("b"))).status).toBe(200);
    expect(rockit.requests.map(({ nth }) => nth)).toEqual([1, 2, 1]);
  });

  test("begins at once, before outage() resolves", async () => {
    await using durst = await startDurst();
    void durst.outage();
    await expect(durstClient(durst)).rejects.toThrow("fetch failed");
    await durst.recover();
    await durstClient(durst);
    expect(durst.logins).toBe(1);
  });

  test("can be repeated, and concurrent calls act once", async () => {
    await using durst = await startDurst();
    const { get } = await durstClient(durst);
    for (const _ of [1, 2]) {
      await Promise.all([durst.outage(), durst.outage()]);
      await durst.recover();
      await durst.recover();
      await get("/subscribers/17");
      await Promise.all([durst.outage(), durst.recover()]);
    }
    expect((await get("/subscribers/17")).status).toBe(404);
  });

  test("cuts a running request, which the server still acts on; close() works during an outage", async () => {
    const rockit = await startRockit();
    rockit.faults.inject({ kind: "delay", ms: Number.POSITIVE_INFINITY });
    const created = rockitClient(rockit).create(webhook);
    await expect.poll(() => rockit.faults.injected.length, { interval: 5 }).toBe(1);
    await Promise.all([rockit.outage(), expect(created).rejects.toThrow()]);
    await rockit.close();
    expect(rockit.subscriptions.has("a")).toBe(true);
  });
});

describe("TLS", () => {
  const authority = throwawayAuthority();

  test("the certificate verifies only with its authority, also after an outage; a cut works too", async () => {
    const { certificate, issue } = await authority;
    await using rockit = await startRockit({ tls: await issue({ ip: "127.0.0.1" }), existing: [webhook] });
    expect(rockit.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const list = async (ca: string) => {
      const sent = request(rockit.endpoint + path, {
        ca,
        agent: false,
        headers: rockitHeaders(rockit),
      }).end();
      const [answer] = await once(sent, "response");
      return json(answer);
    };
    expect(await list(certificate)).toHaveLength(1);
    await rockit.outage();
    await rockit.recover();
    expect(await list(certificate)).toHaveLength(1);
    await expect(list((await throwawayAuthority()).certificate)).rejects.toThrow("certificate");
    rockit.faults.inject({ kind: "cut", when: "while" });
    await expect(list(certificate)).rejects.toThrow();
  });

  test("a restart keeps the connection of its own request", async () => {
    const { certificate, issue } = await authority;
    await using durst = await startDurst({ tls: await issue({ ip: "127.0.0.1" }) });
    durst.faults.inject({ kind: "restart" });
    const sent = request(`${durst.endpoint}/api/v1/subscribers/17`, { ca: certificate, agent: false }).end();
    const [answer] = await once(sent, "response");
    expect(answer.statusCode).toBe(401);
    answer.resume();
  });
});
