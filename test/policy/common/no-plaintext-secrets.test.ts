import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { secretsOfType } from "../../../packages/policy/src/common/credentials.ts";
import { type Resource, secret, validateStack } from "../policy-server.ts";
import {
  builds,
  key,
  leakViolation,
  pressWithPassword,
  stackOutputs,
  subscriptionWithSecret,
} from "./secret-resources.ts";

const name = "no-plaintext-secrets";
const press = pressWithPassword(secret("canary1"));

it.each<[string, Resource]>([
  ["secret of it", { type: "rockitSubscription", props: { secret: secret(key) } }],
  ["slackToken of it", { type: "rockitSubscription", props: { slackToken: secret(key) } }],
  ["xAuthInfo.password of it", { type: "durstSubscriber", props: { xAuthInfo: { password: secret(key) } } }],
  ["jwtSigningInfo.key of it", { type: "durstSubscriber", props: { jwtSigningInfo: secret({ key }) } }],
  ["rockit:apiKey of it", { type: "provider", props: { "rockit:apiKey": secret(key) } }],
  ["rockit:authToken of it", { type: "provider", props: { "rockit:authToken": secret(key) } }],
  ["durst:password of it", { type: "provider", props: { "durst:password": secret(key) } }],
  [
    "rockit.apiKey of it",
    { type: "nativeProvider", props: { rockit: secret(JSON.stringify({ apiKey: key })) } },
  ],
  ["durst.password of it", { type: "nativeProvider", props: { durst: secret({ password: key }) } }],
])("recognises %s", async (secretName, resource) => {
  expect((await validateStack(name, [resource, stackOutputs({ shown: [key] })])).violations).toEqual([
    leakViolation("shown", secretName),
  ]);
});

it("reports each output with each secret; a value shared by several resources is reported once", async () => {
  const resources = [
    builds,
    press,
    { ...builds, name: "again" },
    stackOutputs({ both: [key, "canary1"], one: `${key} canary1`, none: "a" }),
  ];
  expect((await validateStack(name, resources)).violations).toEqual([
    leakViolation("both"),
    leakViolation("both", "xAuthInfo.password of press"),
    leakViolation("one"),
  ]);
});

it.each([
  ["1234567", []],
  ["12345678", [leakViolation("text", "xAuthInfo.password of press")]],
])("searches texts for a password of at least 8 characters only: %s", async (password, violations) => {
  const one = { ...press, props: { xAuthInfo: { password: secret(password) } } };
  const resources = [one, stackOutputs({ text: `a${password}b` })];
  expect((await validateStack(name, resources)).violations).toEqual(violations);
});

it("does not mistake a field's name for a short password", async () => {
  const one = { ...press, props: { xAuthInfo: { user: "press", password: secret("pw") } } };
  const resources = [one, stackOutputs({ pw: "a", b: { pw: "a" } })];
  expect((await validateStack(name, resources)).violations).toEqual([]);
  expect((await validateStack(name, [one, stackOutputs({ pwd: "pw" })])).violations).toEqual([
    leakViolation("pwd", "xAuthInfo.password of press"),
  ]);
});

it("reports secrets in other resources, including those of this package", async () => {
  const resources: Resource[] = [
    builds,
    { ...press, props: { hostUri: `https://a.example/${key}`, xAuthInfo: { user: "a", password: key } } },
  ];
  expect((await validateStack(name, resources)).violations).toEqual([
    "press: Property hostUri contains secret of builds in plain text: pass it on as a secret, and rotate it.",
    "press: Property xAuthInfo contains secret of builds in plain text: pass it on as a secret, and rotate it.",
  ]);
});

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("an address that is marked as a secret", () => {
  const address = "https://hooks.example.com/services/T0/B0/canary";
  const rockit = (url: unknown, more = "builds"): Resource => ({
    type: "rockitSubscription",
    name: more,
    props: { sender: "mkraw", event: "end", type: "webhook", url },
  });
  const durst = (hostUri: unknown): Resource => ({
    type: "durstSubscriber",
    name: "press",
    props: { hostUri },
  });

  it.each<[string, Resource, string, unknown]>([
    ["url unchanged", rockit(secret(address)), "url of builds", address],
    ["url in a text", rockit(secret(address)), "url of builds", `curl ${address}`],
    ["url in base64", rockit(secret(address)), "url of builds", base64(`a ${address}`)],
    [
      "url as normalised by URL",
      rockit(secret("HTTPS://Hooks.example.com:443/a")),
      "url of builds",
      "https://hooks.example.com/a",
    ],
    [
      "url without its slash",
      rockit(secret("https://a.example/bc/")),
      "url of builds",
      "https://a.example/bc",
    ],
    ["url without a path", rockit(secret("https://a.example")), "url of builds", "https://a.example/"],
    ["hostUri", durst(secret(address)), "hostUri of press", address],
    [
      "native hostUri",
      { ...durst(secret(address)), type: "nativeDurstSubscriber" },
      "hostUri of press",
      address,
    ],
    [
      "native url",
      { ...rockit(secret(address)), type: "nativeRockitSubscription" },
      "url of builds",
      address,
    ],
  ])("is a secret: %s", async (_what, resource, secretName, shown) => {
    const resources = [resource, stackOutputs({ shown })];
    expect((await validateStack(name, resources)).violations).toEqual([leakViolation("shown", secretName)]);
  });

  it.each<[string, Resource, unknown]>([
    ["not marked", rockit(address), address],
    ["shown as a secret", rockit(secret(address)), secret(address)],
    [
      "only a host, which other addresses have too",
      rockit(secret("https://a.example/")),
      "https://a.example/b",
    ],
    ["empty", rockit(secret("")), ""],
    ["a slash", durst(secret("/")), ["", "-/-"]],
  ])("is not a secret: %s", async (_what, resource, shown) => {
    expect((await validateStack(name, [resource, stackOutputs({ shown })])).violations).toEqual([]);
  });

  it("is found in another resource", async () => {
    const resources = [rockit(secret(address)), rockit(address, "twin")];
    expect((await validateStack(name, resources)).violations).toEqual([
      "twin: Property url contains url of builds in plain text: pass it on as a secret, and rotate it.",
    ]);
  });
});

describe("a message", () => {
  const messagesFor = (holder: string, owner: string) => [
    `stack: ${holder} contains xAuthInfo.password of ${owner} in plain text: pass it on as a secret, and rotate it.`,
  ];

  it.each<[string, string]>([
    ["pw", "pw"],
    ["pw", "the-pw"],
    ["pw", "thePw"],
    ["hunter2", "hunter2"],
    ["hunter2", "HUNTER2"],
    ["hunter2", "myhunter2x"],
    ["hunter2", "&#104;unter2"],
    ["a-b", "x-a-b-y"],
    ["thepw", "thePw"],
    ["production", "production"],
    ["production", "ProductionPassword"],
    ["production", base64("production")],
    ["qzvkxwjmhtrb", "of_qzvkxwjmhtrb"],
  ])("omits the name of an output or resource that contains the secret %s: %s", async (password, field) => {
    const resource = { ...pressWithPassword(secret(password)), name: field };
    expect((await validateStack(name, [resource, stackOutputs({ [field]: password })])).violations[0]).toBe(
      messagesFor("An output", "a resource")[0],
    );
  });

  it.each([
    ["pw", "pwd"],
    ["press", "expression"],
    ["a", "canal"],
    ["p2", "top20"],
    ["hunter2", "hunter"],
  ])("gives a name in which %s is not a word: %s", async (password, field) => {
    const resource = { ...pressWithPassword(secret(password)), name: field };
    expect((await validateStack(name, [resource, stackOutputs({ [field]: password })])).violations).toEqual(
      messagesFor(`Output ${field}`, field),
    );
  });

  it("omits names that contain another secret", async () => {
    const resources = [
      subscriptionWithSecret("pw"),
      { ...pressWithPassword(secret("hunter2")), name: "pw" },
      stackOutputs({ pw: "hunter2" }),
    ];
    expect((await validateStack(name, resources)).violations).toEqual(messagesFor("An output", "a resource"));
  });
});

it.each<[string, Readonly<Record<string, unknown>>]>([
  ["null", { secret: null, slackToken: secret(null), url: null, hostUri: null, xAuthInfo: null }],
  ["numbers", { secret: 12345678, slackToken: secret(1), url: secret(7), xAuthInfo: { password: 4 } }],
  ["lists", { secret: [], slackToken: secret([null]), url: secret([1]), xAuthInfo: [null, [null]] }],
  ["objects", { secret: {}, slackToken: secret({}), url: secret({ a: null }), xAuthInfo: { password: {} } }],
  ["texts", { xAuthInfo: "a", jwtSigningInfo: secret("a"), events: "a" }],
  ["signs", { secret: secret("="), slackToken: secret("\ud800"), xAuthInfo: { password: secret("%") } }],
])("judges the other resources if properties are %s", async (_what, props) => {
  const types = ["rockitSubscription", "durstSubscriber", "provider"] as const;
  const odd = types.map((type, at): Resource => ({ type, name: `odd-${at}`, props }));
  const shown = { a: null, b: [null, 1, true, ""], c: {}, d: key };
  expect(await validateStack(name, [...odd, builds, stackOutputs(shown)])).toEqual({
    violations: [leakViolation("d")],
    unknown: [],
    notApplicable: undefined,
  });
});

it("knows the settings of each provider's type", () => {
  expect(secretsOfType("pulumi:providers:pulumi-nodejs")).toEqual([
    "rockit:apiKey",
    "rockit:authToken",
    "durst:password",
  ]);
  expect(secretsOfType("pulumi:providers:rockit-durst")).toEqual([
    "rockit.apiKey",
    "rockit.authToken",
    "durst.password",
  ]);
});

// Less than 2 seconds on an idle machine.
it("judges a large stack within seconds", async () => {
  const digest = (seed: string) => createHash("sha256").update(seed).digest("base64");
  const resources = Array.from(
    { length: 500 },
    (_, at): Resource => ({
      type: "rockitSubscription",
      name: `builds-${at}`,
      props: {
        name: `builds-${at}`,
        sender: "mkraw",
        events: ["end", "error", "exception"],
        type: "webhook",
        url: `https://hooks-${at}.example.com/sites/innsbruck/lines/${at}?since=2026-11-29T14%3A48`,
        note: `{"program":"\\u0026 \\"${digest(`note ${at}`)}\\""}`.repeat(10),
        ...(at % 5 === 0 ? { secret: secret(digest(`secret ${at}`)) } : {}),
      },
    }),
  );
  const started = performance.now();
  const { violations } = await validateStack(name, [
    ...resources,
    stackOutputs({ shown: digest("secret 495") }),
  ]);
  expect(violations).toEqual([leakViolation("shown", "secret of builds-495")]);
  expect(performance.now() - started).toBeLessThan(20_000);
});
