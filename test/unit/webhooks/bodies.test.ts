import { describe, expect, test } from "vitest";
import type { WebhookBody } from "../../../packages/webhooks/src/index.ts";
import { body, codeOf, event, rejectionOf, verifyRockit } from "./samples.ts";

test.each<[string, WebhookBody]>([
  ["text", body],
  ["a Buffer", Buffer.from(body)],
  ["a Uint8Array", new TextEncoder().encode(body)],
  ["part of a larger buffer", Buffer.from(`xx${body}xx`).subarray(2, -2)],
  ["an ArrayBuffer", new TextEncoder().encode(body).buffer],
  ["bytes with a byte order mark", Buffer.from(`\uFEFF${body}`)],
  ["text with a byte order mark", `\uFEFF${body}`],
])("a body may be %s", async (_, raw) => {
  expect(await verifyRockit({ body: raw })).toEqual(event);
});

test.each([
  ["an object", event],
  ["a list", [event]],
  ["a number", 7],
  ["nothing", undefined],
  ["null", null],
])("an already parsed body is rejected with the likely reason: %s", async (_, parsed) => {
  const rejection = await rejectionOf(verifyRockit({ body: parsed as unknown as WebhookBody }));
  expect(rejection.code).toBe("malformed-body");
  expect(rejection.message).toContain("a body parser probably ran first");
});

describe("a body is rejected that is", () => {
  test.each<[string, WebhookBody]>([
    ["empty", ""],
    ["no JSON", "{"],
    ["not UTF-8", Buffer.from(body.replace("shop", "sh\xf6p"), "latin1")],
    ["UTF-16", Buffer.from(body, "utf16le")],
    ["nested without end", "[".repeat(1_000_000)],
    ["nested 101 levels, in lists", `${"[".repeat(101)}${"]".repeat(101)}`],
    ["nested 101 levels, in objects", `${'{"a":'.repeat(101)}1${"}".repeat(101)}`],
    ["two byte order marks", `\uFEFF\uFEFF${body}`],
  ])("%s", async (_, raw) => {
    expect(await codeOf(verifyRockit({ body: raw }))).toBe("malformed-body");
  });
});

test("brackets in strings don't count as nesting, and 100 levels are accepted", async () => {
  const text = { ...event, later: `\\"${"[{".repeat(500)}` };
  expect(await verifyRockit({ body: JSON.stringify(text) })).toEqual(text);
  const later = JSON.parse(`${"[".repeat(99)}${"]".repeat(99)}`);
  expect(await verifyRockit({ body: JSON.stringify({ ...event, later }) })).toEqual({ ...event, later });
  const flat = { ...event, later: Array(1000).fill([{}]) };
  expect(await verifyRockit({ body: JSON.stringify(flat) })).toEqual(flat);
});

describe("a verified delivery of unknown shape is passed on whole, as unlisted:", () => {
  test.each<[string, unknown]>([
    ["null", null],
    ["a text", "mkraw"],
    ["a number", 7],
    ["a list", [event]],
    ["an empty object", {}],
    ...["type", "event", "orgName", "appName"].map((field): [string, unknown] => [
      `without ${field}`,
      { ...event, [field]: undefined },
    ]),
    ["of an empty type", { ...event, type: "" }],
    ["of another shape: orgName", { ...event, orgName: 7 }],
    ["of another shape: appName", { ...event, appName: null }],
    ["of another shape: buildName", { ...event, buildName: 7 }],
    ["of another shape: dxfName", { ...event, dxfName: ["x"] }],
    ["of another shape: exception", { ...event, event: "exception", exception: "text" }],
    ["of another shape: exception, a list", { ...event, event: "exception", exception: [] }],
    ["of another shape: error", { ...event, event: "error", error: "boom" }],
    ["of another shape: error, a list", { ...event, event: "error", error: ["x"] }],
  ])("%s", async (_, sent) => {
    const body = JSON.stringify(sent);
    expect(await verifyRockit({ body })).toEqual({
      type: "unlisted",
      event: "unlisted",
      body: JSON.parse(body),
    });
  });
});

test.each([
  ["plainly", "__proto__"],
  ["with an escape", "\\u005f_proto__"],
])("a prototype in the body reaches no object: written %s", async (_, name) => {
  const polluting = `${body.slice(0, -1)},"${name}":{"polluted":1},"error":{"${name}":{"polluted":1},"kept":1}}`;
  const verified = await verifyRockit({ body: polluting });
  expect(verified).toEqual({ ...event, error: { kept: 1 } });
  for (const object of [verified, "error" in verified ? verified.error : undefined, {}]) {
    expect(Object.assign({}, object)).not.toHaveProperty("polluted");
    expect(Object.keys(object ?? {})).not.toContain("__proto__");
  }
  expect(await verifyRockit({ body: `{"${name}":${body}}` })).toEqual({
    type: "unlisted",
    event: "unlisted",
    body: {},
  });
});

describe("the size of a body is counted in bytes:", () => {
  const bodyLargerThan = (bytes: number) => JSON.stringify({ ...event, later: "é".repeat(bytes / 2) });

  test("a megabyte is accepted, and one more byte is rejected", async () => {
    const megabyte = body.padEnd(1_048_576, " ");
    for (const raw of [megabyte, Buffer.from(megabyte)])
      expect(await verifyRockit({ body: raw })).toEqual(event);
    for (const raw of [`${megabyte} `, Buffer.from(`${megabyte} `)]) {
      expect(await codeOf(verifyRockit({ body: raw }))).toBe("body-too-large");
    }
  });

  test("a string is measured in bytes too", async () => {
    const text = bodyLargerThan(1000);
    expect(text.length).toBeLessThan(700);
    expect(await codeOf(verifyRockit({ body: text, maxBodySize: 1000 }))).toBe("body-too-large");
    expect(await verifyRockit({ body: text, maxBodySize: Buffer.byteLength(text) })).toMatchObject(event);
  });

  test("an oversized body is reported only to senders with a valid signature", async () => {
    expect(await codeOf(verifyRockit({ headers: {}, maxBodySize: 3 }))).toBe("missing-header");
    expect(await codeOf(verifyRockit({ maxBodySize: 3 }))).toBe("body-too-large");
  });
});
