import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import * as lifecycles from "../../../provider/lifecycle.ts";
import { builtPackage } from "../../helpers/built.ts";
import { registrations, marked as secret } from "../../helpers/registrations.ts";

const { DurstSubscriber, DurstSubscription, RockitSubscription } = builtPackage();

const exported: Record<string, unknown> = { ...lifecycles };
const { registration } = registrations();

const rockit = { name: "n", sender: "dltar", type: "slack", event: "end", channelId: "c" } as const;
const subscriber = { hostUri: "host:80", externalAuthType: "NONE" } as const;
const subscription = { subscriberId: 17, topic: "STATUS/*" } as const;

const classes = [
  [
    "rockitSubscription",
    "pulumi-nodejs:dynamic/rockit:Subscription",
    RockitSubscription,
    () => new RockitSubscription("r", rockit),
    rockit,
  ],
  [
    "durstSubscriber",
    "pulumi-nodejs:dynamic/durst:Subscriber",
    DurstSubscriber,
    () => new DurstSubscriber("r", subscriber),
    subscriber,
  ],
  [
    "durstSubscription",
    "pulumi-nodejs:dynamic/durst:Subscription",
    DurstSubscription,
    () => new DurstSubscription("r", subscription),
    subscription,
  ],
] as const;

describe.each(classes)("the class of %s", (lifecycle, type, resourceClass, create, args) => {
  it("registers its stable type, which policies recognise it by", async () => {
    expect(await registration(create())).toMatchObject({ type, name: "r" });
    expect(resourceClass.__pulumiType).toBe(type);
  });

  it("registers what was declared and a thin reference, and nothing else", async () => {
    const { inputs } = await registration(create());
    const { __provider, ...declared } = inputs;
    expect(declared).toEqual(args);
    expect(__provider).toBe(`exports.handler=()=>require("pulumi-rockit-durst/lifecycle").${lifecycle}`);
    expect(Buffer.byteLength(__provider)).toBeLessThanOrEqual(100);
  });

  it("refers to its lifecycle in the way the engine's host resolves it", async () => {
    const { inputs } = await registration(create());
    const module = { exports: {} as { handler?: () => unknown } };
    const required: string[] = [];
    const requireIt = (name: string) => {
      required.push(name);
      return lifecycles;
    };
    new Function("exports", "module", "require", inputs.__provider)(module.exports, module, requireIt);
    expect(required).toEqual([]);
    const provider = module.exports.handler?.();
    expect(required).toEqual(["pulumi-rockit-durst/lifecycle"]);
    expect(provider).toBe(exported[lifecycle]);
    const verbs = ["configure", "check", "diff", "create", "read", "update", "delete"];
    expect(provider).toEqual(Object.fromEntries(verbs.map((verb) => [verb, expect.any(Function)])));
  });
});

it("every lifecycle has its class: nothing but these three is referred to, and what components remember", () => {
  const names = [...classes.map(([name]) => name), "rockitVersions"];
  expect(Object.keys(exported).sort()).toEqual(names.sort());
});

it("arguments can't change the reference", async () => {
  const args = { ...rockit, __provider: "canary" };
  expect((await registration(new RockitSubscription("r", args))).inputs.__provider).toMatch(/^exports\./);
});

describe("a secret argument goes to the engine marked as one", () => {
  const ways = [
    ["plain", <T>(value: T): pulumi.Input<T> => value],
    ["as a promise", <T>(value: T): pulumi.Input<T> => Promise.resolve(value)],
    ["as an output", <T>(value: T): pulumi.Input<T> => pulumi.output(value) as pulumi.Input<T>],
    ["as a secret", <T>(value: T): pulumi.Input<T> => pulumi.secret(value) as pulumi.Input<T>],
  ] as const;

  it.each(ways)("slackToken, given %s", async (_way, given) => {
    const { inputs } = await registration(
      new RockitSubscription("r", { ...rockit, slackToken: given("canary") }),
    );
    expect(inputs.slackToken).toEqual(secret("canary"));
    expect(inputs.channelId).toBe("c");
  });

  it.each(ways)("the password in xAuthInfo, given %s", async (_way, given) => {
    const xAuthInfo = { user: "u", password: given("canary") };
    const { inputs } = await registration(new DurstSubscriber("r", { ...subscriber, xAuthInfo }));
    expect(inputs.xAuthInfo).toEqual({ user: "u", password: secret("canary") });
  });

  it.each(ways)("the key in jwtSigningInfo, given %s", async (_way, given) => {
    const jwtSigningInfo = { httpHeaderName: "x-sign", key: given("canary") };
    const { inputs } = await registration(new DurstSubscriber("r", { ...subscriber, jwtSigningInfo }));
    expect(inputs.jwtSigningInfo).toEqual({ httpHeaderName: "x-sign", key: secret("canary") });
  });

  it.each(ways.slice(1))("the whole of xAuthInfo and jwtSigningInfo, given %s", async (_way, given) => {
    const infos = {
      xAuthInfo: { user: "u", password: "canary" },
      jwtSigningInfo: { httpHeaderName: "x-sign", key: "canary" },
    };
    const args = { xAuthInfo: given(infos.xAuthInfo), jwtSigningInfo: given(infos.jwtSigningInfo) };
    const { inputs } = await registration(new DurstSubscriber("r", { ...subscriber, ...args }));
    expect(inputs.xAuthInfo).toEqual(secret(infos.xAuthInfo));
    expect(inputs.jwtSigningInfo).toEqual(secret(infos.jwtSigningInfo));
  });

  it("nowhere when it is not given", async () => {
    const args = { ...rockit, slackToken: undefined, url: undefined };
    const { inputs } = await registration(new RockitSubscription("r", args));
    expect(Object.keys(inputs).sort()).toEqual([...Object.keys(rockit), "__provider"].sort());
  });
});

describe("a transformation of the program's", () => {
  const injecting =
    (props: object, opts?: pulumi.CustomResourceOptions): pulumi.ResourceTransformation =>
    (given) => ({ props: { ...given.props, ...props }, opts: opts ?? given.opts });

  it.each([
    ["its own", (transformation: pulumi.ResourceTransformation) => ({ transformations: [transformation] })],
    [
      "of a parent",
      (transformation: pulumi.ResourceTransformation) => ({
        parent: new pulumi.ComponentResource("a:b:C", "parent", {}, { transformations: [transformation] }),
      }),
    ],
  ])("can inject a credential, which is kept secret: %s", async (_whose, options) => {
    const slack = new RockitSubscription("r", rockit, options(injecting({ slackToken: "canary" })));
    expect((await registration(slack)).inputs.slackToken).toEqual(secret("canary"));
    const jwtSigningInfo = { httpHeaderName: "x-sign", key: "canary" };
    const press = new DurstSubscriber("s", subscriber, options(injecting({ jwtSigningInfo })));
    expect((await registration(press)).inputs.jwtSigningInfo).toEqual({
      ...jwtSigningInfo,
      key: secret("canary"),
    });
  });

  it("can drop no secret output and no reference, and give nothing that only the class may give", async () => {
    const bare = injecting({ __provider: "canary", namePrefix: "canary", name: "given" }, {});
    const registered = await registration(new RockitSubscription("r", rockit, { transformations: [bare] }));
    expect(registered.secretOutputs.sort()).toEqual(["secret", "slackToken"]);
    expect(registered.inputs).toMatchObject({ name: "given", __provider: expect.stringMatching(/^exports/) });
    expect(registered.inputs).not.toHaveProperty("namePrefix");
  });

  it("is refused an option as the program is", () => {
    const transformations = [injecting({}, { import: "x" })];
    expect(() => new RockitSubscription("r", rockit, { transformations })).toThrow(
      'RockitSubscription "r": the option import',
    );
  });

  it("reaches the children of a resource once, and ours does not reach them", async () => {
    const seen: string[] = [];
    const transformation: pulumi.ResourceTransformation = ({ name }) => {
      seen.push(name);
      return undefined;
    };
    const parent = new RockitSubscription("parent", rockit, { transformations: [transformation] });
    const child = new pulumi.ComponentResource("a:b:C", "child", {}, { parent });
    await new Promise((resolve) => child.urn.apply(resolve));
    expect(seen).toEqual(["parent", "child"]);
  });
});

it.each(["namePrefix", "retainOnDelete"])("%s is refused as an argument, by name", (name) => {
  expect(() => new RockitSubscription("r", { ...rockit, [name]: "canary" })).toThrow(
    `RockitSubscription "r": ${name} is not an argument`,
  );
});

it("a name that is undefined counts as left out", async () => {
  const args = { ...rockit, name: undefined, namePrefix: undefined };
  expect((await registration(new RockitSubscription("r", args))).inputs.namePrefix).toBe("r");
});

describe("options", () => {
  it("keep the secret outputs of RockitSubscription secret, beside those that a program names", async () => {
    const named = new RockitSubscription("r", rockit, { additionalSecretOutputs: ["url"] });
    expect((await registration(named)).secretOutputs.sort()).toEqual(["secret", "slackToken", "url"]);
    const without = new RockitSubscription("r", rockit);
    expect((await registration(without)).secretOutputs.sort()).toEqual(["secret", "slackToken"]);
  });

  it("are not changed by it", async () => {
    const options = Object.freeze({ additionalSecretOutputs: ["url"] });
    await registration(new RockitSubscription("r", rockit, options));
    expect(options).toEqual({ additionalSecretOutputs: ["url"] });
  });
});

it("the outputs that only the server knows can be used in the program", async () => {
  const resource = new RockitSubscription("r", rockit);
  await registration(resource);
  expect(pulumi.Output.isInstance(resource.secret)).toBe(true);
  const name = await new Promise((resolve) => resource.name.apply(resolve));
  expect(name).toBe("n");
});
