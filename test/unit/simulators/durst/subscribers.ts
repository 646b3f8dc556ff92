import { describe, expect, test } from "vitest";
import { type DurstOptions, startDurst } from "../../../simulators/index.ts";
import { call, durstClient, type Json, sharedServer, startDurstWithSubscribers } from "../http.ts";
import { jwtSigning, unauthenticated, withMaskedSecrets, xAuth } from "./subscriber-samples.ts";

const accepted: [string, Json, Json][] = [
  ["NONE", unauthenticated, unauthenticated],
  ["XAUTH", xAuth, withMaskedSecrets(xAuth)],
  ["JWT_SIGNING", jwtSigning, withMaskedSecrets(jwtSigning)],
  ...[
    "http://h",
    "HTTP://Host:1/a?".slice(0, -1),
    "localhost:8080",
    "10.0.0.7:65535",
    "[::1]:80",
    "http://[::1]:80/x/",
  ].map((hostUri): [string, Json, Json] => [
    `hostUri ${hostUri}`,
    { ...unauthenticated, hostUri },
    { ...unauthenticated, hostUri },
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
  ].map((hostUri): [string, unknown] => [
    `hostUri ${JSON.stringify(hostUri)}`,
    { ...unauthenticated, hostUri },
  ]),
  ["hostUri null", { ...unauthenticated, hostUri: null }],
  ["no externalAuthType", { hostUri: unauthenticated.hostUri }],
  ["an unknown externalAuthType", { ...unauthenticated, externalAuthType: "BASIC" }],
  ["NONE with xAuthInfo", { ...xAuth, externalAuthType: "NONE" }],
  ["NONE with jwtSigningInfo", { ...jwtSigning, externalAuthType: "NONE" }],
  ["NONE with xAuthInfo null", { ...unauthenticated, xAuthInfo: null }],
  ["XAUTH without xAuthInfo", { ...unauthenticated, externalAuthType: "XAUTH" }],
  ["XAUTH with jwtSigningInfo too", { ...xAuth, jwtSigningInfo: jwtSigning.jwtSigningInfo }],
  ["XAUTH without user", { ...xAuth, xAuthInfo: { password: "p" } }],
  ["XAUTH without password", { ...xAuth, xAuthInfo: { user: "u" } }],
  ["XAUTH with an empty user", { ...xAuth, xAuthInfo: { user: "", password: "p" } }],
  ["XAUTH with an empty password", { ...xAuth, xAuthInfo: { user: "u", password: "" } }],
  ["XAUTH with a password that is a number", { ...xAuth, xAuthInfo: { user: "u", password: 7 } }],
  ["XAUTH with something more", { ...xAuth, xAuthInfo: { user: "u", password: "p", realm: "r" } }],
  ["JWT_SIGNING without jwtSigningInfo", { ...unauthenticated, externalAuthType: "JWT_SIGNING" }],
  ["JWT_SIGNING with xAuthInfo too", { ...jwtSigning, xAuthInfo: xAuth.xAuthInfo }],
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
    { ...jwtSigning, jwtSigningInfo: { ...jwtSigning.jwtSigningInfo, ...part } },
  ]),
  ...Object.keys(jwtSigning.jwtSigningInfo).map((field): [string, unknown] => [
    `JWT_SIGNING without ${field}`,
    { ...jwtSigning, jwtSigningInfo: { ...jwtSigning.jwtSigningInfo, [field]: undefined } },
  ]),
  ["an unknown property", { ...unauthenticated, name: "x" }],
  ["an array", [unauthenticated]],
  ["broken JSON", "{"],
  ["nothing", ""],
];

describe("creating and changing a subscriber", () => {
  const getServer = sharedServer(startDurstWithSubscribers);

  test.each(accepted)("accepts %s", async (_, body, answered) => {
    const { durst, get, post, put } = getServer();
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
    const { durst, post, put } = getServer();
    expect((await post("/subscribers/create", body)).status).toBe(400);
    expect((await put("/subscribers/17", body)).status).toBe(400);
    expect(durst.subscribers.get(17)).toEqual({
      id: 17,
      hostUri: "http://one.example",
      externalAuthType: "NONE",
    });
    expect(durst.subscribers.size).toBe(2);
  });

  test("the server assigns ids and never reuses them", async () => {
    await using durst = await startDurst({ firstSubscriberId: 2_000_000 });
    const { post } = await durstClient(durst);
    const create = async () => (await post("/subscribers/create", unauthenticated)).json().id;
    expect([await create(), await create()]).toEqual([2_000_000, 2_000_001]);
    durst.removeSubscriber(2_000_001);
    expect(await create()).toBe(2_000_002);
  });

  test("an id in the body is refused, except the id of the path in a PUT", async () => {
    await using durst = await startDurst();
    const { post, put } = await durstClient(durst);
    expect((await post("/subscribers/create", { id: 17, ...unauthenticated })).status).toBe(400);
    await post("/subscribers/create", unauthenticated);
    expect((await put("/subscribers/17", { id: 18, ...unauthenticated })).status).toBe(400);
    expect((await put("/subscribers/17", { id: "17", ...unauthenticated })).status).toBe(400);
    expect((await put("/subscribers/17", { id: 17, ...unauthenticated })).json()).toEqual({
      id: 17,
      ...unauthenticated,
    });
  });

  test("PUT replaces the whole object", async () => {
    await using durst = await startDurst();
    const { put, get } = await durstClient(durst);
    const id = durst.addSubscriber({ ...xAuth, externalAuthType: "XAUTH" });
    expect((await put(`/subscribers/${id}`, unauthenticated)).status).toBe(201);
    expect((await get(`/subscribers/${id}`)).json()).toEqual({ id, ...unauthenticated });
    expect(durst.credentialOf(id)).toBeUndefined();
  });

  test.each<[DurstOptions["hostUriForms"], number, number]>([
    ["any", 201, 201],
    ["url", 201, 400],
    ["host-port", 400, 201],
  ])("hostUriForms %s: a URL gets %i, host:port gets %i", async (hostUriForms = "any", url, hostPort) => {
    await using durst = await startDurst({ hostUriForms });
    const { post } = await durstClient(durst);
    expect((await post("/subscribers/create", unauthenticated)).status).toBe(url);
    expect((await post("/subscribers/create", { ...unauthenticated, hostUri: "host:80" })).status).toBe(
      hostPort,
    );
  });

  test("a body that is not application/json gets 415, a query gets 400", async () => {
    await using durst = await startDurst();
    const { token, post } = await durstClient(durst);
    const request = { method: "POST", path: "/api/v1/subscribers/create", body: unauthenticated };
    const headers = { "x-auth-token": token, "content-type": "text/plain" };
    expect((await call(durst.endpoint, { ...request, headers })).status).toBe(415);
    expect((await post("/subscribers/create?x=1", unauthenticated)).status).toBe(400);
    expect(durst.subscribers.size).toBe(0);
  });
});
