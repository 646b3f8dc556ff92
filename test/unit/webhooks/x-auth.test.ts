import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { signDurstTestCallback, verifyDurstCallback } from "../../../packages/webhooks/src/index.ts";
import { nodeWebhookHandler } from "../../../packages/webhooks/src/node.ts";
import { codeOf, rejectionOf, verifyDurst } from "./samples.ts";
import { startHttpServer } from "./server.ts";

const xAuth = { user: "Jörg", password: "Grüße ключ" };

/** Sends these bytes unchanged, which HTTP clients don't. */
async function statusOf(user: Buffer, password: Buffer, account = xAuth): Promise<string> {
  const handler = nodeWebhookHandler({ durst: { xAuth: account }, onEvent: () => {} });
  const { port } = await startHttpServer(handler);
  const socket = connect(port, "127.0.0.1");
  const lines = [
    "POST / HTTP/1.1",
    "host: x",
    "connection: close",
    "content-length: 2",
    "x-auth-user: ",
  ].join("\r\n");
  socket.write(
    Buffer.concat([
      Buffer.from(lines),
      user,
      Buffer.from("\r\nx-auth-password: "),
      password,
      Buffer.from("\r\n\r\n{}"),
    ]),
  );
  return (await text(socket)).slice(9, 12);
}

test("letters beyond ASCII are verified in UTF-8 and in Latin-1, over the wire", async () => {
  const latin = { user: "Jörg", password: "Grüße" };
  expect(await statusOf(Buffer.from("Jörg"), Buffer.from("Grüße ключ"))).toBe("204");
  expect(await statusOf(Buffer.from("Jörg"), Buffer.from("Grüße"), latin)).toBe("204");
  expect(await statusOf(Buffer.from("Jörg", "latin1"), Buffer.from("Grüße", "latin1"), latin)).toBe("204");
  expect(await statusOf(Buffer.from("Jörg", "latin1"), Buffer.from("Grüße"), latin)).toBe("204");
  expect(await statusOf(Buffer.from("Jorg"), Buffer.from("Grüße"), latin)).toBe("401");
  expect(await statusOf(Buffer.from("Jörg"), Buffer.from("Grüsse"), latin)).toBe("401");
});

test("headers that the server has already decoded are accepted too", async () => {
  const headers = { "x-auth-user": "Jörg", "x-auth-password": "Grüße ключ" };
  expect(await verifyDurstCallback({ headers, body: "1", xAuth })).toEqual({ body: 1 });
});

test("a test callback uses header bytes that every client can send", async () => {
  const signed = await signDurstTestCallback({ body: 1, xAuth });
  expect(() => new Headers(signed.headers)).not.toThrow();
  expect(await verifyDurstCallback({ ...signed, xAuth })).toEqual({ body: 1 });
});

test.each([
  [{ user: "u", password: " p" }, "the receiver's password begins or ends with a blank"],
  [{ user: "u", password: "p\t" }, "the receiver's password begins or ends with a blank"],
  [{ user: " u", password: "p" }, "the receiver's user begins or ends with a blank"],
  [{ user: "u", password: "p\nq" }, "the receiver's password contains a line break or a NUL"],
  [{ user: "u\0", password: "p" }, "the receiver's user contains a line break or a NUL"],
])("credentials that no header can carry are rejected at the start: %j", async (account, words) => {
  expect(() => nodeWebhookHandler({ durst: { xAuth: account }, onEvent: () => {} })).toThrow(words);
  const rejection = await rejectionOf(verifyDurst({ xAuth: account }, {}));
  expect([rejection.code, rejection.message.startsWith(words)]).toEqual(["bad-secret", true]);
});

test("inner blanks are part of the password", async () => {
  const account = { user: "the press", password: "p  w" };
  const validHeaders = { "x-auth-user": "the press", "x-auth-password": "p  w" };
  expect(await verifyDurst({ xAuth: account }, validHeaders)).toEqual({ body: {} });
  expect(await codeOf(verifyDurst({ xAuth: account }, { ...validHeaders, "x-auth-password": "p w" }))).toBe(
    "bad-signature",
  );
});

test.each(["x auth", "x:auth", "x-\u00e4uth", "", "x\n"])(
  "an invalid header name is a mistake: %j",
  async (name) => {
    for (const names of [{ userHeader: name }, { passwordHeader: name }]) {
      await expect(verifyDurst({ xAuth, ...names }, {})).rejects.toThrow(TypeError);
    }
    await expect(verifyDurst({ key: "k", headerName: name }, {})).rejects.toThrow(
      new TypeError("headerName must name a header"),
    );
  },
);
