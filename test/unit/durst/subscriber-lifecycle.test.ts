import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { UNKNOWN } from "../../../provider/resource/unknown.ts";
import { durstRunOf, engineOf } from "../../helpers/lifecycles.ts";
import { type DurstSimulator, startDurst } from "../../simulators/index.ts";

const none = { hostUri: "https://press.example:443/base/", externalAuthType: "NONE" };
const xauth = { ...none, externalAuthType: "XAUTH", xAuthInfo: { user: "durst", password: "pass-canary" } };
const signing = {
  hostUri: "press.example:8080",
  externalAuthType: "JWT_SIGNING",
  jwtSigningInfo: { httpHeaderName: "x-signature", method: "HS256", key: "key-canary" },
};

let server: DurstSimulator;
let engine: ReturnType<typeof start>;
const start = () => engineOf(durstSubscriberLifecycle, durstRunOf(server));

beforeEach(async () => {
  server = await startDurst();
  engine = start();
});
afterEach(() => server.close());

const digest = expect.stringMatching(/^[0-9a-f]{16}$/);
/** What is kept of a subscriber: as declared, and a digest that tells a changed credential. */
const kept = (declared: object) => ({
  ...declared,
  credentialFingerprint: "xAuthInfo" in declared || "jwtSigningInfo" in declared ? digest : undefined,
});

describe("create, read, update", () => {
  it.each([none, xauth, signing])(
    "creates $externalAuthType and reads it back without a change",
    async (declared) => {
      const known = await engine.create(declared);
      expect(known).toEqual({ id: "17", outputs: kept(declared) });
      expect(server.subscribers.get(17)).toEqual({ id: 17, ...declared });
      expect(await engine.refresh(known)).toEqual(known);
      expect(engine.plan(known, declared).changes).toEqual([]);
    },
  );

  it.each([
    [none, xauth],
    [xauth, signing],
    [signing, none],
    [xauth, { ...xauth, xAuthInfo: { user: "other", password: "pass-canary" } }],
    [xauth, { ...xauth, xAuthInfo: { user: "durst", password: "new" } }],
    [signing, { ...signing, hostUri: "https://other.example/" }],
    [signing, { ...signing, jwtSigningInfo: { ...signing.jwtSigningInfo, httpHeaderName: "x-other" } }],
    [signing, { ...signing, jwtSigningInfo: { ...signing.jwtSigningInfo, key: "new" } }],
  ])("changes in place: %j to %j", async (was, wanted) => {
    const known = await engine.create(was);
    expect(engine.plan(known, wanted).replaces).toEqual([]);
    const changed = await engine.change(known, wanted);
    expect(changed).toEqual({ id: "17", outputs: kept(wanted) });
    expect(server.subscribers.get(17)).toEqual({ id: 17, ...wanted });
    expect(server.requestsTo("PUT")).toHaveLength(1);
    expect(await start().refresh(changed)).toEqual(changed);
  });

  it.each([
    ["hostUri", signing, { ...signing, hostUri: UNKNOWN }],
    ["externalAuthType", xauth, { ...xauth, externalAuthType: UNKNOWN }],
    ["xAuthInfo", xauth, { ...xauth, xAuthInfo: UNKNOWN }],
    ["xAuthInfo", xauth, { ...xauth, xAuthInfo: { user: "durst", password: UNKNOWN } }],
    ["jwtSigningInfo", signing, { ...signing, jwtSigningInfo: { httpHeaderName: UNKNOWN, key: UNKNOWN } }],
  ])("%s that is unknown in a preview is a change in place", async (field, was, wanted) => {
    const known = await engine.create(was);
    expect(engine.plan(known, wanted)).toEqual({
      changes: [field],
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  it("existingId that is unknown in a preview replaces", async () => {
    const known = await engine.create(none);
    expect(engine.plan(known, { ...none, existingId: UNKNOWN }).replaces).toEqual(["existingId"]);
  });

  it("signs with HS256 if no method is given", async () => {
    const { method: _, ...withoutMethod } = signing.jwtSigningInfo;
    const known = await engine.create({ ...signing, jwtSigningInfo: withoutMethod });
    expect(server.subscribers.get(17)?.jwtSigningInfo?.method).toBe("HS256");
    expect(engine.plan(known, signing).changes).toEqual([]);
  });

  it.each([
    [{ hostUri: "https://elsewhere.example/" }, ["hostUri"]],
    [{ externalAuthType: "NONE", xAuthInfo: undefined }, ["externalAuthType", "xAuthInfo"]],
    [{ xAuthInfo: { user: "other", password: "pass-canary" } }, ["xAuthInfo"]],
  ])("shows %j edited at the server, and repairs it", async (edit, fields) => {
    const known = await engine.create(xauth);
    server.editSubscriber(17, edit as never);
    const read = await start().refresh(known);
    expect(engine.plan(read ?? known, xauth).changes.toSorted()).toEqual(fields);
    await engine.change(read ?? known, xauth);
    expect(server.subscribers.get(17)).toEqual({ id: 17, ...xauth });
  });

  it("never sends a masked value back", async () => {
    const known = await engine.create(signing);
    const read = await engine.refresh(known);
    await engine.change(read ?? known, { ...signing, hostUri: "other.example:1" });
    expect(server.credentialOf(17)).toBe("key-canary");
    expect(server.subscribersHoldingAMask()).toEqual([]);
  });

  it("is undefined for one that is gone, and refuses an id that is none", async () => {
    const known = await engine.create(none);
    server.removeSubscriber(17);
    expect(await engine.refresh(known)).toBeUndefined();
    await expect(engine.get("seventeen")).rejects.toThrow(/"seventeen" is not the id of a Durst subscriber/);
  });
});

describe("check", () => {
  it.each([
    ["hostUri is required", { externalAuthType: "NONE" }],
    ["hostUri must be a URL such as", { ...none, hostUri: "press.example" }],
    ["hostUri must be a URL such as", { ...none, hostUri: "ftp://press.example" }],
    ["hostUri must be a URL such as", { ...none, hostUri: "press.example:99999" }],
    ["externalAuthType must be one of NONE, XAUTH or JWT_SIGNING", { ...none, externalAuthType: "BASIC" }],
    ["externalAuthType .*did you mean XAUTH", { ...none, externalAuthType: "XAUT" }],
    ["xAuthInfo is required for externalAuthType XAUTH", { ...none, externalAuthType: "XAUTH" }],
    ["jwtSigningInfo is required", { ...none, externalAuthType: "JWT_SIGNING" }],
    ["xAuthInfo is allowed for externalAuthType XAUTH only", { ...xauth, externalAuthType: "NONE" }],
    ["jwtSigningInfo is allowed for", { ...xauth, jwtSigningInfo: signing.jwtSigningInfo }],
    ["xAuthInfo.password is required", { ...xauth, xAuthInfo: { user: "a" } }],
    ["xAuthInfo.user must be a text", { ...xauth, xAuthInfo: { user: 1, password: "b" } }],
    [
      "xAuthInfo.pasword is not an argument; did you mean password\\?$",
      { ...xauth, xAuthInfo: { ...xauth.xAuthInfo, pasword: "b" } },
    ],
    ["xAuthInfo must be an object", { ...xauth, xAuthInfo: "a:b" }],
    [
      "jwtSigningInfo.httpHeaderName must be the name",
      { ...signing, jwtSigningInfo: { ...signing.jwtSigningInfo, httpHeaderName: "a b" } },
    ],
    [
      "jwtSigningInfo.method must be",
      { ...signing, jwtSigningInfo: { ...signing.jwtSigningInfo, method: "RS256" } },
    ],
  ])("says: %s", (says, declared) => {
    expect(engine.failures(declared)).toEqual([expect.stringMatching(says)]);
  });
});
