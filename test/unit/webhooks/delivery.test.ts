import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import {
  createDurstVerifier,
  createRockitVerifier,
  signDurstTestCallback,
  signRockitTestWebhook,
  type VerifiedDelivery,
  verifyRockitWebhook,
  webhookHandler,
} from "../../../packages/webhooks/src/index.ts";
import { body, codeOf, delivery, event, nowInSeconds, requestOf, secret, tokenHeader } from "./samples.ts";

const verify = createRockitVerifier({ secret });

describe("a verified delivery carries", () => {
  test("claims, headers, raw body, the matching secret, and an id", async () => {
    const claims = { iat: nowInSeconds(), jti: "4711", sub: "é", exp: nowInSeconds() + 60 };
    const signedDelivery = await signRockitTestWebhook({ ...event, secret, claims });
    const headers = { ...signedDelivery.headers, "X-Request-Id": "r1", "x-list": ["a", "b"] };
    const { event: verified, delivery } = await verify({ headers, body: signedDelivery.body });
    expect(verified).toEqual(event);
    expect({ ...delivery, headers: { ...delivery.headers } }).toEqual({
      claims,
      headers: { "content-type": "application/json", "x-request-id": "r1", "x-list": "a, b" },
      rawBody: new TextEncoder().encode(signedDelivery.body),
      secretIndex: 0,
      deliveryId: "jti:4711",
    });
  });

  test("nothing that lets a log's reader send deliveries", async () => {
    const rockit = await delivery();
    const xAuth = { user: "press", password: "canary" };
    const callback = await signDurstTestCallback({ body: {}, xAuth });
    const signing = { headerName: "X-Signature", key: "canary" };
    const signed = await signDurstTestCallback({ body: {}, ...signing });
    const all = [
      await verify(rockit),
      await createDurstVerifier({ xAuth })(callback),
      await createDurstVerifier(signing)(signed),
    ];
    for (const { delivery } of all) {
      expect(Object.keys(delivery.headers)).toEqual(["content-type"]);
      expect(JSON.stringify(delivery)).not.toMatch(/canary|eyJ/);
    }
  });

  test("the same data to a handler's onEvent", async () => {
    const seen: VerifiedDelivery[] = [];
    const handler = webhookHandler({
      rockit: { secret },
      onEvent: (_, delivery) => void seen.push(delivery),
    });
    const signedDelivery = await delivery();
    await handler(requestOf(signedDelivery));
    const { delivery: expected } = await verify(signedDelivery);
    expect(seen).toEqual([{ ...expected, headers: { ...expected.headers } }]);
  });

  test("the index of the matching secret, key or account", async () => {
    const secrets = [randomBytes(32).toString("base64"), secret];
    const { delivery: rockit } = await createRockitVerifier({ secret: secrets })(await delivery());
    const accounts = ["a", "b", "c"].map((name) => ({ user: name, password: name }));
    const [, , last = { user: "", password: "" }] = accounts;
    const callback = await signDurstTestCallback({ body: 1, xAuth: last });
    const { delivery: durst } = await createDurstVerifier({ xAuth: accounts })(callback);
    expect([rockit.secretIndex, durst.secretIndex]).toEqual([1, 2]);
    expect(durst.claims).toEqual({});
  });
});

describe("a delivery's id", () => {
  const idOf = async (claims: Record<string, unknown>, text = body) => {
    const { headers } = await signRockitTestWebhook({ body: {}, secret, claims });
    return (await verify({ headers, body: text })).delivery.deliveryId;
  };
  const iat = nowInSeconds();

  test("is the same for the same token and body, and differs for any other", async () => {
    const ids = [
      await idOf({ iat }),
      await idOf({ iat }, `${body} `),
      await idOf({ iat: iat - 1 }),
      await idOf({ iat: iat - 1 }, `${body} `),
    ];
    expect(await idOf({ iat })).toBe(ids[0]);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^sha256:[\w-]{43}$/);
  });

  test("is a digest of the token, a dot, and the body", async () => {
    const signedDelivery = await delivery();
    const digest = createHash("sha256")
      .update(`${signedDelivery.headers[tokenHeader]}.${signedDelivery.body}`)
      .digest("base64url");
    expect((await verify(signedDelivery)).delivery.deliveryId).toBe(`sha256:${digest}`);
  });

  test("is the token's jti if present, whatever the body", async () => {
    expect(await idOf({ iat, jti: "a" })).toBe("jti:a");
    expect(await idOf({ iat: iat - 1, jti: "a" }, "[]")).toBe("jti:a");
    for (const jti of ["", 7, null, {}]) expect(await idOf({ iat, jti })).toMatch(/^sha256:/);
  });

  test("is a digest of the body alone for a callback with user and password", async () => {
    const xAuth = { user: "u", password: "p" };
    const callback = await signDurstTestCallback({ body: { a: 1 }, xAuth });
    const { delivery } = await createDurstVerifier({ xAuth })(callback);
    const digest = createHash("sha256").update(`.${callback.body}`).digest("base64url");
    expect(delivery.deliveryId).toBe(`sha256:${digest}`);
  });
});

describe("secrets may be a function", () => {
  const newSecret = () => randomBytes(32).toString("base64");
  const signEvent = (own: string) => signRockitTestWebhook({ ...event, secret: own });

  test.each([
    ["that gives one", () => secret],
    ["that gives several", () => [newSecret(), secret]],
    ["that gives a promise", async () => secret],
  ])("%s", async (_, secretFunction) => {
    expect(await verifyRockitWebhook({ ...(await delivery()), secret: secretFunction })).toEqual(event);
  });

  test("so a rotation needs no restart, and deliveries signed with either secret pass", async () => {
    const [old, next] = [newSecret(), newSecret()];
    let secrets = [old];
    const rotating = createRockitVerifier({ secret: () => secrets });
    const secretIndexOf = async (own: string) =>
      rotating(await signEvent(own)).then(
        ({ delivery }) => delivery.secretIndex,
        ({ code }) => code,
      );
    expect([await secretIndexOf(old), await secretIndexOf(next)]).toEqual([0, "bad-signature"]);
    secrets = [next, old];
    expect([await secretIndexOf(old), await secretIndexOf(next)]).toEqual([1, 0]);
    secrets = [next];
    expect([await secretIndexOf(old), await secretIndexOf(next)]).toEqual(["bad-signature", 0]);
  });

  test("for Durst's keys and accounts too", async () => {
    const key = async () => ["other", "press key"];
    const jwt = await signDurstTestCallback({ body: 1, headerName: "x-s", key: "press key" });
    expect((await createDurstVerifier({ headerName: "x-s", key })(jwt)).event).toEqual({ body: 1 });
    const xAuth = { user: "u", password: "p" };
    const named = await signDurstTestCallback({ body: 2, xAuth });
    expect((await createDurstVerifier({ xAuth: () => xAuth })(named)).event).toEqual({ body: 2 });
  });

  test("called only for well-formed tokens, and once for all waiting deliveries", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const secretFunction = vi.fn(() => promise);
    const asking = createRockitVerifier({ secret: secretFunction });
    const signedDelivery = await delivery();
    for (const token of ["", "x", "e30.e30.", "eyJhbGciOiJub25lIn0.e30."]) {
      await codeOf(asking({ headers: { [tokenHeader]: token }, body }));
    }
    expect(secretFunction).toHaveBeenCalledTimes(0);
    const all = Promise.all(Array.from({ length: 20 }, () => asking(signedDelivery)));
    await expect.poll(() => secretFunction.mock.calls.length).toBe(1);
    resolve(secret);
    expect(await all).toHaveLength(20);
    await asking(signedDelivery);
    expect(secretFunction).toHaveBeenCalledTimes(2);
  });

  test("whose failure or invalid secret is the receiver's error, not a rejected delivery", async () => {
    const failures: unknown[] = [];
    const rejected = vi.fn();
    for (const secretFunction of [
      () => {
        throw new Error("the store is down");
      },
      () => Promise.reject(new Error("the store is down")),
      () => "no base64!",
      () => [],
      () => undefined as never,
    ]) {
      const handler = webhookHandler({
        rockit: { secret: secretFunction },
        onEvent: () => expect.fail("no event"),
        onRejected: rejected,
        onError: (failure) => void failures.push((failure as Error).message),
      });
      const request = requestOf(await delivery());
      expect((await handler(request)).status).toBe(500);
    }
    expect(rejected).not.toHaveBeenCalled();
    expect(failures).toEqual([
      "the store is down",
      "the store is down",
      expect.stringContaining("is not base64 text"),
      expect.stringContaining("is an empty list"),
      expect.stringContaining("is empty"),
    ]);
  });
});

test("secrets are bytes: 52 bytes that are not UTF-8 verify in every base64 form", async () => {
  const bytes = Buffer.from(Array.from({ length: 52 }, (_, index) => 255 - index * 3));
  expect(new TextDecoder().decode(bytes)).toContain("\uFFFD");
  const forms = [
    bytes.toString("base64"),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
  ];
  expect(new Set(forms).size).toBe(3);
  for (const own of forms) {
    const signedDelivery = await signRockitTestWebhook({ ...event, secret: own });
    for (const other of forms)
      expect(await verifyRockitWebhook({ ...signedDelivery, secret: other })).toEqual(event);
  }
});
