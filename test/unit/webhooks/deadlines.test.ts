import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test, vi } from "vitest";
import { type RockitWebhookHandlerOptions, webhookHandler } from "../../../packages/webhooks/src/index.ts";
import { nodeWebhookHandler } from "../../../packages/webhooks/src/node.ts";
import { delivery, event, recordCallbacks, requestOf, secret } from "./samples.ts";
import { startHttpServer } from "./server.ts";

const neverResolves = () => new Promise<never>(() => {});

function recordingOptions() {
  const { recorded, callbacks } = recordCallbacks();
  const options: RockitWebhookHandlerOptions = {
    rockit: { secret },
    ...callbacks,
    bodyTimeout: 0.2,
    eventTimeout: 0.2,
    callbackTimeout: 0.2,
  };
  return { ...recorded, options };
}

const post = async (init: RequestInit = {}) => requestOf({ ...(await delivery()), ...init });

const unfinishedBody = () =>
  new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from("{")) });

describe("a body that does not arrive in time is answered with 408", () => {
  test("by the fetch handler, which cancels the stream", async () => {
    const { rejections, options } = recordingOptions();
    const cancel = vi.fn();
    const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from("{")), cancel });
    const response = await webhookHandler(options)(await post({ body, duplex: "half" }));
    expect([response.status, await response.text()]).toEqual([408, "Request Timeout"]);
    expect(rejections).toEqual(["body-timeout"]);
    await expect.poll(() => cancel.mock.calls.length).toBe(1);
  });

  test("by the node:http handler, which closes the connection", async () => {
    const { rejections, events, options } = recordingOptions();
    const { port } = await startHttpServer(nodeWebhookHandler(options));
    const { headers } = await delivery();
    const socket = connect(port, "127.0.0.1");
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.write(
      ["POST / HTTP/1.1", "host: x", ...lines, "transfer-encoding: chunked", "", "1", "{", ""].join("\r\n"),
    );
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer.toLowerCase()).toContain("connection: close");
    expect(rejections).toEqual(["body-timeout"]);
    expect((await fetch(`http://127.0.0.1:${port}`, { method: "POST", ...(await delivery()) })).status).toBe(
      204,
    );
    expect(events).toEqual([event]);
  });

  test("only for verified senders: without a token the body is not awaited", async () => {
    const { rejections, options } = recordingOptions();
    const handler = webhookHandler({ ...options, bodyTimeout: 1000 });
    const response = await handler(await post({ headers: {}, body: unfinishedBody(), duplex: "half" }));
    expect([response.status, rejections]).toEqual([401, ["missing-header"]]);
  });
});

test("an onEvent that does not finish is answered with 503, so the sender retries", async () => {
  const { errors, options } = recordingOptions();
  const response = await webhookHandler({ ...options, onEvent: neverResolves })(await post());
  expect([response.status, await response.text()]).toEqual([503, "Service Unavailable"]);
  expect(errors).toMatchObject([
    {
      name: "WebhookTimeoutError",
      message: "onEvent did not finish within 0.2 s: queue the work and return sooner, or raise eventTimeout",
    },
  ]);
});

test("onRejected and onError delay an answer by at most callbackTimeout", async () => {
  const log = vi.spyOn(console, "error").mockReturnValue();
  const { options } = recordingOptions();
  const handler = webhookHandler({
    ...options,
    onRejected: neverResolves,
    onError: neverResolves,
    onEvent: () => Promise.reject(new Error("x")),
  });
  expect((await handler(await post({ headers: {} }))).status).toBe(401);
  expect((await handler(await post())).status).toBe(500);
  expect(log.mock.calls.map(([failure]) => (failure as Error).message)).toEqual([
    expect.stringMatching(/^onRejected did not finish within 0\.2 s: .*callbackTimeout$/),
    expect.stringMatching(/^onError did not finish within 0\.2 s: .*callbackTimeout$/),
  ]);
  log.mockRestore();
});

test("a secret function that times out gives 500, and the next delivery calls it again", async () => {
  const { errors, rejections, events, options } = recordingOptions();
  const secretFunction = vi
    .fn<() => string | Promise<string>>()
    .mockImplementationOnce(neverResolves)
    .mockReturnValue(secret);
  const handler = webhookHandler({ ...options, rockit: { secret: secretFunction, secretTimeout: 0.2 } });
  expect((await handler(await post())).status).toBe(500);
  expect(errors).toMatchObject([
    { message: expect.stringMatching(/secrets did not finish within 0\.2 s: .*secretTimeout$/) },
  ]);
  expect((await handler(await post())).status).toBe(204);
  expect([rejections, events]).toEqual([[], [event]]);
});

test("a deadline longer than timers support never expires", async () => {
  const { options } = recordingOptions();
  const handler = webhookHandler({ ...options, eventTimeout: 1e9, bodyTimeout: 1e9, callbackTimeout: 1e9 });
  expect((await handler(await post())).status).toBe(204);
});
