import { describe, expect, it } from "vitest";
import { operationError } from "../../../provider/resource/errors.ts";
import type { Fault } from "../../simulators/index.ts";
import {
  cutConnection,
  forever,
  longTimeout,
  plainSubscriber,
  routes,
  startFaultyDurst,
} from "./faulty-durst.ts";
import { failureOf } from "./token-server.ts";

const declared = {
  hostUri: "https://lost.example/",
  externalAuthType: "XAUTH",
  xAuthInfo: { user: "durst", password: "pass-canary" },
};
const leftoverAdvice =
  "the server may have created it anyway, and can't list subscribers: read the numbers after the newest one that you know (GET /api/v1/subscribers/<number>). A leftover has no subscriptions and receives nothing; adopt it with existingId";

describe.concurrent("a subscriber's creation", longTimeout, () => {
  it.each<[string, Fault, string]>([
    ["a cut before the server acted", cutConnection("before"), "network"],
    ["a cut in the answer", cutConnection("while"), "network"],
    ["a cut before the answer", cutConnection("after"), "network"],
    ["a 500", { kind: "status", status: 500, acts: true }, "unavailable"],
    ["a 503 that did not act", { kind: "status", status: 503, acts: false, retryAfter: 0 }, "unavailable"],
    ["a balancer's page", { kind: "html", status: 504, acts: true }, "unavailable"],
    ["malformed JSON", { kind: "malformed-json" }, "unexpected-answer"],
    ["truncated JSON", { kind: "truncated-json" }, "unexpected-answer"],
    ["JSON of another shape", { kind: "wrong-shape" }, "unexpected-answer"],
    ["an answer that never comes", { kind: "slow-body", ms: forever }, "timeout"],
    ["a server that never acts", { kind: "delay", ms: forever }, "timeout"],
  ])(
    "that is lost to %s is sent once, and the error names the possible leftover",
    async (_what, fault, code) => {
      await using scene = await startFaultyDurst();
      scene.faults.inject(fault, { route: routes.createSubscriber });
      const failure = await failureOf(scene.run({ requestTimeout: 1000 }).subscribers.create(declared));
      expect(failure).toMatchObject({ name: "HttpError", code });
      expect(failure.message.endsWith(`; ${leftoverAdvice}`)).toBe(true);
      expect(operationError("creating it", failure).message).toContain(leftoverAdvice);
      expect(`${failure.stack} ${failure.message}`).not.toContain("canary");
      expect(scene.count(routes.createSubscriber)).toBe(1);
    },
  );

  it("that is lost can be found as the error says, and adopted", async () => {
    await using scene = await startFaultyDurst();
    scene.faults.inject(cutConnection("after"), { route: routes.createSubscriber });
    await failureOf(scene.run().subscribers.create(declared));
    const { subscribers } = scene.run();
    expect(await subscribers.get("18")).toMatchObject({ hostUri: declared.hostUri });
    expect(await subscribers.create({ ...declared, existingId: 18 })).toMatchObject({ id: "18" });
    expect(scene.server.subscribers.size).toBe(2);
  });

  it("that is rate-limited is sent again", async () => {
    await using scene = await startFaultyDurst();
    scene.faults.inject(
      { kind: "rate-limited", retryAfter: 0 },
      { route: routes.createSubscriber, times: 2 },
    );
    expect(await scene.run().subscribers.create(declared)).toMatchObject({ id: "18" });
    expect(scene.count(routes.createSubscriber)).toBe(3);
    expect(scene.server.subscribers.size).toBe(2);
  });

  it.each<[string, Fault]>([
    ["forbidden", { kind: "html", status: 403, acts: false }],
    ["invalid", { kind: "html", status: 400, acts: false }],
    ["conflict", { kind: "html", status: 409, acts: false }],
  ])(
    "that is refused as %s leaves nothing behind, and the error mentions no leftover",
    async (code, fault) => {
      await using scene = await startFaultyDurst();
      scene.faults.inject(fault, { route: routes.createSubscriber });
      const failure = await failureOf(scene.run().subscribers.create(declared));
      expect(failure).toMatchObject({ code });
      expect(failure.message).not.toContain("may have created");
      expect(scene.count(routes.createSubscriber)).toBe(1);
    },
  );

  it("whose token has expired is sent again with a new token", async () => {
    await using scene = await startFaultyDurst();
    const { subscribers } = scene.run();
    await subscribers.create(plainSubscriber);
    scene.faults.inject({ kind: "token-expiry" }, { route: routes.createSubscriber });
    expect(await subscribers.create(plainSubscriber)).toMatchObject({ id: "19" });
    expect(scene.server.subscribers.size).toBe(3);
    expect(scene.server.logins).toBe(2);
  });

  it("succeeds even if the credential can't be read afterwards", async () => {
    await using scene = await startFaultyDurst();
    scene.faults.inject(
      { kind: "status", status: 500, acts: false },
      { route: routes.readSubscriber, times: 3 },
    );
    const known = await scene.run().subscribers.create(declared);
    expect(known).toEqual({ id: "18", outputs: { ...declared, credentialFingerprint: undefined } });
  });
});

describe.concurrent("a login that fails", longTimeout, () => {
  it("creates no subscriber, and the error mentions no leftover", async () => {
    await using scene = await startFaultyDurst();
    scene.faults.inject({ kind: "status", status: 503, acts: false }, { route: routes.login, times: 3 });
    const failure = await failureOf(scene.run().subscribers.create(declared));
    expect(failure).toMatchObject({ code: "unavailable" });
    expect(scene.server.writes()).toEqual([]);
    expect(failure.message).not.toContain("may have created");
  });

  it("leaves no change unfinished, since nothing was sent", async () => {
    await using scene = await startFaultyDurst();
    const known = await scene.run().subscribers.create(plainSubscriber);
    scene.faults.inject(cutConnection("before"), { route: routes.login, times: 3 });
    const failure = await failureOf(scene.run().subscribers.change(known, declared));
    expect(scene.server.requestsTo("PUT")).toEqual([]);
    expect(failure).toMatchObject({ name: "HttpError", code: "network" });
  });
});
