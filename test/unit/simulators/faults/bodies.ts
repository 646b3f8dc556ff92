import { describe, expect, test } from "vitest";
import { type Fault, type RockitOptions, startDurst, startRockit } from "../../../simulators/index.ts";
import { durstClient, logIn, rockitClient } from "../http.ts";
import { path, webhook, webhookNamed } from "./subscriptions.ts";

describe("a broken body", () => {
  async function created(fault: Fault) {
    await using rockit = await startRockit();
    rockit.faults.inject(fault);
    const answer = await rockitClient(rockit).create(webhook);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    expect(rockit.faults.injected).toEqual([{ kind: fault.kind, route: `POST ${path}`, nth: 1 }]);
    expect(rockit.requests).toMatchObject([{ status: 200 }]);
    return { ...answer, secret: rockit.secretOf("a") };
  }

  test("malformed-json contains the secret, and the parser's error quotes its end", async () => {
    const { text, secret, json } = await created({ kind: "malformed-json" });
    expect(text).toContain(secret);
    expect(json).toThrow(secret.slice(-4));
    expect(json).toThrow(SyntaxError);
  });

  test("malformed-json makes a list unparsable", async () => {
    await using rockit = await startRockit({ existing: [webhook] });
    rockit.faults.inject({ kind: "malformed-json" });
    expect((await rockitClient(rockit).list()).json).toThrow(SyntaxError);
  });

  test("truncated-json ends early, in a complete HTTP answer", async () => {
    const { headers, text, json } = await created({ kind: "truncated-json" });
    expect(headers.get("content-length")).toBe(String(text.length));
    expect(text).toMatch(/^\{"status":"ok"/);
    expect(json).toThrow(SyntaxError);
  });

  test("wrong-shape is JSON without the expected fields", async () => {
    const answer = await created({ kind: "wrong-shape" });
    expect(answer.json()).toEqual({ message: "ok" });
  });

  test.each([
    [undefined, 40_000_000],
    [1_500_000, 1_500_000],
  ])("huge-json with bytes set to %s has %i bytes", async (bytes, expected) => {
    const { text, json } = await created({ kind: "huge-json", ...(bytes === undefined ? {} : { bytes }) });
    expect(text).toHaveLength(expected);
    expect(Object.keys(json())).toEqual(["message"]);
  });

  test.each(["malformed-json", "truncated-json", "wrong-shape", "huge-json"] as const)(
    "%s leaves a refusal unchanged",
    async (kind) => {
      await using rockit = await startRockit({ existing: [webhook] });
      rockit.faults.inject({ kind });
      const refused = await rockitClient(rockit).create(webhook);
      expect(refused).toMatchObject({ status: 409, text: expect.stringContaining("exists") });
      expect(rockit.faults.injected).toEqual([]);
    },
  );

  test("only wrong-shape gives an empty answer a body", async () => {
    await using rockit = await startRockit({ existing: [webhook, webhookNamed("b")], deleteStatus: 204 });
    rockit.faults.inject({ kind: "malformed-json" });
    rockit.faults.inject({ kind: "wrong-shape" }, { nth: 2 });
    const client = rockitClient(rockit);
    expect(await client.delete("a")).toMatchObject({ status: 204, text: "" });
    expect(await client.delete("b")).toMatchObject({ status: 200, text: '{"message":"ok"}' });
    expect(rockit.faults.injected).toMatchObject([{ kind: "wrong-shape", nth: 2 }]);
    await using durst = await startDurst();
    durst.faults.inject({ kind: "truncated-json" });
    expect((await logIn(durst)).headers.has("x-auth-token")).toBe(true);
    expect(durst.faults.injected).toEqual([]);
  });
});

describe("a wrong list", () => {
  const existing = ["a", "b", "c"].map(webhookNamed);
  const shapes: [string, RockitOptions["listShape"] & {}][] = [
    ["array", "array"],
    ["object", "object"],
    ["nested", (entries) => ({ next: null, page: entries })],
  ];

  async function namesWith(fault: Fault, listShape: RockitOptions["listShape"] & {}): Promise<string[]> {
    await using rockit = await startRockit({ existing, listShape });
    rockit.faults.inject(fault);
    const answer = await rockitClient(rockit).list();
    expect(answer.status).toBe(200);
    expect(rockit.faults.injected).toEqual([{ kind: fault.kind, route: `GET ${path}`, nth: 1 }]);
    const list = answer.json();
    const entries = Array.isArray(list) ? list : (list.subscriptions ?? list.page);
    return entries.map(({ name }: { name: string }) => name);
  }

  test.each(shapes)("duplicate-entry repeats an entry of a list of shape %s", async (_, shape) => {
    expect(await namesWith({ kind: "duplicate-entry" }, shape)).toEqual(["a", "b", "b", "c"]);
  });

  test.each(shapes)("missing-entry leaves out an entry of a list of shape %s", async (_, shape) => {
    expect(await namesWith({ kind: "missing-entry" }, shape)).toEqual(["a", "c"]);
  });

  test("missing-entry leaves out another entry each time, and deletes none", async () => {
    await using rockit = await startRockit({ existing });
    rockit.faults.inject({ kind: "missing-entry" }, { times: 3 });
    const { list } = rockitClient(rockit);
    const pages = [await list(), await list(), await list()].map(({ text }) => text);
    expect(new Set(pages).size).toBe(3);
    expect((await list()).json()).toHaveLength(3);
  });

  test("both kinds change Durst's lists, and no other answer", async () => {
    await using durst = await startDurst();
    const { get } = await durstClient(durst);
    const id = durst.addSubscriber({ hostUri: "http://h", externalAuthType: "NONE" });
    durst.addSubscription(id, { topic: "STATUS/*", status: "ACTIVE" });
    durst.faults.inject({ kind: "duplicate-entry" });
    durst.faults.inject({ kind: "missing-entry" });
    await get(`/subscribers/${id}`);
    const list = async () => (await get(`/subscribers/${id}/subscriptions`)).json();
    expect(await list()).toHaveLength(2);
    expect(await list()).toHaveLength(0);
    expect(await list()).toHaveLength(1);
  });

  test("duplicate-entry leaves an empty list unchanged", async () => {
    await using rockit = await startRockit();
    rockit.faults.inject({ kind: "duplicate-entry" });
    expect((await rockitClient(rockit).list()).text).toBe("[]");
    expect(rockit.faults.injected).toEqual([]);
  });
});
