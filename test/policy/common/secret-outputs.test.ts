import type { PolicyResource } from "@pulumi/policy";
import { expect, it } from "vitest";
import { secretOutputs } from "../../../packages/policy/src/index.ts";
import { judgedStack, type Resource, secret } from "../served.ts";

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
