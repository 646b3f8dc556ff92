import * as pulumi from "@pulumi/pulumi";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as lifecycles from "../../../provider/lifecycle.ts";
import { builtPackage } from "../../helpers/built.ts";

const { DurstSubscriber, DurstSubscription, RockitSubscription } = builtPackage();

interface Registration {
  readonly type: string;
  readonly name: string;
  /** As it goes to the engine, secrets marked. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into inputs of every shape
  readonly inputs: any;
  readonly secretOutputs: string[];
}

const exported: Record<string, unknown> = { ...lifecycles };
const registered: Registration[] = [];
const secretMark = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [secretMark]: "1b47061264138c4ac30d75fd1eb44270", value });

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `id-${name}`, state: inputs }),
    call: () => ({}),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the SDK does not type its monitor
  const monitor = pulumi.runtime.getMonitor() as any;
  const register = monitor.registerResource.bind(monitor);
  // biome-ignore lint/suspicious/noExplicitAny: as above
  monitor.registerResource = (request: any, answer: unknown) => {
    registered.push({
      type: request.getType(),
      name: request.getName(),
      inputs: request.getObject().toJavaScript(),
      secretOutputs: request.getAdditionalsecretoutputsList(),
    });
    return register(request, answer);
  };
});
beforeEach(() => {
  registered.length = 0;
});

async function registration(resource: pulumi.CustomResource): Promise<Registration> {
  await new Promise((resolve) => resource.urn.apply(resolve));
  expect(registered).toHaveLength(1);
  return registered[0] as Registration;
}

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

it("every lifecycle has its class: nothing but these three is referred to", () => {
  expect(Object.keys(exported).sort()).toEqual(classes.map(([name]) => name).sort());
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

describe("options", () => {
  it("keep the secret outputs of RockitSubscription secret, beside those that a program names", async () => {
    const named = new RockitSubscription("r", rockit, { additionalSecretOutputs: ["url"] });
    expect((await registration(named)).secretOutputs.sort()).toEqual(["secret", "slackToken", "url"]);
    registered.length = 0;
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
