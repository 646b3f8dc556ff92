import { describe, expect, it } from "vitest";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { driverOf, durstRunOf } from "../../helpers/lifecycles.ts";
import { server, startServerForEachTest } from "./server.ts";
import { jwtSigning, noAuth, xAuth } from "./subscriber-inputs.ts";

const otherCredentials = {
  xAuthInfo: { user: "durst", password: "other-canary" },
  jwtSigningInfo: { httpHeaderName: "x-signature", method: "HS256", key: "other-canary" },
} as const;
const kinds = [
  ["XAUTH", xAuth, "xAuthInfo", "pass-canary"],
  ["JWT_SIGNING", jwtSigning, "jwtSigningInfo", "key-canary"],
] as const;

const start = () => driverOf(durstSubscriberLifecycle, durstRunOf(server));
type SubscriberState = Awaited<ReturnType<ReturnType<typeof start>["create"]>>;

const refreshExisting = async (known: SubscriberState): Promise<SubscriberState> => {
  const read = await start().refresh(known);
  return read ?? expect.fail("the server has the subscriber");
};

/** Expects that nothing is planned or written, and that the server has only declared credentials. */
async function expectSettled(known: SubscriberState, declared: object) {
  server.clearRequests();
  const read = await refreshExisting(known);
  expect(read).toEqual(known);
  await start().change(read, { ...declared });
  expect(server.writes()).toEqual([]);
  expect(server.subscribersHoldingAMask()).toEqual([]);
}

startServerForEachTest();

describe.each(kinds)(
  "a credential of %s that is changed at the server",
  (_kind, declared, field, credential) => {
    const edit = () => server.editSubscriber(17, { [field]: otherCredentials[field] });

    it("is repaired by the next update, which sends the declared credential and never a mask", async () => {
      const known = await start().create(declared);
      edit();
      server.clearRequests();
      const repaired = await start().change(await refreshExisting(known), declared);
      expect(server.writes().map(({ method, body }) => [method, body])).toEqual([["PUT", declared]]);
      expect(server.credentialOf(17)).toBe(credential);
      expect(repaired).toEqual(known);
      await expectSettled(repaired, declared);
    });

    it("is shown by every refresh until the update, for one request each", async () => {
      const known = await start().create(declared);
      edit();
      const once = await refreshExisting(known);
      server.clearRequests();
      const twice = await refreshExisting(once);
      expect(server.requestsTo("GET", /subscribers/)).toHaveLength(1);
      expect(start().plan(twice, declared).changes).toEqual([field]);
      expect(server.writes()).toEqual([]);
    });

    it("is shown beside another field that was edited", async () => {
      const known = await start().create(declared);
      edit();
      server.editSubscriber(17, { hostUri: "https://elsewhere.example/" });
      const read = await refreshExisting(known);
      expect(start().plan(read, declared).changes.toSorted()).toEqual(["hostUri", field].toSorted());
      await expectSettled(await start().change(read, declared), declared);
    });

    it("and changed back before a refresh shows no change", async () => {
      const known = await start().create(declared);
      edit();
      server.editSubscriber(17, { [field]: declared[field as keyof typeof declared] });
      await expectSettled(known, declared);
    });

    it("is also noticed if the credential was set by an update or by adopting a subscriber", async () => {
      server.addSubscriber(noAuth as never);
      const taken = await start().create({ ...declared, existingId: 17 });
      edit();
      expect(start().plan(await refreshExisting(taken), { ...declared, existingId: 17 }).changes).toEqual([
        field,
      ]);
      const created = await start().create(noAuth);
      const updated = await start().change(created, declared);
      server.editSubscriber(18, { [field]: otherCredentials[field] });
      expect(start().plan(await refreshExisting(updated), declared).changes).toEqual([field]);
    });

    it("shows no change once the program declares the server's new value", async () => {
      const known = await start().create(declared);
      edit();
      const wanted = { ...declared, [field]: otherCredentials[field] };
      const changed = await start().change(await refreshExisting(known), wanted);
      await expectSettled(changed, wanted);
    });
  },
);

describe("a fingerprint", () => {
  it.each(kinds)("of %s differs for each credential, and reveals none", async (_k, declared, field) => {
    const one = await start().create(declared);
    const first = one.outputs.credentialFingerprint;
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    const changed = await start().change(one, { ...declared, [field]: otherCredentials[field] });
    expect(changed.outputs.credentialFingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(changed.outputs.credentialFingerprint).not.toBe(first);
    const restored = await start().change(changed, declared);
    expect(restored.outputs.credentialFingerprint).toBe(first);
    // A fingerprint does not reveal which subscribers share a credential.
    const another = await start().create(declared);
    expect(another.outputs.credentialFingerprint).not.toBe(first);
    expect(durstSubscriberLifecycle.inputsOf(one.outputs)).toEqual(declared);
  });

  it("is computed again after every update, since a server may mask differently at every write", async () => {
    const known = await start().create(xAuth);
    server.clearRequests();
    const changed = await start().change(known, { ...xAuth, hostUri: "press.example:8080" });
    expect(changed.outputs.credentialFingerprint).toBe(known.outputs.credentialFingerprint);
    expect(server.requests.map(({ method }) => method).slice(-3)).toEqual(["PUT", "GET", "GET"]);
  });

  it("is removed together with the credential", async () => {
    const changed = await start().change(await start().create(xAuth), noAuth);
    expect(changed.outputs.credentialFingerprint).toBeUndefined();
    await expectSettled(changed, noAuth);
  });

  it("is absent for a subscriber without a credential, which costs no request", async () => {
    await start().create(noAuth);
    expect(server.requestsTo("GET", /subscribers/)).toEqual([]);
  });

  it("costs one request, at the creation", async () => {
    const known = await start().create(xAuth);
    expect(server.requestsTo("GET", /subscribers/)).toHaveLength(1);
    server.clearRequests();
    await refreshExisting(known);
    expect(server.requestsTo("GET", /subscribers/)).toHaveLength(1);
  });

  it("that can't be confirmed fails the refresh, which may have seen a changed credential", async () => {
    const known = await start().create(xAuth);
    server.editSubscriber(17, { xAuthInfo: { user: "durst", password: "theirs" } });
    const redirect = { kind: "redirect", to: "https://elsewhere.example/" } as const;
    server.faults.inject(redirect, { route: "GET /api/v1/subscribers/:subscriberId", nth: 2 });
    await expect(start().refresh(known)).rejects.toMatchObject({ code: "unexpected-answer" });
    const seen = await start().refresh(known);
    expect(start().plan(seen ?? known, xAuth).changes).not.toEqual([]);
  });

  it("that can't be read does not fail a creation or an update", async () => {
    Object.assign(server.behaviour, { permissions: ["write"] });
    const known = await start().create(xAuth);
    expect(known).toEqual({ id: "17", outputs: { ...xAuth, credentialFingerprint: undefined } });
    const changed = await start().change(known, { ...xAuth, xAuthInfo: otherCredentials.xAuthInfo });
    expect(changed.outputs.credentialFingerprint).toBeUndefined();
    Object.assign(server.behaviour, { permissions: ["read", "write"] });
    await expectSettled(changed, { ...xAuth, xAuthInfo: otherCredentials.xAuthInfo });
  });
});

describe.each(kinds)(
  "a server that masks %s differently at every read",
  (_kind, declared, field, credential) => {
    it("is recognised at creation, shows no drift and costs no write", async () => {
      Object.assign(server.behaviour, { masking: "fresh" });
      const known = await start().create(declared);
      expect(known.outputs.credentialFingerprint).toBeUndefined();
      await expectSettled(known, declared);
      await expectSettled(known, declared);
    });

    it("still receives a changed credential, after which nothing is planned", async () => {
      Object.assign(server.behaviour, { masking: "fresh" });
      const wanted = { ...declared, [field]: otherCredentials[field] };
      const changed = await start().change(await start().create(declared), wanted);
      expect(server.credentialOf(17)).toBe("other-canary");
      await expectSettled(changed, wanted);
    });

    it("is recognised when the masking starts later, and compared again once it ends", async () => {
      const known = await start().create(declared);
      Object.assign(server.behaviour, { masking: "fresh" });
      await expectSettled(known, declared);
      Object.assign(server.behaviour, { masking: "deterministic" });
      await expectSettled(known, declared);
      server.editSubscriber(17, { [field]: otherCredentials[field] });
      await start().change(await refreshExisting(known), declared);
      expect(server.credentialOf(17)).toBe(credential);
    });

    it("shows a change of any other field", async () => {
      Object.assign(server.behaviour, { masking: "fresh" });
      const known = await start().create(declared);
      server.editSubscriber(17, { hostUri: "https://elsewhere.example/" });
      expect(start().plan(await refreshExisting(known), declared).changes).toEqual(["hostUri"]);
    });
  },
);

describe("a credential that was changed at the server and that the program ignores", () => {
  it.each(kinds)("plans no change, and its mask is never sent: %s", async (_type, declared, info) => {
    const known = await start().create(declared);
    server.editSubscriber(Number(known.id), { [info]: otherCredentials[info] });
    const read = await refreshExisting(known);
    // As the engine passes inputs with `ignoreChanges`.
    const ignoring = { ...declared, [info]: read.outputs[info] };
    expect(start().plan(read, ignoring).changes).toEqual([]);
    server.clearRequests();
    await expect(
      start().change(read, { ...ignoring, hostUri: "https://elsewhere.example/" }),
    ).rejects.toThrow(/was changed on the server, and `ignoreChanges` prevents/);
    expect(server.writes()).toEqual([]);
  });
});
