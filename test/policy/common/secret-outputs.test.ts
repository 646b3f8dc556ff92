import type { PolicyResource } from "@pulumi/policy";
import { expect, it } from "vitest";
import { secretOutputs } from "../../../provider/policy/index.ts";
import { judgedStack, type Resource, secret, unknown } from "../served.ts";

const name = "secret-outputs";
const key = 'canary/+"key=';
const builds: Resource = {
  type: "rockitSubscription",
  name: "builds",
  props: { name: "builds", sender: "mkraw", event: "end", type: "webhook", secret: secret(key) },
};
const press: Resource = {
  type: "durstSubscriber",
  name: "press",
  props: { hostUri: "https://a.example/", xAuthInfo: { user: "press", password: secret("canary1") } },
};
const outputs = (props: Resource["props"] = {}): Resource => ({ type: "stack", name: "stack", props });
const leak = (output: string, called = "secret of builds") =>
  `stack: Output ${output} holds ${called} in the clear: pass it on as a secret, and rotate it.`;
const nothing = { violations: [], unknown: [], notApplicable: undefined };

it.each<[string, Resource["props"]]>([
  ["no output", {}],
  ["other outputs", { url: "https://hooks.example.com", number: 4, on: true, none: null, list: ["a"] }],
  ["a secret", { secret: secret(key) }],
  ["a text that is secret", { text: secret(`https://a.example/${key}`) }],
  ["an object that is secret as a whole", { all: secret({ a: [key, { b: key }] }) }],
  ["a list of secrets", { all: [secret(key), { b: secret(key) }] }],
  ["a part of it", { part: key.slice(1) }],
])("lets pass %s", async (_what, props) => {
  expect(await judgedStack(name, [builds, press, outputs(props)])).toEqual(nothing);
});

it.each<[string, unknown]>([
  ["as it is", key],
  ["in a text", `https://a.example/${key}/b`],
  ["in an object", { a: { b: key } }],
  ["in a list", ["a", [key]]],
  ["beside a secret", { a: secret(key), b: key }],
  ["as a name in an object", { [key]: secret("a") }],
  ["in JSON", JSON.stringify({ a: key })],
  ["in a query", `https://a.example/?${new URLSearchParams({ a: key })}`],
  ["in base64", Buffer.from(key).toString("base64")],
  ["in an asset", { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text: key }],
])("reports a secret %s, once", async (_what, value) => {
  expect(await judgedStack(name, [outputs({ shown: value }), builds])).toEqual({
    ...nothing,
    violations: [leak("shown")],
  });
});

it.each<[string, Resource]>([
  ["secret of it", { type: "rockitSubscription", props: { secret: secret(key) } }],
  ["slackToken of it", { type: "rockitSubscription", props: { slackToken: secret(key) } }],
  ["xAuthInfo.password of it", { type: "durstSubscriber", props: { xAuthInfo: { password: secret(key) } } }],
  ["jwtSigningInfo.key of it", { type: "durstSubscriber", props: { jwtSigningInfo: secret({ key }) } }],
  ["rockit:apiKey of it", { type: "provider", props: { "rockit:apiKey": secret(key) } }],
  ["rockit:authToken of it", { type: "provider", props: { "rockit:authToken": secret(key) } }],
  ["durst:password of it", { type: "provider", props: { "durst:password": secret(key) } }],
])("knows %s", async (called, resource) => {
  expect((await judgedStack(name, [resource, outputs({ shown: [key] })])).violations).toEqual([
    leak("shown", called),
  ]);
});

it("reports each output and each secret in it, a value that several have under the first", async () => {
  const resources = [
    builds,
    press,
    { ...builds, name: "again" },
    outputs({ both: [key, "canary1"], one: `${key} canary1`, none: "a" }),
  ];
  expect((await judgedStack(name, resources)).violations).toEqual([
    leak("both"),
    leak("both", "xAuthInfo.password of press"),
    leak("one"),
  ]);
});

it.each([
  ["1234567", []],
  ["12345678", [leak("text", "xAuthInfo.password of press")]],
])("looks for %s in texts only if it is long enough", async (password, violations) => {
  const one = { ...press, props: { xAuthInfo: { password: secret(password) } } };
  const resources = [one, outputs({ text: `a${password}b` })];
  expect((await judgedStack(name, resources)).violations).toEqual(violations);
});

it("does not repeat an output's name that is the secret, or has one in it", async () => {
  const resources = [builds, outputs({ [key]: "a", [`of-${key}`]: key })];
  expect((await judgedStack(name, resources)).violations).toEqual([
    "stack: An output holds secret of builds in the clear: pass it on as a secret, and rotate it.",
  ]);
});

it("takes no field's name for a short password", async () => {
  const one = { ...press, props: { xAuthInfo: { user: "press", password: secret("pw") } } };
  const resources = [one, outputs({ pw: "a", b: { pw: "a" } })];
  expect((await judgedStack(name, resources)).violations).toEqual([]);
  expect((await judgedStack(name, [one, outputs({ pw: "pw" })])).violations).toEqual([
    leak("pw", "xAuthInfo.password of press"),
  ]);
});

it("reports what other resources hold, of this package too", async () => {
  const resources: Resource[] = [
    builds,
    { ...press, props: { hostUri: `https://a.example/${key}`, xAuthInfo: { user: "a", password: key } } },
  ];
  expect((await judgedStack(name, resources)).violations).toEqual([
    "press: Property hostUri holds secret of builds in the clear: pass it on as a secret, and rotate it.",
    "press: Property xAuthInfo holds secret of builds in the clear: pass it on as a secret, and rotate it.",
  ]);
});

it("judges the rest where something is not known yet, and says what waits", async () => {
  const resources = [
    { ...builds, props: { name: "builds" } },
    { ...press, props: { xAuthInfo: { user: "press", password: secret("canary-password") } } },
    outputs({ waiting: { a: [unknown] }, secretlyWaiting: secret(unknown), shown: "canary-password" }),
  ];
  const { violations, unknown: waits } = await judgedStack(name, resources);
  expect(violations).toEqual([leak("shown", "xAuthInfo.password of press")]);
  expect(waits).toEqual([expect.stringMatching(/value at \.waiting\.a\.0 can't be known during preview$/)]);
});

it("waits for a credential that is not known yet", async () => {
  const one = { ...press, props: { xAuthInfo: { user: "press", password: unknown } } };
  const { violations, unknown: waits } = await judgedStack(name, [one, outputs({ shown: "a" })]);
  expect(violations).toEqual([]);
  expect(waits).toEqual([
    expect.stringMatching(/value at \.xAuthInfo\.password can't be known during preview$/),
  ]);
});

it("has nothing to say of a stack without resources of this package", async () => {
  expect(await judgedStack(name, [outputs({ waiting: unknown })])).toEqual(nothing);
});

it("says so if the SDK does not tell what is secret", async () => {
  const said: unknown[] = [];
  // As from an SDK that reads what the engine sends in another way than the one that is installed.
  const resources = [
    { type: "pulumi-nodejs:dynamic/rockit:Subscription", name: "builds", props: { secret: key } },
  ] as unknown as PolicyResource[];
  await secretOutputs.validateStack(
    {
      resources,
      getConfig: <T>() => ({}) as T,
      stackTags: new Map(),
      notApplicable: () => expect.unreachable(),
    },
    (...report) => said.push(report),
  );
  expect(said).toEqual([
    [
      "This version of @pulumi/policy does not tell which values are secret, so that nothing is judged: use another version, or turn this policy off.",
    ],
  ]);
});
