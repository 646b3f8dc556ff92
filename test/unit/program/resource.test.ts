import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import * as lifecycles from "../../../provider/lifecycle.ts";
import { recordRegistrations, rpcSecret as secret } from "../../helpers/registrations.ts";
import { moduleEntries, modules, rockitArgs, subscriberArgs } from "./modules.ts";

const lifecyclesByName: Record<string, unknown> = { ...lifecycles };
const { registration } = recordRegistrations();

const subscriptionArgs = { subscriberId: 17, topic: "STATUS/*" } as const;

const typePrefixes = { dynamic: "pulumi-nodejs:dynamic/", native: "rockit-durst:" };
const { RockitSubscription } = modules.dynamic;

const waitForRegistration = (...resources: pulumi.Resource[]) =>
  Promise.all(resources.map((resource) => new Promise((resolve) => resource.urn.apply(resolve))));

const kinds = ["rockitSubscription", "durstSubscriber", "durstSubscription"] as const;
const classesOf = ({ RockitSubscription, DurstSubscriber, DurstSubscription }: typeof modules.dynamic) => ({
  rockitSubscription: {
    type: "rockit:Subscription",
    resourceClass: RockitSubscription,
    create: () => new RockitSubscription("r", rockitArgs),
    args: rockitArgs,
  },
  durstSubscriber: {
    type: "durst:Subscriber",
    resourceClass: DurstSubscriber,
    create: () => new DurstSubscriber("r", subscriberArgs),
    args: subscriberArgs,
  },
  durstSubscription: {
    type: "durst:Subscription",
    resourceClass: DurstSubscription,
    create: () => new DurstSubscription("r", subscriptionArgs),
    args: subscriptionArgs,
  },
});

const cases = moduleEntries.flatMap(([adapter, classes]) =>
  kinds.map((kind) => ({ adapter, kind, ...classesOf(classes)[kind] })),
);

describe.each(cases)(
  "the $adapter class of $kind",
  ({ adapter, kind, type, resourceClass, create, args }) => {
    it("registers its stable type, and the other module's type as an alias", async () => {
      const types = { dynamic: typePrefixes.dynamic + type, native: typePrefixes.native + type };
      const { [adapter]: own, ...other } = types;
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
      if (adapter === "native") return expect(inputs).not.toHaveProperty("__provider");
      expect(__provider).toBe(`exports.handler=()=>require("pulumi-rockit-durst/lifecycle").${kind}`);
      expect(Buffer.byteLength(__provider)).toBeLessThanOrEqual(100);
    });

    it("reads an existing object as an instance of its class", async () => {
      const read = resourceClass.get("r", "17");
      expect(read).toBeInstanceOf(resourceClass);
      await waitForRegistration(read);
    });
  },
);

describe.each(kinds)("the class of %s", (lifecycle) => {
  it("refers to its lifecycle in the form that the engine's host resolves", async () => {
    const { inputs } = await registration(classesOf(modules.dynamic)[lifecycle].create());
    const module = { exports: {} as { handler?: () => unknown } };
    const required: string[] = [];
    const requireModule = (name: string) => {
      required.push(name);
      return lifecycles;
    };
    new Function("exports", "module", "require", inputs.__provider)(module.exports, module, requireModule);
    expect(required).toEqual([]);
    const provider = module.exports.handler?.();
    expect(required).toEqual(["pulumi-rockit-durst/lifecycle"]);
    expect(provider).toBe(lifecyclesByName[lifecycle]);
    const verbs = ["configure", "check", "diff", "create", "read", "update", "delete"];
    expect(provider).toEqual(Object.fromEntries(verbs.map((verb) => [verb, expect.any(Function)])));
  });
});

it("only the three lifecycles and the components' versions can be referred to", () => {
  expect(Object.keys(lifecyclesByName).sort()).toEqual([...kinds, "rockitVersions"].sort());
});

it("arguments can't change the reference", async () => {
  const args = { ...rockitArgs, __provider: "canary" };
  expect((await registration(new RockitSubscription("r", args))).inputs.__provider).toMatch(/^exports\./);
});

describe.each(moduleEntries)(
  "a secret argument reaches the engine marked as secret: %s",
  (adapter, classes) => {
    const { RockitSubscription, DurstSubscriber } = classes;
    const inputForms = [
      ["plain", <T>(value: T): pulumi.Input<T> => value],
      ["as a promise", <T>(value: T): pulumi.Input<T> => Promise.resolve(value)],
      ["as an output", <T>(value: T): pulumi.Input<T> => pulumi.output(value) as pulumi.Input<T>],
      ["as a secret", <T>(value: T): pulumi.Input<T> => pulumi.secret(value) as pulumi.Input<T>],
    ] as const;

    it.each(inputForms)("slackToken, given %s", async (_way, given) => {
      const { inputs } = await registration(
        new RockitSubscription("r", { ...rockitArgs, slackToken: given("canary") }),
      );
      expect(inputs.slackToken).toEqual(secret("canary"));
      expect(inputs.channelId).toBe("c");
    });

    it.each(inputForms)("the password in xAuthInfo, given %s", async (_way, given) => {
      const xAuthInfo = { user: "u", password: given("canary") };
      const { inputs } = await registration(new DurstSubscriber("r", { ...subscriberArgs, xAuthInfo }));
      expect(inputs.xAuthInfo).toEqual({ user: "u", password: secret("canary") });
    });

    it.each(inputForms)("the key in jwtSigningInfo, given %s", async (_way, given) => {
      const jwtSigningInfo = { httpHeaderName: "x-sign", key: given("canary") };
      const { inputs } = await registration(new DurstSubscriber("r", { ...subscriberArgs, jwtSigningInfo }));
      expect(inputs.jwtSigningInfo).toEqual({ httpHeaderName: "x-sign", key: secret("canary") });
    });

    it.each(inputForms.slice(1))(
      "the whole of xAuthInfo and jwtSigningInfo, given %s",
      async (_way, given) => {
        const infos = {
          xAuthInfo: { user: "u", password: "canary" },
          jwtSigningInfo: { httpHeaderName: "x-sign", key: "canary" },
        };
        const args = { xAuthInfo: given(infos.xAuthInfo), jwtSigningInfo: given(infos.jwtSigningInfo) };
        const { inputs } = await registration(new DurstSubscriber("r", { ...subscriberArgs, ...args }));
        expect(inputs.xAuthInfo).toEqual(secret(infos.xAuthInfo));
        expect(inputs.jwtSigningInfo).toEqual(secret(infos.jwtSigningInfo));
      },
    );

    it("is absent when not given", async () => {
      const args = { ...rockitArgs, slackToken: undefined, url: undefined };
      const { inputs } = await registration(new RockitSubscription("r", args));
      const added = adapter === "dynamic" ? ["__provider"] : [];
      expect(Object.keys(inputs).sort()).toEqual([...Object.keys(rockitArgs), ...added].sort());
    });
  },
);

const internalArguments = ["namePrefix", "nameProposed", "retainOnDelete"];
it.each(
  moduleEntries.flatMap(([adapter, classes]) =>
    internalArguments.map((name) => ({ adapter, name, classes })),
  ),
)("$name is refused as an argument, by name: $adapter", ({ name, classes: { RockitSubscription } }) => {
  expect(() => new RockitSubscription("r", { ...rockitArgs, [name]: "canary" })).toThrow(
    `RockitSubscription "r": ${name} is not an argument`,
  );
});

it("an undefined name counts as left out, so the plugin generates a name", async () => {
  const args = { ...rockitArgs, name: undefined, namePrefix: undefined };
  expect((await registration(new RockitSubscription("r", args))).inputs.namePrefix).toBe("r");
  const native = await registration(new modules.native.RockitSubscription("r", args));
  expect(native.inputs).not.toHaveProperty("namePrefix");
  expect(native.inputs).not.toHaveProperty("name");
});

it.each(moduleEntries)(
  "the option retainOnDelete is passed as an argument, if the name is given: %s",
  async (_adapter, classes) => {
    const retained = new classes.RockitSubscription("r", rockitArgs, { retainOnDelete: true });
    expect((await registration(retained)).inputs.retainOnDelete).toBe(true);
  },
);

it("the native plugin marks its secret outputs itself", async () => {
  const { secretOutputs } = await registration(new modules.native.RockitSubscription("r", rockitArgs));
  expect(secretOutputs).toEqual([]);
});

it("the program's aliases stay, and this package's alias is added once", async () => {
  const type = typePrefixes.native + "rockit:Subscription";
  const twice = new RockitSubscription("r", rockitArgs, { aliases: [{ type }, { name: "old" }] });
  expect((await registration(twice)).aliasTypes).toEqual([type, "", type]);
});

it("an alias by name or parent also matches the other module's type", async () => {
  const type = typePrefixes.native + "rockit:Subscription";
  const urn = "urn:pulumi:dev::project::custom:Type::old";
  const aliases = [
    { name: "old" },
    urn,
    pulumi.output({ name: "older" }),
    { parent: urn, type: "other:a:B" },
  ];
  const renamed = new RockitSubscription("r", rockitArgs, { aliases });
  const { aliasTypes } = await registration(renamed);
  expect(aliasTypes.toSorted()).toEqual(["", "", "other:a:B", type, type, urn].toSorted());
});

describe("a component's resources come from the same module as the component", () => {
  it.each(moduleEntries)(
    "%s",
    async (_adapter, { RockitEventHub, DurstCallback, DurstSubscriber, DurstSubscription }) => {
      const callback = new DurstCallback("press", {
        ...subscriberArgs,
        subscriptions: { all: { topic: "STATUS/*" } },
      });
      expect(callback.subscriber).toBeInstanceOf(DurstSubscriber);
      expect(callback.subscriptions.all).toBeInstanceOf(DurstSubscription);
      await waitForRegistration(callback.subscriber, callback.subscriptions.all);
      expect(RockitEventHub.parts.RockitSubscription.adapter).toBe(DurstSubscriber.adapter);
    },
  );
});

describe("a Provider from the other module is refused, since the engine would not use it", () => {
  const others = { dynamic: modules.native, native: modules.dynamic };
  it.each(moduleEntries)("%s", async (adapter, { RockitSubscription, listRockitSubscriptions }) => {
    const entry = { dynamic: "pulumi-rockit-durst", native: "pulumi-rockit-durst/native" }[adapter];
    const says = `its provider comes from the other module of this package: import Provider from "${entry}" too`;
    const provider = new others[adapter].Provider("eu");
    expect(() => new RockitSubscription("r", rockitArgs, { provider })).toThrow(
      `RockitSubscription "r": ${says}`,
    );
    expect(() => listRockitSubscriptions({ provider })).toThrow(`rockit:listSubscriptions: ${says}`);
    const parent = new pulumi.ComponentResource("a:b:C", "parent", {}, { provider });
    expect(() => new RockitSubscription("r", rockitArgs, { parent })).toThrow(says);
    const providers = [provider, new modules[adapter].Provider("us")];
    const mixed = new pulumi.ComponentResource("a:b:C", "mixed", {}, { providers });
    await waitForRegistration(new RockitSubscription("r", rockitArgs, { parent: mixed }), ...providers);
  });
});

describe("options", () => {
  it("keep the secret outputs of RockitSubscription secret, in addition to the outputs that a program names", async () => {
    const named = new RockitSubscription("r", rockitArgs, { additionalSecretOutputs: ["url"] });
    expect((await registration(named)).secretOutputs.sort()).toEqual(["secret", "slackToken", "url"]);
    const without = new RockitSubscription("r", rockitArgs);
    expect((await registration(without)).secretOutputs.sort()).toEqual(["secret", "slackToken"]);
  });

  it("are not changed by the class", async () => {
    const options = Object.freeze({ additionalSecretOutputs: ["url"] });
    await registration(new RockitSubscription("r", rockitArgs, options));
    expect(options).toEqual({ additionalSecretOutputs: ["url"] });
  });
});

it("outputs that only the server knows can be used in the program", async () => {
  const resource = new RockitSubscription("r", rockitArgs);
  await registration(resource);
  expect(pulumi.Output.isInstance(resource.secret)).toBe(true);
  const name = await new Promise((resolve) => resource.name.apply(resolve));
  expect(name).toBe("n");
});
