// Compares the classes with the rows: a missing argument or output, or another type, does not compile.
import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { endpointNames } from "../../../provider/config/settings.ts";
import { durstSubscriber, durstSubscription } from "../../../provider/durst/kind.ts";
import { durstSettingsDefinition } from "../../../provider/durst/settings.ts";
import type { DurstSubscriber, DurstSubscriberArgs } from "../../../provider/durst/subscriber.ts";
import type { DurstSubscription, DurstSubscriptionArgs } from "../../../provider/durst/subscription.ts";
import type * as dynamic from "../../../provider/index.ts";
import type * as native from "../../../provider/native.ts";
import type { DurstArgs, EndpointArgs, RockitArgs } from "../../../provider/provider.ts";
import type { ArgumentsOf, Fields } from "../../../provider/resource/field.ts";
import { classNameOf, dynamicTokenOf, lifecycleNameOf, tokensOf } from "../../../provider/resource/kind.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";
import { rockitSettingsDefinition } from "../../../provider/rockit/settings.ts";
import type { RockitSubscription, RockitSubscriptionArgs } from "../../../provider/rockit/subscription.ts";

/** Fails to compile unless it is given `true`. */
type Expect<T extends true> = T;
type Equal<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
/** Two types that are assignable to each other, so equal except for the names of type parameters. */
type MutuallyAssignable<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
/** One flat object type, whether lists are mutable or not. */
type Flat<T> = T extends readonly (infer Entry)[]
  ? Flat<Entry>[]
  : T extends object
    ? { [Name in keyof T]: Flat<T[Name]> }
    : T;

type ArgumentRows<Kind extends { readonly fields: Fields }> = Flat<ArgumentsOf<Kind["fields"]>>;
type Arguments<Args> = Flat<pulumi.Unwrap<Args>>;

/** Outputs of a class, without those of every resource. */
type Outputs<Class> = Exclude<keyof Class, keyof pulumi.CustomResource>;
type OutputRows<Kind extends { readonly fields: Fields; readonly outputs: object }> =
  | {
      [Name in keyof Kind["fields"]]: Kind["fields"][Name] extends { readBack: "not sent" } ? never : Name;
    }[keyof Kind["fields"]]
  | keyof Kind["outputs"];

/** The exports of a package entry, by name: arguments and instances of its classes, and its functions. */
type Exports<Entry> = {
  [Name in keyof Entry]: Entry[Name] extends new (
    ...args: infer Args
  ) => infer Instance
    ? { readonly arguments: Args; readonly instance: { [Key in keyof Instance]: Instance[Key] } }
    : Entry[Name];
};

type CompileTimeChecks = [
  // A program only has to change its imports.
  Expect<MutuallyAssignable<Exports<typeof native>, Exports<typeof dynamic>>>,
  // A property of type `any` is lost when the SDK unwraps promises and outputs.
  Expect<Equal<keyof RockitSubscriptionArgs, keyof ArgumentRows<typeof rockitSubscription>>>,
  Expect<
    Equal<
      Arguments<Omit<RockitSubscriptionArgs, "rotationTrigger">>,
      Omit<ArgumentRows<typeof rockitSubscription>, "rotationTrigger">
    >
  >,
  Expect<Equal<Arguments<DurstSubscriberArgs>, ArgumentRows<typeof durstSubscriber>>>,
  Expect<Equal<Arguments<DurstSubscriptionArgs>, ArgumentRows<typeof durstSubscription>>>,
  Expect<Equal<Outputs<RockitSubscription>, OutputRows<typeof rockitSubscription>>>,
  Expect<Equal<Outputs<DurstSubscriber>, OutputRows<typeof durstSubscriber>>>,
  Expect<Equal<Outputs<DurstSubscription>, OutputRows<typeof durstSubscription>>>,
];

it("classes have the arguments and outputs of their rows, as the compiler has checked", () => {
  const checks: CompileTimeChecks = [true, true, true, true, true, true, true, true];
  expect(checks).not.toContain(false);
});

describe("names that are stored in states never change:", () => {
  it.each([
    [rockitSubscription, "rockitSubscription", "RockitSubscription", "rockit:Subscription"],
    [durstSubscriber, "durstSubscriber", "DurstSubscriber", "durst:Subscriber"],
    [durstSubscription, "durstSubscription", "DurstSubscription", "durst:Subscription"],
  ])("the names of a $noun", (kind, lifecycle, name, token) => {
    expect(lifecycleNameOf(kind)).toBe(lifecycle);
    expect(classNameOf(kind)).toBe(name);
    expect(dynamicTokenOf(kind)).toBe(`pulumi-nodejs:dynamic/${token}`);
    expect(tokensOf(kind)).toEqual([`pulumi-nodejs:dynamic/${token}`, `rockit-durst:${token}`]);
  });
});

it("a Provider accepts every setting of a vendor", () => {
  const rockit: Record<Exclude<keyof RockitArgs, keyof EndpointArgs>, true> = {
    orgName: true,
    username: true,
    apiKey: true,
    authToken: true,
  };
  const durst: Record<Exclude<keyof DurstArgs, keyof EndpointArgs>, true> = {
    username: true,
    password: true,
    loginVersion: true,
  };
  const endpoint: Record<keyof EndpointArgs, true> = {
    endpoint: true,
    caCertificate: true,
    allowInsecureHttp: true,
    requestTimeout: true,
    totalTimeout: true,
    maxConnections: true,
    allowAllMissing: true,
  };
  expect(Object.keys(rockit)).toEqual(Object.keys(rockitSettingsDefinition.rows));
  expect(Object.keys(durst)).toEqual(Object.keys(durstSettingsDefinition.rows));
  expect(Object.keys(endpoint)).toEqual(endpointNames);
});
