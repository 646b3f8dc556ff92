import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { driverOf, durstRunOf } from "../../helpers/lifecycles.ts";
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
const start = () => driverOf(durstSubscriberLifecycle, durstRunOf(server));

beforeEach(async () => {
  server = await startDurst();
  engine = start();
});
afterEach(() => server.close());

const digest = expect.stringMatching(/^[0-9a-f]{16}$/);
/** The state of a subscriber: its declaration, and a digest that reveals a changed credential. */
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

  it("never sends a masked value back", async () => {
    const known = await engine.create(signing);
    const read = await engine.refresh(known);
    await engine.change(read ?? known, { ...signing, hostUri: "other.example:1" });
    expect(server.credentialOf(17)).toBe("key-canary");
    expect(server.subscribersHoldingAMask()).toEqual([]);
  });

  it("is undefined for a missing subscriber, and rejects an invalid id", async () => {
    const known = await engine.create(none);
    server.removeSubscriber(17);
    expect(await engine.refresh(known)).toBeUndefined();
    await expect(engine.get("seventeen")).rejects.toThrow(/"seventeen" is not the id of a Durst subscriber/);
  });
});
