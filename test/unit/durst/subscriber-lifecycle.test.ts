import { beforeEach, describe, expect, it } from "vitest";
import { durstSubscriberLifecycle } from "../../../provider/durst/subscriber-lifecycle.ts";
import { driverOf, durstRunOf } from "../../helpers/lifecycles.ts";
import { server, startServerForEachTest } from "./server.ts";
import { jwtSigning, noAuth, xAuth } from "./subscriber-inputs.ts";

const jwtSigningByPort = { ...jwtSigning, hostUri: "press.example:8080" };

let engine: ReturnType<typeof start>;
const start = () => driverOf(durstSubscriberLifecycle, durstRunOf(server));

startServerForEachTest();
beforeEach(() => {
  engine = start();
});

const fingerprint = expect.stringMatching(/^[0-9a-f]{16}$/);
/** The state of a subscriber: its declaration, and a fingerprint that reveals a changed credential. */
const stateOf = (declared: object) => ({
  ...declared,
  credentialFingerprint: "xAuthInfo" in declared || "jwtSigningInfo" in declared ? fingerprint : undefined,
});

describe("create, read, update", () => {
  it.each([noAuth, xAuth, jwtSigningByPort])(
    "creates $externalAuthType and reads it back without a change",
    async (declared) => {
      const known = await engine.create(declared);
      expect(known).toEqual({ id: "17", outputs: stateOf(declared) });
      expect(server.subscribers.get(17)).toEqual({ id: 17, ...declared });
      expect(await engine.refresh(known)).toEqual(known);
      expect(engine.plan(known, declared).changes).toEqual([]);
    },
  );

  it("never sends a masked value back", async () => {
    const known = await engine.create(jwtSigningByPort);
    const read = await engine.refresh(known);
    await engine.change(read ?? known, { ...jwtSigningByPort, hostUri: "other.example:1" });
    expect(server.credentialOf(17)).toBe("key-canary");
    expect(server.subscribersHoldingAMask()).toEqual([]);
  });

  it("reads a missing subscriber as undefined, and rejects an invalid id", async () => {
    const known = await engine.create(noAuth);
    server.removeSubscriber(17);
    expect(await engine.refresh(known)).toBeUndefined();
    await expect(engine.get("seventeen")).rejects.toThrow(/"seventeen" is not the id of a Durst subscriber/);
  });
});
