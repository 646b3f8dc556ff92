import { describe, expect, test } from "vitest";
import { type Fault, startDurst, startRockit } from "../../../simulators/index.ts";
import { durstClient, rockitClient, rockitHeaders, startDurstWithSubscribers } from "../http.ts";
import { path, webhook } from "./subscriptions.ts";

describe("a misleading answer", () => {
  const page = expect.stringContaining("<html>");
  const envelope = expect.stringMatching(/^\{"status":"error","message":".+","errors":\[\]\}$/);
  test.each<[string, Fault, unknown]>([
    ["a sign-in page", { kind: "html", status: 200, acts: false }, { status: 200, text: page }],
    ["a proxy's 404", { kind: "html", status: 404, acts: false }, { status: 404, text: page }],
    ["an error envelope", { kind: "error-envelope", acts: false }, { status: 200, text: envelope }],
  ])("%s: for every method, and the server does not act", async (_, fault, expected) => {
    await using rockit = await startRockit({ existing: [webhook] });
    const client = rockitClient(rockit);
    rockit.faults.inject(fault, { times: 3 });
    expect(await client.list()).toMatchObject(expected as object);
    expect(await client.create({ ...webhook, name: "b" })).toMatchObject(expected as object);
    expect(await client.delete("a")).toMatchObject(expected as object);
    expect([...rockit.subscriptions.keys()]).toEqual(["a"]);

    await using server = await startDurstWithSubscribers();
    server.durst.faults.inject(fault);
    const changed = { hostUri: "http://changed", externalAuthType: "NONE" };
    expect(await server.put("/subscribers/17", changed)).toMatchObject(expected as object);
    expect(server.durst.subscribers.get(17)?.hostUri).toBe("http://one.example");
  });

  test.each([200, 201, 204] as const)("no-body: status %i, and the server has acted", async (status) => {
    await using rockit = await startRockit();
    await using durst = await startDurst();
    rockit.faults.inject({ kind: "no-body", status });
    expect(await rockitClient(rockit).create(webhook)).toMatchObject({ status, text: "" });
    expect(rockit.subscriptions.has("a")).toBe(true);
    const { post } = await durstClient(durst);
    durst.faults.inject({ kind: "no-body", status });
    const subscriber = { hostUri: "http://h", externalAuthType: "NONE" };
    expect(await post("/subscribers/create", subscriber)).toMatchObject({ status, text: "" });
    expect(durst.subscribers.size).toBe(1);
  });

  test.each([
    ["null", null],
    ["number", 4711],
    ["object", {}],
  ] as const)("odd-secret: the secret is of type %s, and the server has acted", async (as, secret) => {
    await using rockit = await startRockit();
    rockit.faults.inject({ kind: "odd-secret", as });
    expect((await rockitClient(rockit).create(webhook)).json()).toMatchObject({ secret });
    expect(rockit.subscriptions.has("a")).toBe(true);
  });

  test.each(["not-gzip", "cut-short"] as const)(
    "broken-gzip: %s, unreadable, and the server has acted",
    async (how) => {
      await using rockit = await startRockit({ compress: "gzip" });
      const { create } = rockitClient(rockit);
      rockit.faults.inject({ kind: "broken-gzip", how });
      // Node's fetch accepts a gzip body that is cut short; then JSON.parse throws.
      await expect(create(webhook).then(({ json }) => json())).rejects.toThrow();
      expect(rockit.subscriptions.has("a")).toBe(true);
      expect(rockit.faults.injected).toEqual([{ kind: "broken-gzip", route: `POST ${path}`, nth: 1 }]);
      expect((await create(webhook)).status).toBe(409);
    },
  );
});

describe("an intermediary answers instead of the application", () => {
  test("with maintenance or a firewall's refusal; Durst has neither", async () => {
    await using rockit = await startRockit();
    const { create } = rockitClient(rockit);
    const answered = async (fault: Fault) => {
      rockit.faults.inject(fault);
      const { status, headers, json } = await create(webhook);
      return [status, headers.get("retry-after"), json()];
    };
    const maintenance = expect.objectContaining({ status: "failed", error: "maintenance" });
    expect(await answered({ kind: "maintenance" })).toEqual([503, "900", maintenance]);
    const words = { 400: "Bad Request", 404: "Not Found", 429: "Too Many Requests" } as const;
    for (const code of [400, 404, 429] as const) {
      const body = { code, message: words[code] };
      const retryAfter = code === 429 ? "60" : null;
      expect(await answered({ kind: "firewall", status: code })).toEqual([code, retryAfter, body]);
    }
    expect(rockit.subscriptions.size).toBe(0);
    await using durst = await startDurst();
    expect(() => durst.faults.inject({ kind: "maintenance" })).toThrow("Durst cannot have the fault");
    expect(() => durst.faults.inject({ kind: "firewall", status: 404 })).toThrow("Durst cannot");
  });

  test("gateway-timeout: with 504 at once, and the server acts later", async () => {
    await using rockit = await startRockit();
    const { create, list } = rockitClient(rockit);
    rockit.faults.inject({ kind: "gateway-timeout", ms: Number.POSITIVE_INFINITY });
    expect(await create(webhook)).toMatchObject({ status: 504, text: "504 Gateway Timeout\n" });
    expect((await list()).json()).toEqual([]);
    await rockit.faults.heal();
    expect((await list()).json()).toMatchObject([{ name: "a" }]);
    expect(rockit.requestsTo("POST")).toMatchObject([{ status: 504 }]);
    expect(rockit.faults.injected).toEqual([{ kind: "gateway-timeout", route: `POST ${path}`, nth: 1 }]);
  });

  test("gateway-timeout: with 504 only, although the server later refuses the request", async () => {
    await using rockit = await startRockit();
    rockit.faults.inject({ kind: "gateway-timeout", ms: 0 });
    const headers = { ...rockitHeaders(rockit), "content-type": "application/json" };
    const answer = await fetch(rockit.endpoint + path, { method: "POST", headers, body: "{" });
    expect(answer.status).toBe(504);
    await rockit.faults.heal();
    expect(rockit.requestsTo("POST")).toMatchObject([{ status: 504 }]);
  });
});
