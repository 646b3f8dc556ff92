import { describe, expect, test } from "vitest";
import type { DurstOptions } from "../../../simulators/index.ts";
import { type Json, startDurstWithSubscribers } from "../http.ts";

const jwtSigning = {
  hostUri: "HTTPS://Press.Example:443/base",
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "X-Press", method: "HS256", key: "k" },
};
const xAuth = {
  hostUri: "press:80",
  externalAuthType: "XAUTH",
  xAuthInfo: { user: "u", password: "p" },
};
const unauthenticated = { hostUri: "http://press", externalAuthType: "NONE" };
const active = { topic: "STATUS/*", status: "ACTIVE" };

describe("a subscriber that reads back differently", () => {
  const shownKey = { httpHeaderName: "X-Press", method: "HS256", key: expect.any(String) };
  test.each<[DurstOptions, Json, Json]>([
    [{ normalises: ["host-case"] }, jwtSigning, { hostUri: "https://press.example:443/base" }],
    [{ normalises: ["trailing-slash"] }, jwtSigning, { hostUri: "HTTPS://Press.Example:443/base/" }],
    [{ normalises: ["trailing-slash", "host-case"] }, xAuth, { hostUri: "press:80" }],
    [
      { normalises: ["header-case"] },
      jwtSigning,
      { jwtSigningInfo: { ...shownKey, httpHeaderName: "x-press" } },
    ],
    [
      { signingMethod: "omitted" },
      jwtSigning,
      { jwtSigningInfo: { httpHeaderName: "X-Press", key: shownKey.key } },
    ],
    [{ unusedAuthentication: "empty-object" }, jwtSigning, { xAuthInfo: {}, jwtSigningInfo: shownKey }],
    [{ unusedAuthentication: "empty-object" }, unauthenticated, { xAuthInfo: {}, jwtSigningInfo: {} }],
    [
      { unusedAuthentication: "empty-fields" },
      xAuth,
      { jwtSigningInfo: { httpHeaderName: "", method: "HS256", key: "" } },
    ],
    [{ unusedAuthentication: "empty-fields" }, jwtSigning, { xAuthInfo: { user: "", password: "" } }],
    [{ ids: "text" }, unauthenticated, { id: "19" }],
  ])("with %o", async (options, body, shown) => {
    await using server = await startDurstWithSubscribers(options);
    const created = await server.post("/subscribers/create", body);
    expect(created.json()).toEqual({ ...created.json(), ...shown });
    expect((await server.get("/subscribers/19")).json()).toMatchObject(shown);
    expect((await server.put("/subscribers/19", body)).json()).toMatchObject(shown);
  });

  test("masking per-write: each write creates a new mask, which reads show until the next write", async () => {
    await using server = await startDurstWithSubscribers({ masking: "per-write" });
    const passwordOf = async (answer: ReturnType<typeof server.get>) =>
      (await answer).json().xAuthInfo.password;
    const created = await passwordOf(server.post("/subscribers/create", xAuth));
    expect(await passwordOf(server.get("/subscribers/19"))).toBe(created);
    const changed = await passwordOf(server.put("/subscribers/19", xAuth));
    expect(changed).not.toBe(created);
    expect(await passwordOf(server.get("/subscribers/19"))).toBe(changed);
    server.durst.editSubscriber(19, { hostUri: "http://elsewhere" });
    expect(await passwordOf(server.get("/subscribers/19"))).not.toBe(changed);
  });
});

describe("a subscription that reads back differently", () => {
  test.each<[DurstOptions, Json]>([
    [{ absentPath: "absent" }, { id: 4, ...active }],
    [{ absentPath: "empty" }, { id: 4, ...active, path: "" }],
    [{ absentPath: "slash" }, { id: 4, ...active, path: "/" }],
    [{ absentPath: "null" }, { id: 4, ...active, path: null }],
    [{ ids: "text" }, { id: "4", ...active }],
  ])("with %o", async (options, shown) => {
    await using server = await startDurstWithSubscribers(options);
    const path = "/subscribers/17/subscriptions";
    expect((await server.post(`${path}/create`, active)).json()).toEqual(shown);
    expect((await server.get(`${path}/4`)).json()).toEqual(shown);
    expect((await server.get(path)).json()).toEqual([shown]);
    const withPath = { ...active, path: "a" };
    expect((await server.put(`${path}/4`, withPath)).json()).toMatchObject({ path: "a/" });
  });

  test("foreignEntries of any shape come last in a list", async () => {
    const foreignEntries = [{ id: "x", topic: 7 }, { path: null }];
    await using server = await startDurstWithSubscribers({ foreignEntries });
    server.durst.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
    const list = (await server.get("/subscribers/17/subscriptions")).json();
    expect(list).toEqual([{ id: 4, ...active }, ...foreignEntries]);
  });
});

describe("an answer with another status or body", () => {
  test.each<[DurstOptions["putAnswer"], number]>([
    ["empty", 200],
    ["no-content", 204],
  ])(
    "putAnswer %s: a PUT changes the object and gets %i without a body",
    async (putAnswer = "object", status) => {
      await using server = await startDurstWithSubscribers({ putAnswer });
      server.durst.addSubscription(17, { topic: "STATUS/*", status: "ACTIVE" });
      expect(await server.put("/subscribers/17", xAuth)).toMatchObject({ status, text: "" });
      const inactive = { ...active, status: "INACTIVE" };
      const changed = await server.put("/subscribers/17/subscriptions/4", inactive);
      expect(changed).toMatchObject({ status, text: "" });
      expect(server.durst.credentialOf(17)).toBe("p");
      expect(server.durst.subscriptions(17).get(4)).toMatchObject({ status: "INACTIVE" });
    },
  );

  test.each([400, 404, 405] as const)(
    "unknownCreatePath: a creation at the unknown path gets %i",
    async (unknownCreatePath) => {
      await using server = await startDurstWithSubscribers({ unknownCreatePath, createPath: "plain" });
      const path = "/subscribers/17/subscriptions";
      expect((await server.post(`${path}/create`, active)).status).toBe(unknownCreatePath);
      expect((await server.post(path, active)).status).toBe(201);
    },
  );

  test("notFoundBody html: a missing object gets 404 with an HTML page", async () => {
    await using server = await startDurstWithSubscribers({ notFoundBody: "html" });
    const answer = await server.get("/subscribers/99");
    expect(answer).toMatchObject({ status: 404, text: expect.stringContaining("<html>") });
    expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
    expect((await server.get("/subscribers/17")).status).toBe(200);
  });
});
