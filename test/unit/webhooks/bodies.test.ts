import { describe, expect, test } from "vitest";
import type { WebhookBody } from "../../../provider/webhooks/index.ts";
import { body, codeOf, event, refusalOf, rockit } from "./samples.ts";

test.each<[string, WebhookBody]>([
  ["text", body],
  ["a Buffer", Buffer.from(body)],
  ["a Uint8Array", new TextEncoder().encode(body)],
  ["part of a larger buffer", Buffer.from(`xx${body}xx`).subarray(2, -2)],
  ["bytes with a byte order mark", Buffer.from(`\uFEFF${body}`)],
])("a body may be %s", async (_, raw) => {
  expect(await rockit({ body: raw })).toEqual(event);
});

test.each([
  ["an object", event],
  ["a list", [event]],
  ["a number", 7],
  ["nothing", undefined],
  ["null", null],
])("a body that was parsed before is refused with the likely reason: %s", async (_, parsed) => {
  const refusal = await refusalOf(rockit({ body: parsed as unknown as WebhookBody }));
  expect(refusal.code).toBe("malformed-body");
  expect(refusal.message).toContain("a body parser probably ran first");
});

describe("a body is refused that is", () => {
  test.each<[string, WebhookBody]>([
    ["empty", ""],
    ["no JSON", "{"],
    ["not UTF-8", Buffer.from(body.replace("shop", "sh\xf6p"), "latin1")],
    ["UTF-16", Buffer.from(body, "utf16le")],
    ["null", "null"],
    ["a text", `"mkraw"`],
    ["nested without end", "[".repeat(1_000_000)],
    ["a prototype's", `{"__proto__":${body}}`],
    ...["type", "event", "orgName", "appName"].map((field): [string, string] => [
      `without ${field}`,
      JSON.stringify({ ...event, [field]: undefined }),
    ]),
    ["of an empty type", JSON.stringify({ ...event, type: "" })],
    ["of another shape: buildName", JSON.stringify({ ...event, buildName: 7 })],
    ["of another shape: exception", JSON.stringify({ ...event, exception: "text" })],
    ["of another shape: error", JSON.stringify({ ...event, error: [] })],
  ])("%s", async (_, raw) => {
    expect(await codeOf(rockit({ body: raw }))).toBe("malformed-body");
  });
});

test("a prototype in the body reaches no object", async () => {
  const polluting = `${body.slice(0, -1)},"__proto__":{"polluted":1},"error":{"__proto__":{"polluted":1}}}`;
  const verified = await rockit({ body: polluting });
  expect(verified).toMatchObject(event);
  expect("polluted" in verified).toBe(false);
  expect("polluted" in {}).toBe(false);
});

describe("the size of a body is counted in bytes:", () => {
  const padded = (bytes: number) => JSON.stringify({ ...event, later: "é".repeat(bytes / 2) });

  test("a megabyte is accepted, and one byte more is not", async () => {
    const megabyte = body.padEnd(1_048_576, " ");
    for (const raw of [megabyte, Buffer.from(megabyte)]) expect(await rockit({ body: raw })).toEqual(event);
    for (const raw of [`${megabyte} `, Buffer.from(`${megabyte} `)]) {
      expect(await codeOf(rockit({ body: raw }))).toBe("body-too-large");
    }
  });

  test("also those of a text", async () => {
    const text = padded(1000);
    expect(text.length).toBeLessThan(700);
    expect(await codeOf(rockit({ body: text, maxBodySize: 1000 }))).toBe("body-too-large");
    expect(await rockit({ body: text, maxBodySize: Buffer.byteLength(text) })).toMatchObject(event);
  });

  test("before anything else is looked at", async () => {
    expect(await codeOf(rockit({ headers: {}, maxBodySize: 3 }))).toBe("body-too-large");
  });
});
