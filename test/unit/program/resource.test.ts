import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import * as lifecycles from "../../../provider/lifecycle.ts";
import { recordRegistrations, rpcSecret as secret } from "../../helpers/registrations.ts";
import { both, doors, rockit, subscriber } from "./doors.ts";

const exported: Record<string, unknown> = { ...lifecycles };
const { registration } = recordRegistrations();

const subscription = { subscriberId: 17, topic: "STATUS/*" } as const;

const prefixes = { dynamic: "pulumi-nodejs:dynamic/", native: "rockit-durst:" };
const { RockitSubscription } = doors.dynamic;

const settled = (...resources: pulumi.Resource[]) =>
  Promise.all(resources.map((resource) => new Promise((resolve) => resource.urn.apply(resolve))));

const kinds = ["rockitSubscription", "durstSubscriber", "durstSubscription"] as const;
const classesOf = ({ RockitSubscription, DurstSubscriber, DurstSubscription }: typeof doors.dynamic) => ({
  rockitSubscription: {
    type: "rockit:Subscription",
    resourceClass: RockitSubscription,
    create: () => new RockitSubscription("r", rockit),
    args: rockit,
  },
  durstSubscriber: {
    type: "durst:Subscriber",
    resourceClass: DurstSubscriber,
    create: () => new DurstSubscriber("r", subscriber),
    args: subscriber,
  },
  durstSubscription: {
    type: "durst:Subscription",
    resourceClass: DurstSubscription,
    create: () => new DurstSubscription("r", subscription),
    args: subscription,
  },
});

const cases = both.flatMap(([door, classes]) =>
  kinds.map((kind) => ({ door, kind, ...classesOf(classes)[kind] })),
);

describe.each(cases)("the $door class of $kind", ({ door, kind, type, resourceClass, create, args }) => {
  it("registers its stable type, and the other module's type as an alias", async () => {
    const types = { dynamic: prefixes.dynamic + type, native: prefixes.native + type };
    const { [door]: own, ...other } = types;
    expect(await registration(create())).toMatchObject({
      type: own,
      name: "r",
      aliasTypes: Object.values(other),
    });
    expect(resourceClass.__pulumiType).toBe(own);
  });

  it("registers only the declared arguments and, if dynamic, a thin reference", async () => {
    const { inputs } = await registration(create());
    const { __provider, ...declared } = inputs;
    expect(declared).toEqual(args);
    if (door === "native") return expect(inputs).not.toHaveProperty("__provider");
    expect(__provider).toBe(`exports.handler=()=>require("pulumi-rockit-durst/lifecycle").${kind}`);
    expect(Buffer.byteLength(__provider)).toBeLessThanOrEqual(100);
  });

  it("reads an existing object as an instance of its class", async () => {
    const read = resourceClass.get("r", "17");
    expect(read).toBeInstanceOf(resourceClass);
    await settled(read);
  });
});

describe.each(kinds)("the class of %s", (lifecycle) => {
  it("refers to its lifecycle in the form that the engine's host resolves", async () => {
    const { inputs } = await registration(classesOf(doors.dynamic)[lifecycle].create());
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

it("only the three lifecycles and the components' versions can be referred to", () => {
  expect(Object.keys(exported).sort()).toEqual([...kinds, "rockitVersions"].sort());
});

it("arguments can't change the reference", async () => {
  const args = { ...rockit, __provider: "canary" };
  expect((await registration(new RockitSubscription("r", args))).inputs.__provider).toMatch(/^exports\./);
});

describe.each(both)("a secret argument reaches the engine rpcSecret as secret: %s", (door, classes) => {
  const { RockitSubscription, DurstSubscriber } = classes;
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

  it("is absent when not given", async () => {
    const args = { ...rockit, slackToken: undefined, url: undefined };
    const { inputs } = await registration(new RockitSubscription("r", args));
    const added = door === "dynamic" ? ["__provider"] : [];
    expect(Object.keys(inputs).sort()).toEqual([...Object.keys(rockit), ...added].sort());
  });
});

const internal = ["namePrefix", "nameProposed", "retainOnDelete"];
it.each(both.flatMap(([door, classes]) => internal.map((name) => ({ door, name, classes }))))(
  "$name is refused as an argument, by name: $door",
  ({ name, classes: { RockitSubscription } }) => {
    expect(() => new RockitSubscription("r", { ...rockit, [name]: "canary" })).toThrow(
      `RockitSubscription "r": ${name} is not an argument`,
    );
  },
);

it("an undefined name counts as left out, so the plugin generates a name", async () => {
  const args = { ...rockit, name: undefined, namePrefix: undefined };
  expect((await registration(new RockitSubscription("r", args))).inputs.namePrefix).toBe("r");
  const native = await registration(new doors.native.RockitSubscription("r", args));
  expect(native.inputs).not.toHaveProperty("namePrefix");
  expect(native.inputs).not.toHaveProperty("name");
});

it.each(both)(
  "the option retainOnDelete is passed as an argument, if the name is given: %s",
  async (_door, classes) => {
    const kept = new classes.RockitSubscription("r", rockit, { retainOnDelete: true });
    expect((await registration(kept)).inputs.retainOnDelete).toBe(true);
  },
);

it("the native plugin marks its secret outputs itself", async () => {
  const { secretOutputs } = await registration(new doors.native.RockitSubscription("r", rockit));
  expect(secretOutputs).toEqual([]);
});

it("the program's aliases stay, and this package's alias is added once", async () => {
  const type = prefixes.native + "rockit:Subscription";
  const twice = new RockitSubscription("r", rockit, { aliases: [{ type }, { name: "old" }] });
  expect((await registration(twice)).aliasTypes).toEqual([type, "", type]);
});

it("an alias by name or parent also matches the other module's type", async () => {
  const type = prefixes.native + "rockit:Subscription";
  const urn = "urn:pulumi:dev::project::custom:Type::old";
  const aliases = [
    { name: "old" },
    urn,
    pulumi.output({ name: "older" }),
    { parent: urn, type: "other:a:B" },
  ];
  const renamed = new RockitSubscription("r", rockit, { aliases });
  const { aliasTypes } = await registration(renamed);
  expect(aliasTypes.toSorted()).toEqual(["", "", "other:a:B", type, type, urn].toSorted());
});

describe("a component's resources come from the same module as the component", () => {
  it.each(both)(
    "%s",
    async (_door, { RockitEventHub, DurstCallback, DurstSubscriber, DurstSubscription }) => {
      const callback = new DurstCallback("press", {
        ...subscriber,
        subscriptions: { all: { topic: "STATUS/*" } },
      });
      expect(callback.subscriber).toBeInstanceOf(DurstSubscriber);
      expect(callback.subscriptions.all).toBeInstanceOf(DurstSubscription);
      await settled(callback.subscriber, callback.subscriptions.all);
      expect(RockitEventHub.parts.RockitSubscription.adapter).toBe(DurstSubscriber.adapter);
    },
  );
});

describe("a Provider from the other module is refused, since the engine would not use it", () => {
  const others = { dynamic: doors.native, native: doors.dynamic };
  it.each(both)("%s", async (door, { RockitSubscription, listRockitSubscriptions }) => {
    const entry = { dynamic: "pulumi-rockit-durst", native: "pulumi-rockit-durst/native" }[door];
    const says = `its provider comes from the other module of this package: import Provider from "${entry}" too`;
    const provider = new others[door].Provider("eu");
    expect(() => new RockitSubscription("r", rockit, { provider })).toThrow(
      `RockitSubscription "r": ${says}`,
    );
    expect(() => listRockitSubscriptions({ provider })).toThrow(`rockit:listSubscriptions: ${says}`);
    const parent = new pulumi.ComponentResource("a:b:C", "parent", {}, { provider });
    expect(() => new RockitSubscription("r", rockit, { parent })).toThrow(says);
    const providers = [provider, new doors[door].Provider("us")];
    const mixed = new pulumi.ComponentResource("a:b:C", "mixed", {}, { providers });
    await settled(new RockitSubscription("r", rockit, { parent: mixed }), ...providers);
  });
});

describe("options", () => {
  it("keep the secret outputs of RockitSubscription secret, beside those that a program names", async () => {
    const named = new RockitSubscription("r", rockit, { additionalSecretOutputs: ["url"] });
    expect((await registration(named)).secretOutputs.sort()).toEqual(["secret", "slackToken", "url"]);
    const without = new RockitSubscription("r", rockit);
    expect((await registration(without)).secretOutputs.sort()).toEqual(["secret", "slackToken"]);
  });

  it("are not changed by the class", async () => {
    const options = Object.freeze({ additionalSecretOutputs: ["url"] });
    await registration(new RockitSubscription("r", rockit, options));
    expect(options).toEqual({ additionalSecretOutputs: ["url"] });
  });
});

it("outputs that only the server knows can be used in the program", async () => {
  const resource = new RockitSubscription("r", rockit);
  await registration(resource);
  expect(pulumi.Output.isInstance(resource.secret)).toBe(true);
  const name = await new Promise((resolve) => resource.name.apply(resolve));
  expect(name).toBe("n");
});
