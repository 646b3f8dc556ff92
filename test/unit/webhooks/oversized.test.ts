import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { nodeWebhookHandler } from "../../../packages/webhooks/src/node.ts";
import { body, delivery, event, recordCallbacks, secret, tokenHeader } from "./samples.ts";
import { startHttpServer } from "./server.ts";

const limit = 1_048_576;
const gigabyte = 1024 ** 3;

async function start() {
  const { recorded, callbacks } = recordCallbacks();
  // Without onError the handler reports an unexpected failure itself.
  const { onEvent, onRejected } = callbacks;
  const sockets: Socket[] = [];
  const { server, port } = await startHttpServer(
    nodeWebhookHandler({ rockit: { secret }, onEvent, onRejected }),
  );
  server.on("connection", (socket) => sockets.push(socket));
  return { port, ...recorded, sockets };
}

/** Sends up to `bytes` bytes after the headers while the receiver reads them; resolves to the answer. */
async function sendLargeBody(port: number, headers: string, chunk: Buffer, bytes: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  let open = true;
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      open = false;
      resolve();
    });
  });
  socket.on("data", (data) => {
    answer += data;
  });
  // The receiver cuts the connection in the middle of a body: that is the point.
  socket.on("error", () => undefined);
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\n${headers}\r\n\r\n`);
  for (let sent = 0; open && sent < bytes; sent += chunk.length) {
    if (!socket.write(chunk)) await Promise.race([once(socket, "drain").catch(() => undefined), closed]);
  }
  await closed;
  return answer;
}

const tokenLine = async () => `${tokenHeader}: ${(await delivery()).headers[tokenHeader]}`;

const plainChunk = Buffer.alloc(65_536, "x");
const encodedChunk = Buffer.concat([Buffer.from("10000\r\n"), plainChunk, Buffer.from("\r\n")]);

test.each([
  ["with content-length", `content-length: ${gigabyte}`, plainChunk, 0],
  ["of unknown length", "transfer-encoding: chunked", encodedChunk, limit],
])(
  "a gigabyte %s is rejected, and no more of it is read than the limit",
  async (_, headers, chunk, toRead) => {
    const { port, rejections, sockets, events } = await start();
    const answer = await sendLargeBody(port, `${await tokenLine()}\r\n${headers}`, chunk, gigabyte);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.toLowerCase()).toContain("connection: close");
    expect(answer.endsWith("\r\n\r\nContent Too Large")).toBe(true);
    expect([rejections, events]).toEqual([["body-too-large"], []]);
    // Each stream in between buffers some 64 kB.
    expect(sockets[0]?.bytesRead).toBeLessThan(toRead + 400_000);
    expect(sockets[0]?.bytesRead).toBeGreaterThanOrEqual(toRead);
  },
);

test.each([
  ["with content-length", `content-length: ${gigabyte}`, plainChunk],
  ["of unknown length", "transfer-encoding: chunked", encodedChunk],
])(
  "a gigabyte %s without a token is rejected for the token, and none of it is read",
  async (_, headers, chunk) => {
    const { port, rejections, sockets, events } = await start();
    const answer = await sendLargeBody(port, headers, chunk, gigabyte);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer.endsWith("\r\n\r\nUnauthorized")).toBe(true);
    expect([rejections, events]).toEqual([["missing-header"], []]);
    // Streams buffer this much without being read.
    expect(sockets[0]?.bytesRead).toBeLessThan(400_000);
  },
);

test("a connection whose body was rejected carries no other request", async () => {
  const { port, rejections, events, sockets } = await start();
  const good = await delivery();
  const smuggled = Object.entries(good.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const next = `POST / HTTP/1.1\r\nhost: x\r\n${smuggled.join("")}content-length: ${body.length}\r\n\r\n${body}`;
  const lengths: [string, string][] = [
    [`${await tokenLine()}\r\ncontent-length: ${2 * limit}`, "body-too-large"],
    [`content-length: ${2 * limit}`, "missing-header"],
    // A body so small that Node.js reads it to its end to keep the connection: the second request inside it
    // is still body.
    [`content-length: ${next.length + 1}`, "missing-header"],
  ];
  for (const [headers] of lengths) {
    const answer = await sendLargeBody(port, headers, Buffer.from(next), next.length);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  }
  expect([rejections, events, sockets.length]).toEqual([lengths.map(([, code]) => code), [], 3]);
});

test("a sender that disconnects in the middle of a body does not disturb other deliveries", async () => {
  const { port, rejections, events } = await start();
  const token = await tokenLine();
  const socket = connect(port, "127.0.0.1");
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\n${token}\r\ncontent-length: 100\r\n\r\nhalf`);
  await once(socket, "connect");
  socket.end();
  await expect.poll(() => rejections).toEqual(["malformed-body"]);
  const response = await fetch(`http://127.0.0.1:${port}`, { method: "POST", ...(await delivery()) });
  expect([response.status, events]).toEqual([204, [event]]);
});

test("20 concurrent bodies of a megabyte are handled", async () => {
  const { port, events } = await start();
  const { headers } = await delivery();
  const largeBody = body.padEnd(limit, " ");
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      fetch(`http://127.0.0.1:${port}`, { method: "POST", headers, body: largeBody }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(204));
  expect(events).toHaveLength(20);
});
