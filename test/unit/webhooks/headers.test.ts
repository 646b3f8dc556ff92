import { expect, test } from "vitest";
import type { WebhookHeaders } from "../../../packages/webhooks/src/index.ts";
import { codeOf, delivery, event, tokenHeader, verifyRockit } from "./samples.ts";

const token = (await delivery()).headers[tokenHeader] ?? "";
const upperCaseHeader = tokenHeader.toUpperCase();

test.each<[string, WebhookHeaders]>([
  ["Headers", new Headers({ [upperCaseHeader]: token })],
  ["a plain record", { [tokenHeader]: token, other: "x" }],
  ["any case", { "X-ROCKIT-Subscriptions": token }],
  ["Node's headersDistinct", { [tokenHeader]: [token] }],
  ["a record without a prototype", Object.assign(Object.create(null), { [tokenHeader]: token })],
  ["a Map", new Map([[upperCaseHeader, token]]) as unknown as Headers],
  ["fields that are not there", { [upperCaseHeader]: undefined, [tokenHeader]: token }],
  ["spaces around the value", { [tokenHeader]: ` ${token}\t` }],
  ["a header named like a method of Headers", { [tokenHeader]: token, get: "x", entries: "y" }],
])("headers may be %s", async (_, headers) => {
  expect(await verifyRockit({ headers })).toEqual(event);
});

const repeatedHeaders = new Headers({ [tokenHeader]: token });
repeatedHeaders.append(tokenHeader, token);

test.each<[string, WebhookHeaders]>([
  ["Headers that joined them", repeatedHeaders],
  ["Node's headers that joined them", { [tokenHeader]: `${token}, ${token}` }],
  ["a list of them", { [tokenHeader]: [token, token] }],
  ["names that differ in case", { [tokenHeader]: token, [upperCaseHeader]: token }],
  ["a good one before a bad one", { [tokenHeader]: [token, "x"] }],
  ["a bad one before a good one", { [tokenHeader]: "x", [upperCaseHeader]: token }],
  ["an empty value before a good one", { [tokenHeader]: ["", token] }],
])("a repeated header is rejected: %s", async (_, headers) => {
  expect(await codeOf(verifyRockit({ headers }))).toBe("repeated-header");
});

test.each<[string, unknown]>([
  ["no headers", {}],
  ["an empty header", { [tokenHeader]: "" }],
  ["a header of spaces", { [tokenHeader]: " \t" }],
  ["an empty list", { [tokenHeader]: [] }],
  ["no text", { [tokenHeader]: 7 }],
  ["a header of the prototype", Object.create({ [tokenHeader]: token })],
  ["no headers", undefined],
  ["null", null],
  ["a text", token],
])("a missing header is rejected: %s", async (_, headers) => {
  expect(await codeOf(verifyRockit({ headers: headers as WebhookHeaders }))).toBe("missing-header");
});
