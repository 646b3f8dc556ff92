import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { isCompleteAnswer } from "../../../provider/http/errors.ts";
import { canary, expectNoSecretsIn } from "../../helpers/canary.ts";
import { clientOf } from "../../helpers/client.ts";
import { type Responder, startServer } from "../../helpers/server.ts";
import { post } from "./requests.ts";

const advice = "check that the endpoint is the vendor's API, not a proxy or a login page";
const body = { secret: "größer ".repeat(20) };
const text = JSON.stringify(body);

const answerEncoded =
  (status: number, encoding: string | string[], bytes: Buffer | string): Responder =>
  (_request, response) =>
    response.setHeader("content-encoding", encoding).writeHead(status).end(bytes);

describe("an answer to a POST that a proxy encodes", () => {
  it.each([
    ["gzip", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["GZip", gzipSync(text)],
    [" gzip ", gzipSync(text)],
    ["br", brotliCompressSync(text)],
    ["BR", brotliCompressSync(text)],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
    ["zstd", zstdCompressSync(text)],
    ["identity", Buffer.from(text)],
    ["", Buffer.from(text)],
    ["gzip, br", brotliCompressSync(gzipSync(text))],
    ["deflate,identity , gzip", gzipSync(deflateSync(text))],
    ["gzip, gzip, gzip, gzip, gzip", [1, 2, 3, 4, 5].reduce((all) => gzipSync(all), Buffer.from(text))],
  ] as [string, Buffer][])("as %j is read, and the POST sent once", async (encoding, bytes) => {
    const server = await startServer(answerEncoded(201, encoding, bytes));
    const answer = await clientOf(server.url).request(post);
    expect(answer.json(z.object({ secret: z.string() }))).toEqual(body);
    expect(server.requests).toHaveLength(1);
  });

  it("with two headers is read", async () => {
    const server = await startServer(answerEncoded(200, ["gzip", "br"], brotliCompressSync(gzipSync(text))));
    expect((await clientOf(server.url).request(post)).json(z.unknown())).toEqual(body);
  });

  it.each(["gzip", "br", "foo"])("as %s without a body is empty", async (encoding) => {
    const server = await startServer(answerEncoded(200, encoding, ""));
    expect((await clientOf(server.url).request(post)).isEmpty).toBe(true);
  });

  const unreadableBodies: [string, string, Buffer, string][] = [
    [
      "an unknown encoding",
      "compress",
      Buffer.from("x"),
      'has the content encoding "compress", which this provider does not support',
    ],
    [
      "an encoding that is a property of every object",
      "constructor",
      Buffer.from("x"),
      'has the content encoding "constructor", which this provider does not support',
    ],
    [
      "what is not encoded",
      "gzip",
      Buffer.from(text),
      'is not in the content encoding "gzip" that its header names',
    ],
    [
      "half of it",
      "br",
      brotliCompressSync(text).subarray(0, 20),
      'is not in the content encoding "br" that its header names',
    ],
    [
      "the wrong order",
      "br, gzip",
      brotliCompressSync(gzipSync(text)),
      'is not in the content encoding "gzip" that its header names',
    ],
    ["six layers", Array(6).fill("gzip").join(), gzipSync(text), "has 6 content encodings"],
    ["a bomb", "gzip", gzipSync(Buffer.alloc(33_600_000)), "is larger than this provider accepts"],
    [
      "a bomb in a bomb",
      "gzip, gzip",
      gzipSync(gzipSync(Buffer.alloc(33_600_000))),
      "is larger than this provider accepts",
    ],
    [
      "a bomb that deflates",
      "deflate",
      deflateSync(Buffer.alloc(33_600_000)),
      "is larger than this provider accepts",
    ],
  ];

  it.each(unreadableBodies)(
    "with %s is a complete answer that can't be read, and nothing is repeated",
    async (_what, encoding, bytes, why) => {
      const server = await startServer(answerEncoded(200, encoding, bytes));
      const failure = await clientOf(server.url)
        .request(post)
        .catch((error) => error);
      expect(failure).toMatchObject({
        code: "unexpected-answer",
        status: 200,
        ambiguous: true,
        message: `${server.host} answered 200 with a body that ${why}: ${advice}`,
      });
      expect(isCompleteAnswer(failure)).toBe(true);
      expect(server.requests).toHaveLength(1);
    },
  );
});

it("an answer that is cut before its full length is lost, whatever its encoding", async () => {
  const bytes = gzipSync(text);
  const server = await startServer((_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip", "content-length": bytes.length });
    response.write(bytes.subarray(0, 20), () => response.destroy());
  });
  const failure = await clientOf(server.url)
    .request(post)
    .catch((error) => error);
  expect(failure).toMatchObject({ code: "network", status: undefined, ambiguous: true });
  expect(isCompleteAnswer(failure)).toBe(false);
});

describe("an error's text", () => {
  it("is decoded, so that it is readable and secrets are found", async () => {
    const server = await startServer(answerEncoded(400, "gzip", gzipSync(`no key ${canary} here`)));
    const failure = await clientOf(server.url)
      .request({ ...post, secrets: [canary] })
      .catch((error) => error);
    expect(failure.message).toBe(`${server.host} answered 400 and said: no key [secret] here`);
    expectNoSecretsIn(failure.stack, canary);
  });

  it("that can't be decoded is left out, and the status is reported", async () => {
    const server = await startServer(answerEncoded(409, "foo", "bytes"));
    await expect(clientOf(server.url).request(post)).rejects.toMatchObject({
      code: "conflict",
      message: `${server.host} answered 409 without a message`,
    });
  });
});
