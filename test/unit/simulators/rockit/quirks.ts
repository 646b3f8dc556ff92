import { describe, expect, test } from "vitest";
import { verifyRockitWebhook } from "../../../../packages/webhooks/src/index.ts";
import { type RockitNewSubscription, type RockitOptions, startRockit } from "../../../simulators/index.ts";
import { rockitClient, rockitHeaders, startReceiver } from "../http.ts";

const path = "/be/v1/subscriptions";
const webhookNamed = (name: string, url = "http://hooks.example/in"): RockitNewSubscription => ({
  ...{ name, sender: "deploy", type: "webhook", url, event: "end" },
});
const slack = { name: "s", sender: "deploy", type: "slack", slackToken: "x", channelId: "C", event: "end" };

describe("a secret in another form", () => {
  test.each<[RockitOptions["secretForm"], RegExp, number]>([
    ["base64", /^[A-Za-z0-9+/]{43}=$/, 32],
    ["unpadded", /^[A-Za-z0-9+/]{43}$/, 32],
    ["base64url", /^-__-[A-Za-z0-9_-]{39}=$/, 32],
    ["base64url-unpadded", /^-__-[A-Za-z0-9_-]{39}$/, 32],
    ["line-break", /^[A-Za-z0-9+/]{43}=\n$/, 32],
    ["wrapped", /^[A-Za-z0-9+/]{76}\r\n[A-Za-z0-9+/]{10}==$/, 64],
  ])("secretForm %s", async (secretForm = "base64", form, bytes) => {
    await using rockit = await startRockit({ secretForm });
    const { secret } = (await rockitClient(rockit).create(webhookNamed("a"))).json();
    expect(secret).toMatch(form);
    expect(Buffer.from(secret, "base64")).toHaveLength(bytes);
    expect(rockit.secretOf("a")).toBe(secret);
  });

  test("signs deliveries with the bytes that its text encodes", async () => {
    await using rockit = await startRockit({ secretForm: "base64url-unpadded" });
    await using receiver = await startReceiver();
    await rockitClient(rockit).create(webhookNamed("a", receiver.url));
    await rockit.emit({ type: "deploy", event: "end" });
    const [{ headers, body }] = receiver.received as [(typeof receiver.received)[0]];
    const delivery = { headers, body: Buffer.from(JSON.stringify(body)), secret: rockit.secretOf("a") };
    await expect(verifyRockitWebhook(delivery)).resolves.toMatchObject({ event: "end" });
  });

  test.each<[RockitOptions, object, object]>([
    [{ secretAnswer: "missing" }, {}, {}],
    [{ secretAnswer: "empty" }, { secret: "" }, { secret: "" }],
    [{ secretAnswer: "null" }, { secret: null }, { secret: null }],
    [{ secretAnswer: "number" }, { secret: 4711 }, { secret: 4711 }],
    [{ secretAnswer: "object" }, { secret: {} }, { secret: {} }],
    [{ slackSecretAnswer: "missing" }, { secret: expect.any(String) }, {}],
  ])("or its absence, is in the answer of a creation with %o", async (options, webhook, ofSlack) => {
    await using rockit = await startRockit(options);
    const { create } = rockitClient(rockit);
    const words = { status: "ok", message: expect.any(String) };
    expect((await create(webhookNamed("a"))).json()).toEqual({ ...words, ...webhook });
    expect((await create(slack)).json()).toEqual({ ...words, ...ofSlack });
    expect([...rockit.subscriptions.keys()]).toEqual(["a", "s"]);
  });
});

describe("values stored in another spelling", () => {
  test("a URL, at its creation and when the simulator's edit changes it", async () => {
    await using rockit = await startRockit({ normalises: ["host-case", "default-port", "bare-host-slash"] });
    const { create, list } = rockitClient(rockit);
    await create(webhookNamed("a", "https://Hooks.Example:443"));
    expect((await list()).json()).toMatchObject([{ name: "a", url: "https://hooks.example/" }]);
    rockit.edit("a", { url: "https://ELSEWHERE.example" });
    expect(rockit.subscriptions.get("a")?.url).toBe("https://elsewhere.example/");
  });

  const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"];

  test("nfc: both Unicode spellings name the same subscription", async () => {
    await using rockit = await startRockit({ normalises: ["nfc"] });
    const client = rockitClient(rockit);
    expect((await client.create(webhookNamed(decomposed))).status).toBe(200);
    expect((await client.create(webhookNamed(composed))).status).toBe(409);
    expect((await client.list()).json()).toMatchObject([{ name: composed }]);
    expect(rockit.secretOf(decomposed)).toBe(rockit.secretOf(composed));
    await client.create({ ...slack, channelId: decomposed });
    expect(rockit.subscriptions.get("s")).toMatchObject({ channelId: composed });
    expect((await client.delete(decomposed)).status).toBe(200);
    expect(rockit.subscriptions.size).toBe(1);
  });

  test("by default two Unicode spellings are two names", async () => {
    await using rockit = await startRockit();
    const client = rockitClient(rockit);
    expect((await client.create(webhookNamed(decomposed))).status).toBe(200);
    expect((await client.delete(composed)).status).toBe(404);
  });
});

describe("a list that is not as documented", () => {
  const existing = ["a", "b", "c"].map((name) => webhookNamed(name));
  const names = (entries: { name: string }[]) => entries.map(({ name }) => name).join(" ");

  test.each<[RockitOptions["paging"], string]>([
    ["offset", "b c"],
    ["first-page", "a b"],
    ["all", "a b c"],
  ])("paging %s: offset=1 and limit=2 list %s", async (paging = "offset", expected) => {
    await using rockit = await startRockit({ existing, paging });
    expect(names((await rockitClient(rockit).list("?offset=1&limit=2")).json())).toBe(expected);
  });

  test.each<[RockitOptions["plusSign"], number, string]>([
    ["ascending", 200, "a b"],
    ["ignored", 200, "b a"],
    ["refused", 400, ""],
  ])("plusSign %s: order[]=+name gets %i", async (plusSign = "ascending", status, expected) => {
    await using rockit = await startRockit({ existing: [webhookNamed("b"), webhookNamed("a")], plusSign });
    const { list } = rockitClient(rockit);
    const answer = await list("?order[]=%2Bname");
    expect(answer.status).toBe(status);
    if (status === 200) expect(names(answer.json())).toBe(expected);
    expect(names((await list("?order[]=name")).json())).toBe("a b");
    expect(names((await list("?order[]=-name")).json())).toBe("b a");
  });

  test("foreignEntries of any shape come last, and can't be deleted", async () => {
    const foreignEntries = [{ name: "odd", url: 7, events: null, owner: {} }, { id: 1 }];
    await using rockit = await startRockit({ existing, foreignEntries, listShape: "object" });
    const client = rockitClient(rockit);
    const { total, subscriptions } = (await client.list("?offset=2&limit=2")).json();
    expect({ total, subscriptions }).toEqual({
      total: 5,
      subscriptions: [expect.objectContaining({ name: "c" }), foreignEntries[0]],
    });
    expect((await client.delete("odd")).status).toBe(404);
  });
});

describe("intermediaries in front of the application", () => {
  test("maintenance: every request gets 503 with Retry-After, until maintenance ends", async () => {
    await using rockit = await startRockit({ maintenance: true });
    const { create } = rockitClient(rockit);
    const answers = [await create(webhookNamed("a")), await fetch(`${rockit.endpoint}/nowhere`)];
    for (const { status, headers } of answers) {
      expect(status).toBe(503);
      expect(headers.get("retry-after")).toBe("900");
    }
    const maintenanceBody = {
      status: "failed",
      error: "maintenance",
      retryAfter: "900",
      message: expect.any(String),
    };
    expect((await create(webhookNamed("a"))).json()).toEqual(maintenanceBody);
    expect(rockit.subscriptions.size).toBe(0);
    rockit.behaviour.maintenance = false;
    expect((await create(webhookNamed("a"))).status).toBe(200);
  });

  const notFound = { code: 404, message: "Not Found" };
  test.each<[string, string, string, Record<string, string>, number, unknown]>([
    ["an unlisted route", "GET", "/be/v2/subscriptions", {}, 404, notFound],
    ["an unlisted method", "PUT", path, {}, 404, notFound],
    ["another base path", "DELETE", `/edge${path}/a`, {}, 404, notFound],
    ["no Accept", "GET", path, { accept: "" }, 400, { code: 400, message: "Bad Request" }],
    ["a listed route", "GET", path, {}, 200, [expect.objectContaining({ name: "a" })]],
    [
      "a name that does not exist",
      "DELETE",
      `${path}/b`,
      {},
      404,
      expect.objectContaining({ status: "error" }),
    ],
  ])("firewall: %s", async (_, method, where, headers, status, body) => {
    await using rockit = await startRockit({ firewall: true, existing: [webhookNamed("a")] });
    const all = { ...rockitHeaders(rockit), ...headers };
    const answer = await fetch(rockit.endpoint + where, { method, headers: all });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual(body);
    expect(rockit.subscriptions.size).toBe(1);
  });

  test.each<[RockitOptions["rateLimit"], string | null, RegExp]>([
    [{ perSecond: 2 }, null, /^Too Many Requests$/],
    [{ perSecond: 2, retryAfter: 1 }, "1", /^Too Many Requests$/],
    [{ perSecond: 2, by: "firewall" }, "60", /^\{"code":429,"message":"Too Many Requests"\}$/],
  ])("a rate limit that all clients share: %o", async (rateLimit = "none", retryAfter, body) => {
    let now = 0;
    await using rockit = await startRockit({ rateLimit, now: () => now });
    const [one, other] = [rockitClient(rockit), rockitClient(rockit)];
    expect([(await one.list()).status, (await other.create(webhookNamed("a"))).status]).toEqual([200, 200]);
    const refused = await other.create(webhookNamed("b"));
    expect(refused).toMatchObject({ status: 429, text: expect.stringMatching(body) });
    expect(refused.headers.get("retry-after")).toBe(retryAfter);
    expect(rockit.subscriptions.has("b")).toBe(false);
    now = 1000;
    expect((await other.create(webhookNamed("b"))).status).toBe(200);
  });
});
