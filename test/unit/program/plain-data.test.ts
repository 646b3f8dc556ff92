// A rotationTrigger reaches the engine as a plain value that reveals changes, or is refused.
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadBuiltPackage } from "../../helpers/build-output.ts";
import { recordRegistrations, rpcSecret } from "../../helpers/registrations.ts";

const { DurstSubscriber, RockitSubscription } = await loadBuiltPackage();
const { registration } = recordRegistrations();

const webhookArgs = {
  name: "n",
  sender: "dltar",
  type: "webhook",
  event: "end",
  url: "https://a.example",
} as const;
const createResource = (rotationTrigger: unknown) =>
  new RockitSubscription("r", { ...webhookArgs, rotationTrigger });
const sentValueOf = async (value: unknown) =>
  (await registration(createResource(value))).inputs.rotationTrigger;

class Point {
  readonly x = 1;
  readonly #y = 2;
  sum = () => this.x + this.#y;
}
class Money {
  readonly #cents: number;
  constructor(cents: number) {
    this.#cents = cents;
  }
  toJSON = () => `${this.#cents} ct`;
}
const cyclic: Record<string, unknown> = {};
cyclic["self"] = [cyclic];
const bytes = (...values: number[]) => new Uint8Array(values);
const date = new Date("2026-11-29T10:00:00.000Z");

const values: [string, unknown, unknown][] = [
  ["a Date", date, "2026-11-29T10:00:00.000Z"],
  ["a URL", new URL("https://a.example/b"), "https://a.example/b"],
  ["URL parameters", new URLSearchParams({ a: "b" }), "a=b"],
  ["a RegExp", /a+/gi, "/a+/gi"],
  ["a BigInt", 12345678901234567890n, "12345678901234567890"],
  [
    "a Map, whatever its order",
    new Map([
      ["b", 2],
      ["a", 1],
    ]),
    [
      ["a", 1],
      ["b", 2],
    ],
  ],
  ["a Set, whatever its order", new Set(["b", "a"]), ["a", "b"]],
  ["a Set of objects, whatever their order", new Set([{ b: 1, a: 2 }, { a: 1 }]), [{ a: 1 }, { a: 2, b: 1 }]],
  [
    "a Map in a list in an object",
    { at: [new Map([["k", date]])] },
    { at: [[["k", "2026-11-29T10:00:00.000Z"]]] },
  ],
  ["bytes", bytes(1, 2), { 0: 1, 1: 2 }],
  ["a Buffer", Buffer.from([1, 2]), { 0: 1, 1: 2 }],
  ["big integers in an array of their own", new BigInt64Array([1n]), { 0: "1" }],
  ["an ArrayBuffer", bytes(1, 2).buffer, "AQI="],
  ["a DataView", new DataView(bytes(1, 2, 3).buffer, 1), "AgM="],
  ["a class that gives its JSON", new Money(5), "5 ct"],
  ["a boxed text", Object("a"), "a"],
  ["an object without prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ["the same object twice", [webhookArgs, webhookArgs], [webhookArgs, webhookArgs]],
  ["plain data", { a: [1, "b", true, null] }, { a: [1, "b", true, null] }],
];

describe("an argument is sent as a plain value:", () => {
  it.each(values)("%s", async (_what, value, sent) => {
    expect(await sentValueOf(value)).toEqual(sent);
  });

  it.each(values)("in an output and a promise: %s", async (_what, value, sent) => {
    expect(await sentValueOf(pulumi.output(1).apply(() => value))).toEqual(sent);
    expect(await sentValueOf({ at: [Promise.resolve(value)] })).toEqual({ at: [sent] });
    expect(await sentValueOf(Promise.resolve(pulumi.output(1).apply(() => value)))).toEqual(sent);
  });

  it("a secret stays one, also in a Map or a Set", async () => {
    expect(await sentValueOf(pulumi.secret("canary"))).toEqual(rpcSecret("canary"));
    expect(await sentValueOf({ at: pulumi.secret("canary") })).toEqual({ at: rpcSecret("canary") });
    expect(await sentValueOf(new Map([["k", pulumi.secret("canary")]]))).toEqual(
      rpcSecret([["k", "canary"]]),
    );
    expect(await sentValueOf(new Set(["z", pulumi.secret("canary")]))).toEqual(rpcSecret(["canary", "z"]));
  });

  it("an asset and a resource stay unchanged", async () => {
    const asset = new pulumi.asset.StringAsset("a");
    expect(await sentValueOf(asset)).toMatchObject({ text: "a" });
    const parent = new pulumi.ComponentResource("a:b:C", "c");
    expect(JSON.stringify(await sentValueOf(parent))).toContain("a:b:C");
  });

  it("every plain value unchanged", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const known = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(JSON.stringify((await sentValueOf(known)) ?? null))).toEqual(known);
      }),
      { numRuns: 30 },
    );
  });

  it("any field of any class: an address may be a URL, events a Set, a number a BigInt", async () => {
    const args = {
      ...webhookArgs,
      url: new URL("https://a.example/b"),
      event: undefined,
      events: new Set(["end"]),
    };
    const { inputs } = await registration(new RockitSubscription("r", args as never));
    expect(inputs).toMatchObject({ url: "https://a.example/b", events: ["end"] });
    const press = { hostUri: new URL("https://a.example/"), externalAuthType: "NONE", existingId: 17n };
    expect((await registration(new DurstSubscriber("r", press as never))).inputs).toMatchObject({
      hostUri: "https://a.example/",
      existingId: "17",
    });
  });

  it("an object of known fields, whatever its class", async () => {
    class Info {
      readonly user = "u";
      readonly password = "canary";
    }
    const args = { hostUri: "a:80", externalAuthType: "XAUTH", xAuthInfo: new Info() } as const;
    const { inputs } = await registration(new DurstSubscriber("r", args));
    expect(inputs.xAuthInfo).toEqual({ user: "u", password: rpcSecret("canary") });
  });
});

describe("an argument without a plain value is refused:", () => {
  const refusedValues: [string, unknown, string][] = [
    ["a function", () => "canary", "rotationTrigger is a function"],
    ["a method in an object", { a: { sum() {} } }, "rotationTrigger.a.sum is a function"],
    ["a symbol", Symbol("canary"), "rotationTrigger is a symbol"],
    ["NaN", { a: [1, Number.NaN] }, "rotationTrigger.a[1] is NaN"],
    ["Infinity", -Infinity, "rotationTrigger is -Infinity"],
    ["an invalid date", new Date("canary"), "rotationTrigger is an invalid date"],
    ["a class with private fields", new Point(), "rotationTrigger is an instance of Point"],
    ["a WeakMap", new WeakMap(), "rotationTrigger is an instance of WeakMap"],
    ["an error", new Error("canary"), "rotationTrigger is an instance of Error"],
    ["an object that refers to itself", cyclic, "rotationTrigger.self[0] refers to itself"],
    ["NaN in a Map", new Map([["canary", Number.NaN]]), "rotationTrigger[0][1] is NaN"],
    ["a class in a Set", new Set([new Point()]), "rotationTrigger[0] is an instance of Point"],
  ];

  it.each(refusedValues)("%s", (_what, value, says) => {
    expect(() => createResource(value)).toThrow(pulumi.RunError);
    expect(() => createResource(value)).toThrow(
      `RockitSubscription "r": ${says}, whose changes Pulumi can't detect`,
    );
    expect(() => createResource(value)).not.toThrow(/:.*canary.*:/);
  });

  it("in a field of an object", () => {
    const xAuthInfo = { user: "u", password: (() => "canary") as never };
    expect(() => new DurstSubscriber("r", { hostUri: "a:80", externalAuthType: "XAUTH", xAuthInfo })).toThrow(
      'DurstSubscriber "r": xAuthInfo.password is a function',
    );
  });
});
