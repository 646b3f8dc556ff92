import { randomBytes } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import {
  type DurstWebhookHandlerOptions,
  lambdaWebhookHandler,
  memoryReplayStore,
  type RockitWebhookHandlerOptions,
  signDurstTestCallback,
  signRockitTestWebhook,
  WebhookVerificationError,
  webhookHandler,
} from "../../../packages/webhooks/src/index.ts";
import { nodeWebhookHandler } from "../../../packages/webhooks/src/node.ts";
import {
  body,
  delivery,
  event,
  keyOf,
  nowInSeconds,
  recordCallbacks,
  requestOf,
  secret,
  signToken,
  tokenHeader,
} from "./samples.ts";

function start(options: Partial<RockitWebhookHandlerOptions> = {}) {
  const { recorded, callbacks } = recordCallbacks();
  const handler = webhookHandler({
    rockit: { secret },
    ...callbacks,
    ...options,
  });
  return { handler, ...recorded };
}

const post = async (init: RequestInit = {}) => requestOf({ ...(await delivery()), ...init });

async function contentOf(response: Response) {
  return { status: response.status, headers: [...response.headers], body: await response.text() };
}

describe("webhookHandler answers", () => {
  test("204 only after onEvent has handled the event", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const order: string[] = [];
    const { handler } = start({
      onEvent: async (given) => {
        expect(given).toEqual(event);
        await promise;
        order.push("handled");
      },
    });
    const answered = handler(await post()).then((response) => {
      order.push("answered");
      return contentOf(response);
    });
    resolve();
    expect(await answered).toEqual({ status: 204, headers: [], body: "" });
    expect(order).toEqual(["handled", "answered"]);
  });

  test("405 to anything but POST", async () => {
    const { handler, rejections } = start();
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]) {
      const response = await handler(requestOf({ method }));
      expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
    }
    expect(rejections).toEqual([]);
  });

  test("401 with the same response whichever check failed; only the operator learns the reason", async () => {
    const { handler, events, rejections } = start();
    const now = nowInSeconds();
    const tokens: [string, Record<string, string>][] = [
      ["missing-header", {}],
      ["repeated-header", { [tokenHeader]: "a, b" }],
      ["bad-signature", { [tokenHeader]: signToken({}, randomBytes(32)) }],
      ["wrong-algorithm", { [tokenHeader]: signToken({}, keyOf(secret), { alg: "none" }) }],
      ["malformed-token", { [tokenHeader]: "x" }],
      ["expired", { [tokenHeader]: signToken({ exp: now - 400 }, keyOf(secret)) }],
      ["not-yet-valid", { [tokenHeader]: signToken({ nbf: now + 400 }, keyOf(secret)) }],
    ];
    const answers = [];
    for (const [, headers] of tokens) answers.push(await contentOf(await handler(await post({ headers }))));
    // The body makes no difference either.
    for (const body of ["no JSON", "", null]) {
      answers.push(await contentOf(await handler(await post({ headers: {}, body }))));
    }
    const expected = { status: 401, headers: [["content-type", "text/plain"]], body: "Unauthorized" };
    expect(answers).toEqual(answers.map(() => expected));
    expect(rejections).toEqual([...tokens.map(([code]) => code), ...Array(3).fill("missing-header")]);
    expect(events).toEqual([]);
  });

  test("400 to a malformed body whose sender is verified", async () => {
    const { handler, rejections, events } = start();
    expect((await handler(await post({ body: "no JSON" }))).status).toBe(400);
    expect((await handler(await post({ body: null }))).status).toBe(400);
    expect([rejections, events]).toEqual([["malformed-body", "malformed-body"], []]);
  });

  test("500 without details when onEvent fails, even with a WebhookVerificationError", async () => {
    const failures = [new Error("canary"), new WebhookVerificationError("bad-signature", "canary"), "canary"];
    for (const failure of failures) {
      for (const onEvent of [
        () => Promise.reject(failure),
        () => {
          throw failure;
        },
      ]) {
        const { handler, errors, rejections } = start({ onEvent });
        const expected = {
          status: 500,
          headers: [["content-type", "text/plain"]],
          body: "Internal Server Error",
        };
        expect(await contentOf(await handler(await post()))).toEqual(expected);
        expect(errors).toEqual([failure]);
        expect(rejections).toEqual([]);
      }
    }
  });

  test("the same status when onRejected or onError fails", async () => {
    const log = vi.spyOn(console, "error").mockReturnValue();
    const failingCallback = () => Promise.reject(new Error("the log is full"));
    const { handler } = start({
      onRejected: failingCallback,
      onError: failingCallback,
      onEvent: failingCallback,
    });
    expect((await handler(await post({ headers: {} }))).status).toBe(401);
    expect((await handler(await post())).status).toBe(500);
    expect(log).toHaveBeenCalledTimes(2);
    log.mockRestore();
  });

  test("500 when the body was read before, and tells the operator why", async () => {
    const log = vi.spyOn(console, "error").mockReturnValue();
    const handler = webhookHandler({ rockit: { secret }, onEvent: () => expect.fail("no event") });
    const request = await post();
    await request.json();
    expect((await handler(request)).status).toBe(500);
    expect(log.mock.calls).toEqual([
      [expect.objectContaining({ message: expect.stringContaining("a body parser probably ran first") })],
    ]);
    log.mockRestore();
  });

  test("400 when the body breaks off", async () => {
    const { handler, rejections } = start();
    const broken = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from("{")),
      pull: (controller) => controller.error(new Error("gone")),
    });
    expect((await handler(await post({ body: broken, duplex: "half" }))).status).toBe(400);
    expect(rejections).toEqual(["malformed-body"]);
  });
});

describe("a body that is too large is answered with 413", () => {
  test("without being read, if content-length exceeds the limit", async () => {
    const { handler, rejections } = start({ maxBodySize: 1000 });
    let read = 0;
    const stream = new ReadableStream({ pull: () => void read++ }, { highWaterMark: 0 });
    const headers = { ...(await delivery()).headers, "content-length": "1001" };
    const request = await post({ body: stream, duplex: "half", headers });
    expect((await handler(request)).status).toBe(413);
    expect([read, rejections]).toEqual([0, ["body-too-large"]]);
  });

  test("without further reading, if content-length is missing or false", async () => {
    const lengths: Record<string, string>[] = [{}, { "content-length": "10" }, { "content-length": "many" }];
    for (const length of lengths) {
      const headers = { ...(await delivery()).headers, ...length };
      const { handler, rejections } = start({ maxBodySize: 1000 });
      let sent = 0;
      let cancelled = false;
      const endless = new ReadableStream(
        {
          pull: (controller) => {
            sent += 100;
            controller.enqueue(new Uint8Array(100));
          },
          cancel: () => {
            cancelled = true;
          },
        },
        { highWaterMark: 0 },
      );
      expect((await handler(await post({ body: endless, duplex: "half", headers }))).status).toBe(413);
      expect(sent).toBeLessThanOrEqual(1300);
      expect([cancelled, rejections]).toEqual([true, ["body-too-large"]]);
    }
  });

  test("unless its size is exactly the limit", async () => {
    const { handler } = start({ maxBodySize: Buffer.byteLength(body) });
    expect((await handler(await post())).status).toBe(204);
    expect((await start({ maxBodySize: Buffer.byteLength(body) - 1 }).handler(await post())).status).toBe(
      413,
    );
  });
});

test("a raised limit accepts a larger body, for either vendor", async () => {
  const large = body.padEnd(1_500_000, " ");
  const maxBodySize = 2_000_000;
  expect((await start({ maxBodySize }).handler(await post({ body: large }))).status).toBe(204);
  const xAuth = { user: "u", password: "p" };
  const { headers } = await signDurstTestCallback({ body: {}, xAuth });
  const handler = webhookHandler({ durst: { xAuth }, maxBodySize, onEvent: () => undefined });
  expect((await handler(await post({ headers, body: large }))).status).toBe(204);
});

test("several secrets, the tolerance and the clock reach the verifier", async () => {
  const old = randomBytes(32).toString("base64");
  const signed = await signRockitTestWebhook({ ...event, secret: old, claims: { exp: 1000 } });
  const rockit = { secret: [secret, old], clockTolerance: 10, now: () => 1_009_000 };
  expect((await start({ rockit }).handler(await post(signed))).status).toBe(204);
  const later = { ...rockit, now: () => 1_010_000 };
  expect((await start({ rockit: later }).handler(await post(signed))).status).toBe(401);
});

describe("Durst's callbacks are handled", () => {
  const handlerOf = (durst: DurstWebhookHandlerOptions["durst"], bodies: unknown[]) =>
    webhookHandler({ durst, onEvent: ({ body }) => void bodies.push(body) });

  test("with a JWT, and with user and password", async () => {
    const bodies: unknown[] = [];
    const signing = { headerName: "x-durst-signature", key: "press key" };
    const xAuth = { user: "u", password: "p" };
    const signed = await signDurstTestCallback({ body: { status: "PRINTED" }, ...signing });
    const named = await signDurstTestCallback({ body: [1], xAuth });
    expect((await handlerOf(signing, bodies)(await post(signed))).status).toBe(204);
    expect((await handlerOf({ xAuth }, bodies)(await post(named))).status).toBe(204);
    expect((await handlerOf({ xAuth }, bodies)(await post(signed))).status).toBe(401);
    expect(bodies).toEqual([{ status: "PRINTED" }, [1]]);
  });
});

test.each([
  ["bad-secret", { rockit: { secret: "" } }],
  ["bad-secret", { durst: { headerName: "x", key: "" } }],
  ["bad-secret", { durst: { xAuth: [] } }],
  [undefined, { rockit: { secret }, maxBodySize: -1 }],
  [undefined, { rockit: { secret, clockTolerance: Number.NaN } }],
  [undefined, { rockit: { secret }, durst: { headerName: "x", key: "k" } }],
  [undefined, {}],
  [undefined, { rockit: { secret }, onEvent: undefined }],
  [undefined, { rockit: { secret }, bodyTimeout: 0 }],
  [undefined, { rockit: { secret }, eventTimeout: Number.NaN }],
  [undefined, { rockit: { secret }, callbackTimeout: "5s" }],
  [undefined, { durst: { xAuth: { user: "u", password: "p" } }, replayStore: memoryReplayStore() }],
])("a handler with unusable options can't be created: %s %j", (code, options) => {
  for (const createHandler of [webhookHandler, nodeWebhookHandler, lambdaWebhookHandler] as ((
    options: object,
  ) => unknown)[]) {
    let failure: unknown;
    try {
      createHandler({ onEvent: () => undefined, ...options });
    } catch (thrown) {
      failure = thrown;
    }
    expect(failure).toBeInstanceOf(code === undefined ? TypeError : WebhookVerificationError);
    expect((failure as WebhookVerificationError).code).toBe(code);
  }
});
