import { describe, expect, test } from "vitest";
import { type DurstOptions, startDurst } from "../../../simulators/index.ts";
import { call, durstClient, type Json, rawStatus, shared, startDurstWithSubscribers } from "../http.ts";

const open = { hostUri: "https://domain.at:443/base/path/", externalAuthType: "NONE" };
const xAuth = {
  hostUri: "https://hooks.example",
  externalAuthType: "XAUTH",
  xAuthInfo: { user: "u", password: "p1" },
};
const signing = {
  hostUri: "hooks.example:8080",
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "X-Signature", method: "HS256", key: "k1" },
};
const masked = expect.stringMatching(/^[A-Za-z0-9+/]{22}==$/);
const shown = (subscriber: typeof xAuth | typeof signing) =>
  "xAuthInfo" in subscriber
    ? { ...subscriber, xAuthInfo: { user: "u", password: masked } }
    : { ...subscriber, jwtSigningInfo: { ...subscriber.jwtSigningInfo, key: masked } };

const accepted: [string, Json, Json][] = [
  ["NONE", open, open],
  ["XAUTH", xAuth, shown(xAuth)],
  ["JWT_SIGNING", signing, shown(signing)],
  ...[
    "http://h",
    "HTTP://Host:1/a?".slice(0, -1),
    "localhost:8080",
    "10.0.0.7:65535",
    "[::1]:80",
    "http://[::1]:80/x/",
  ].map((hostUri): [string, Json, Json] => [
    `hostUri ${hostUri}`,
    { ...open, hostUri },
    { ...open, hostUri },
  ]),
];

const refused: [string, unknown][] = [
  ["no hostUri", { externalAuthType: "NONE" }],
  ...[
    "",
    "host",
    "host:0",
    "host:65536",
    "host:port",
    "host:80/path",
    "http://",
    "ftp://host",
    "//host",
    "http://a b",
    "http://h?q=1",
    "http://h#f",
    " http://h",
    ":80",
  ].map((hostUri): [string, unknown] => [`hostUri ${JSON.stringify(hostUri)}`, { ...open, hostUri }]),
  ["hostUri null", { ...open, hostUri: null }],
  ["no externalAuthType", { hostUri: open.hostUri }],
  ["an unknown externalAuthType", { ...open, externalAuthType: "BASIC" }],
  ["NONE with xAuthInfo", { ...xAuth, externalAuthType: "NONE" }],
  ["NONE with jwtSigningInfo", { ...signing, externalAuthType: "NONE" }],
  ["NONE with xAuthInfo null", { ...open, xAuthInfo: null }],
  ["XAUTH without xAuthInfo", { ...open, externalAuthType: "XAUTH" }],
  ["XAUTH with jwtSigningInfo too", { ...xAuth, jwtSigningInfo: signing.jwtSigningInfo }],
  ["XAUTH without user", { ...xAuth, xAuthInfo: { password: "p" } }],
  ["XAUTH without password", { ...xAuth, xAuthInfo: { user: "u" } }],
  ["XAUTH with an empty user", { ...xAuth, xAuthInfo: { user: "", password: "p" } }],
  ["XAUTH with an empty password", { ...xAuth, xAuthInfo: { user: "u", password: "" } }],
  ["XAUTH with a password that is a number", { ...xAuth, xAuthInfo: { user: "u", password: 7 } }],
  ["XAUTH with something more", { ...xAuth, xAuthInfo: { user: "u", password: "p", realm: "r" } }],
  ["JWT_SIGNING without jwtSigningInfo", { ...open, externalAuthType: "JWT_SIGNING" }],
  ["JWT_SIGNING with xAuthInfo too", { ...signing, xAuthInfo: xAuth.xAuthInfo }],
  ...[
    { httpHeaderName: "" },
    { httpHeaderName: "X Signature" },
    { httpHeaderName: "X-Signature:" },
    { method: "HS512" },
    { method: "hs256" },
    { key: "" },
    { key: 5 },
    { kid: "1" },
  ].map((part): [string, unknown] => [
    `JWT_SIGNING with ${JSON.stringify(part)}`,
    { ...signing, jwtSigningInfo: { ...signing.jwtSigningInfo, ...part } },
  ]),
  ...Object.keys(signing.jwtSigningInfo).map((field): [string, unknown] => [
    `JWT_SIGNING without ${field}`,
    { ...signing, jwtSigningInfo: { ...signing.jwtSigningInfo, [field]: undefined } },
  ]),
  ["an unknown property", { ...open, name: "x" }],
  ["an array", [open]],
  ["broken JSON", "{"],
  ["nothing", ""],
];

describe("creating and changing a subscriber", () => {
  const untouched = shared(startDurstWithSubscribers);

  test.each(accepted)("accepts %s", async (_, body, answered) => {
    const { durst, get, post, put } = untouched();
    const created = await post("/subscribers/create", body);
    const { id } = created.json();
    const changed = await put(`/subscribers/${id}`, body);
    const read = await get(`/subscribers/${id}`);
    expect([created.status, changed.status, read.status]).toEqual([201, 201, 200]);
    for (const answer of [created, changed, read]) expect(answer.json()).toEqual({ id, ...answered });
    expect(durst.subscribers.get(id)).toEqual({ id, ...body });
    durst.removeSubscriber(id);
  });

  test.each(refused)("refuses %s", async (_, body) => {
    const { durst, post, put } = untouched();
    expect((await post("/subscribers/create", body)).status).toBe(400);
    expect((await put("/subscribers/17", body)).status).toBe(400);
    expect(durst.subscribers.get(17)).toEqual({
      id: 17,
      hostUri: "http://one.example",
      externalAuthType: "NONE",
    });
    expect(durst.subscribers.size).toBe(2);
  });

  test("the server gives the ids, and never one twice", async () => {
    await using durst = await startDurst({ firstSubscriberId: 2_000_000 });
    const { post } = await durstClient(durst);
    const create = async () => (await post("/subscribers/create", open)).json().id;
    expect([await create(), await create()]).toEqual([2_000_000, 2_000_001]);
    durst.removeSubscriber(2_000_001);
    expect(await create()).toBe(2_000_002);
  });

  test("an id in the body is refused, unless PUT repeats its own", async () => {
    await using durst = await startDurst();
    const { post, put } = await durstClient(durst);
    expect((await post("/subscribers/create", { id: 17, ...open })).status).toBe(400);
    await post("/subscribers/create", open);
    expect((await put("/subscribers/17", { id: 18, ...open })).status).toBe(400);
    expect((await put("/subscribers/17", { id: "17", ...open })).status).toBe(400);
    expect((await put("/subscribers/17", { id: 17, ...open })).json()).toEqual({ id: 17, ...open });
  });

  test("PUT replaces the whole object", async () => {
    await using durst = await startDurst();
    const { put, get } = await durstClient(durst);
    const id = durst.addSubscriber({ ...xAuth, externalAuthType: "XAUTH" });
    expect((await put(`/subscribers/${id}`, open)).status).toBe(201);
    expect((await get(`/subscribers/${id}`)).json()).toEqual({ id, ...open });
    expect(durst.credentialOf(id)).toBeUndefined();
  });

  test.each<[DurstOptions["hostUriForms"], number, number]>([
    ["any", 201, 201],
    ["url", 201, 400],
    ["host-port", 400, 201],
  ])("hostUriForms: %s", async (hostUriForms = "any", url, hostPort) => {
    await using durst = await startDurst({ hostUriForms });
    const { post } = await durstClient(durst);
    expect((await post("/subscribers/create", open)).status).toBe(url);
    expect((await post("/subscribers/create", { ...open, hostUri: "host:80" })).status).toBe(hostPort);
  });

  test("only application/json, without a query", async () => {
    await using durst = await startDurst();
    const { token, post } = await durstClient(durst);
    const request = { method: "POST", path: "/api/v1/subscribers/create", body: open };
    const headers = { "x-auth-token": token, "content-type": "text/plain" };
    expect((await call(durst.endpoint, { ...request, headers })).status).toBe(415);
    expect((await post("/subscribers/create?x=1", open)).status).toBe(400);
    expect(durst.subscribers.size).toBe(0);
  });
});

describe("secrets", () => {
  async function readPasswords(options: DurstOptions) {
    await using durst = await startDurst(options);
    const { post, get } = await durstClient(durst);
    const create = async (password: string) =>
      (await post("/subscribers/create", { ...xAuth, xAuthInfo: { user: "u", password } })).json();
    const first = await create("one");
    const [same, other] = [await create("one"), await create("two")];
    const again = (await get("/subscribers/17")).json();
    return [first, again, same, other].map(({ xAuthInfo }) => xAuthInfo.password);
  }

  test("deterministic: the same secret reads back the same, another differently", async () => {
    const [first, again, same, other] = await readPasswords({ masking: "deterministic" });
    expect(again).toBe(first);
    expect(same).toBe(first);
    expect(other).not.toBe(first);
  });

  test("fresh: every answer differs", async () => {
    expect(new Set(await readPasswords({ masking: "fresh" })).size).toBe(4);
  });

  test("another server masks differently, unless it has the same key", async () => {
    const [one] = await readPasswords({});
    const [other] = await readPasswords({});
    expect(one).not.toBe(other);
    const [keyed] = await readPasswords({ maskingKey: "k" });
    expect(await readPasswords({ maskingKey: "k" })).toContain(keyed);
  });

  test("no answer holds one in plain text", async () => {
    await using durst = await startDurst();
    const { post, get, put } = await durstClient(durst);
    const body = { ...signing, jwtSigningInfo: { ...signing.jwtSigningInfo, key: "canary-key" } };
    const answers = [await post("/subscribers/create", body), await put("/subscribers/17", body)];
    answers.push(await get("/subscribers/17"));
    for (const { text } of answers) expect(text).not.toContain("canary");
    expect(durst.credentialOf(17)).toBe("canary-key");
  });

  test.each([
    ["deterministic", xAuth],
    ["fresh", signing],
  ] as const)(
    "%s: a masked value that is sent back becomes the secret, and that shows",
    async (masking, body) => {
      await using durst = await startDurst({ masking });
      const { post, put } = await durstClient(durst);
      const { id, ...readBack } = (await post("/subscribers/create", body)).json();
      expect(durst.subscribersHoldingAMask()).toEqual([]);
      expect((await put(`/subscribers/${id}`, readBack)).status).toBe(201);
      expect(durst.credentialOf(id)).toBe(
        (readBack.xAuthInfo?.password ?? readBack.jwtSigningInfo.key) as string,
      );
      expect(durst.subscribersHoldingAMask()).toEqual([id]);
      await put(`/subscribers/${id}`, body);
      expect(durst.subscribersHoldingAMask()).toEqual([]);
    },
  );
});

describe("reading", () => {
  const untouched = shared(startDurstWithSubscribers);

  test("fields that are not set may be null", async () => {
    await using durst = await startDurst({ absentFields: "null" });
    const id = durst.addSubscriber({ hostUri: "http://h", externalAuthType: "NONE" });
    const { get } = await durstClient(durst);
    const body = (await get(`/subscribers/${id}`)).json();
    expect(body).toMatchObject({ xAuthInfo: null, jwtSigningInfo: null });
  });

  test.each([
    ["GET", "/subscribers"],
    ["GET", "/subscribers/"],
    ["GET", "/subscribers/19"],
    ["GET", "/subscribers/0"],
    ["GET", "/subscribers/017"],
    ["GET", "/subscribers/+17"],
    ["GET", "/subscribers/17.0"],
    ["GET", "/subscribers/seventeen"],
    ["GET", "/subscribers/4294967313"],
    ["GET", "/subscribers/create"],
    ["GET", "/subscribers/17/"],
    ["GET", "/Subscribers/17"],
    ["HEAD", "/subscribers/17"],
    ["DELETE", "/subscribers/17"],
    ["PATCH", "/subscribers/17"],
    ["POST", "/subscribers"],
    ["POST", "/subscribers/17"],
    ["PUT", "/subscribers/19"],
    ["GET", "/nowhere"],
    ["GET", "/subscribers/%zz"],
  ])("%s %s is an empty 404", async (method, path) => {
    const { durst, token } = untouched();
    const headers = { "x-auth-token": token };
    const body = method === "PUT" ? { body: open } : {};
    const answer = await call(durst.endpoint, { method, path: `/api/v1${path}`, headers, ...body });
    expect(answer).toMatchObject({ status: 404, text: "" });
    expect(durst.subscribers.size).toBe(2);
  });

  test("refuses a query and a body", async () => {
    await using durst = await startDurst();
    const id = durst.addSubscriber({ hostUri: "http://h", externalAuthType: "NONE" });
    const { token, get } = await durstClient(durst);
    expect((await get(`/subscribers/${id}?fields=id`)).status).toBe(400);
    const headers = { "x-auth-token": token, "content-length": 2 };
    expect(await rawStatus(durst.endpoint, `GET /api/v1/subscribers/${id}`, headers, "{}")).toBe(400);
  });

  test("changes behind Pulumi's back", async () => {
    await using durst = await startDurst();
    const { get } = await durstClient(durst);
    const id = durst.addSubscriber({ ...xAuth, externalAuthType: "XAUTH" });
    durst.editSubscriber(id, { externalAuthType: "NONE", xAuthInfo: undefined, hostUri: "moved:80" });
    expect((await get(`/subscribers/${id}`)).json()).toEqual({
      id,
      hostUri: "moved:80",
      externalAuthType: "NONE",
    });
    durst.removeSubscriber(id);
    expect(await get(`/subscribers/${id}`)).toMatchObject({ status: 404, text: "" });
    expect(() => durst.editSubscriber(id, {})).toThrow("no such");
    expect(() => durst.removeSubscriber(id)).toThrow("no such");
  });
});
