import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { webhookHandler } from "../../../packages/webhooks/src/index.ts";
import { codeOf, delivery, event, requestOf, secret, verifyRockit } from "./samples.ts";

const eventWithUmlauts = { ...event, appName: "Grüße" };
const json = JSON.stringify(eventWithUmlauts);

const verify = async (headers: Record<string, string>, body: Uint8Array | string, maxBodySize?: number) =>
  verifyRockit({ headers: { ...(await delivery()).headers, ...headers }, body, maxBodySize });

describe("the charset of content-type is honoured:", () => {
  test.each<[string, Buffer]>([
    ["application/json", Buffer.from(json)],
    ["application/json; charset=utf-8", Buffer.from(json)],
    ["application/json;charset=ISO-8859-1", Buffer.from(json, "latin1")],
    ['application/json; charset="iso-8859-1"; other=1', Buffer.from(json, "latin1")],
    ["application/json; other=1; CHARSET = Latin1", Buffer.from(json, "latin1")],
    ["application/json; charset=windows-1252", Buffer.from(json, "latin1")],
    ["application/json; charset=utf-16le", Buffer.from(json, "utf16le")],
    ["application/json; charset=", Buffer.from(json)],
    ["text/plain", Buffer.from(json)],
  ])("%s", async (type, body) => {
    expect(await verify({ "content-type": type }, body)).toEqual(eventWithUmlauts);
  });

  test("an already decoded string stays unchanged", async () => {
    expect(await verify({ "content-type": "application/json; charset=iso-8859-1" }, json)).toEqual(
      eventWithUmlauts,
    );
  });

  test("bytes that are invalid in the charset are malformed", async () => {
    const type = { "content-type": "application/json; charset=utf-8" };
    expect(await codeOf(verify(type, Buffer.from(json, "latin1")))).toBe("malformed-body");
  });
});

describe("content-encoding is honoured:", () => {
  test.each<[string, Buffer]>([
    ["gzip", gzipSync(json)],
    ["GZIP", gzipSync(json)],
    ["x-gzip", gzipSync(json)],
    ["deflate", deflateSync(json)],
    ["identity", Buffer.from(json)],
    ["identity, gzip", gzipSync(json)],
    // An earlier body parser has decompressed the body and left the header.
    ["gzip", Buffer.from(json)],
    ["deflate", Buffer.from(json)],
  ])("%s", async (encoding, body) => {
    expect(await verify({ "content-encoding": encoding }, body)).toEqual(eventWithUmlauts);
  });

  test("the raw body holds the bytes as received", async () => {
    const compressed = gzipSync(json);
    const { headers } = await delivery();
    const raw: Uint8Array[] = [];
    const handler = webhookHandler({
      rockit: { secret },
      onEvent: (_, { rawBody }) => void raw.push(rawBody),
    });
    const request = requestOf({ headers: { ...headers, "content-encoding": "gzip" }, body: compressed });
    expect((await handler(request)).status).toBe(204);
    expect(raw.map((bytes) => Buffer.from(bytes))).toEqual([compressed]);
  });

  test.each([
    ["broken off", gzipSync(json).subarray(0, -12)],
    ["broken in the middle", gzipSync(json).fill(0xff, 12, 20)],
    ["nothing but a beginning", Buffer.from([0x1f, 0x8b])],
  ])("a body that is not gzip is malformed: %s", async (_, body) => {
    expect(await codeOf(verify({ "content-encoding": "gzip" }, body))).toBe("malformed-body");
  });

  test("a small body that decompresses to a large one is read up to the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, " "));
    expect(bomb.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage().arrayBuffers;
    expect(await codeOf(verify({ "content-encoding": "gzip" }, bomb))).toBe("body-too-large");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
    const exact = gzipSync(json.padEnd(1000 - 2, " "));
    expect(await verify({ "content-encoding": "gzip" }, exact, 1000)).toEqual(eventWithUmlauts);
    expect(await codeOf(verify({ "content-encoding": "gzip" }, exact, 999))).toBe("body-too-large");
  }, 30_000);
});

describe("an unsupported encoding is answered with 415, which names the header:", () => {
  test.each<[string, string, string]>([
    ["content-encoding", "br", "an encoding that the platform may not know"],
    ["content-encoding", "gzip, gzip", "twice"],
    ["content-encoding", "compress", "an old one"],
    ["content-type", "application/json; charset=utf-7", "a charset that nobody should use"],
    ["content-type", "application/json; charset=klingon", "a charset that is none"],
  ])("%s: %s (%s)", async (header, value) => {
    const rejections: string[] = [];
    const handler = webhookHandler({
      rockit: { secret },
      onEvent: () => expect.fail("no event"),
      onRejected: ({ code, header }) => void rejections.push(`${code} ${header}`),
    });
    const { headers } = await delivery();
    const read = new ReadableStream({ pull: () => expect.fail("the body is read") }, { highWaterMark: 0 });
    const send = (body: Uint8Array<ArrayBuffer> | ReadableStream) =>
      handler(requestOf({ headers: { ...headers, [header]: value }, body, duplex: "half" }));
    for (const body of [Uint8Array.from(brotliCompressSync(json)), read]) {
      const response = await send(body);
      expect([response.status, await response.text()]).toEqual([415, `Unsupported Media Type: ${header}`]);
    }
    expect(rejections).toEqual(Array(2).fill(`unsupported-encoding ${header}`));
    expect((await handler(requestOf({ headers: { [header]: value } }))).status).toBe(401);
  });
});
