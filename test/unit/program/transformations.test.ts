import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { recordRegistrations, rpcSecret as secret } from "../../helpers/registrations.ts";
import { moduleEntries, rockitArgs, subscriberArgs } from "./modules.ts";

const { registration } = recordRegistrations();

describe.each(moduleEntries)("a transformation in the program: %s", (adapter, classes) => {
  const { RockitSubscription, DurstSubscriber } = classes;
  const inject =
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
    const slack = new RockitSubscription("r", rockitArgs, options(inject({ slackToken: "canary" })));
    expect((await registration(slack)).inputs.slackToken).toEqual(secret("canary"));
    const jwtSigningInfo = { httpHeaderName: "x-sign", key: "canary" };
    const press = new DurstSubscriber("s", subscriberArgs, options(inject({ jwtSigningInfo })));
    expect((await registration(press)).inputs.jwtSigningInfo).toEqual({
      ...jwtSigningInfo,
      key: secret("canary"),
    });
  });

  it("can't drop secret outputs or the reference, or set properties reserved to the class", async () => {
    const bare = inject({ __provider: "canary", namePrefix: "canary", name: "given" }, {});
    const registered = await registration(
      new RockitSubscription("r", rockitArgs, { transformations: [bare] }),
    );
    expect(registered.inputs).toMatchObject({ name: "given" });
    expect(registered.inputs).not.toHaveProperty("namePrefix");
    expect(registered.aliasTypes).toHaveLength(1);
    if (adapter === "native") return expect(registered.secretOutputs).toEqual([]);
    expect(registered.secretOutputs.sort()).toEqual(["secret", "slackToken"]);
    expect(registered.inputs.__provider).toMatch(/^exports/);
  });

  // The engine keeps every option of native resources.
  const itRefuses = adapter === "native" ? [] : ["is refused an option that the engine does not keep"];
  it.each(itRefuses)("%s", () => {
    const transformations = [inject({}, { import: "x" })];
    expect(() => new RockitSubscription("r", rockitArgs, { transformations })).toThrow(
      'RockitSubscription "r": the option import',
    );
  });

  it("reaches a resource's children once, and the package's own never reaches them", async () => {
    const seen: string[] = [];
    const transformation: pulumi.ResourceTransformation = ({ name }) => {
      seen.push(name);
      return undefined;
    };
    const parent = new RockitSubscription("parent", rockitArgs, { transformations: [transformation] });
    const child = new pulumi.ComponentResource("a:b:C", "child", {}, { parent });
    await new Promise((resolve) => child.urn.apply(resolve));
    expect(seen).toEqual(["parent", "child"]);
  });
});
