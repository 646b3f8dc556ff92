import { createHash } from "node:crypto";
import type { PolicyResource } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import { secretOutputs } from "../../../packages/policy/src/index.ts";
import { judged, judgedStack, type Resource, secret, unknown } from "../served.ts";

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

const base64 = (text: string) => Buffer.from(text).toString("base64");
const base64Url = (text: string) => Buffer.from(text).toString("base64url");
const hex = (text: string) => Buffer.from(text).toString("hex");
const html = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("/", "&#x2F;");
const percent = (text: string) => hex(text).replaceAll(/../g, "%$&");
/** Its base64 and its URL differ from it in every way that there is. */
const awkward = 'ÿ?>canary/+"key=&~\\';

it.each<[string, string]>([
  ["hexadecimal digits", hex(awkward)],
  ["hexadecimal digits in upper case", hex(awkward).toUpperCase()],
  ["hexadecimal digits with colons", hex(awkward).replaceAll(/(..)(?=.)/g, "$1:")],
  ["bytes as a program writes them", hex(awkward).replaceAll(/../g, "\\x$&")],
  ["base64", base64(awkward)],
  ["base64 on two lines", base64(awkward).replace(/^.{9}/, "$&\n")],
  ["base64 without padding", base64(awkward).replaceAll("=", "")],
  ["base64 for URLs", base64Url(awkward)],
  ["a header of basic authentication", `Basic ${base64(`user:${awkward}`)}`],
  ["base64 of an environment, of one letter more", base64(`A=1\nSECRET=${awkward}\nB=2`)],
  ["base64 of an environment, of two letters more", base64(`AB=1\nSECRET=${awkward}\nB=2`)],
  ["base64 of JSON", base64(JSON.stringify({ a: [awkward] }))],
  ["base64 for URLs of JSON", base64Url(JSON.stringify({ ab: awkward }))],
  ["base64 in base64", base64(`x ${base64(awkward)}`)],
  ["unaligned base64 in unaligned base64", base64Url(`{"a":"${base64Url(`x${awkward}`)}"}`)],
  ["base64 in hexadecimal digits", hex(base64(awkward))],
  ["hexadecimal digits in base64", base64(`0x${hex(awkward).toUpperCase()}`)],
  ["base64 of UTF-16, as PowerShell has it", Buffer.from(`$a="${awkward}"`, "utf16le").toString("base64")],
  ["a URL", `https://a.example/${encodeURIComponent(awkward)}/b`],
  ["a URL in lower case", encodeURIComponent(awkward).replaceAll(/%../g, (one) => one.toLowerCase())],
  ["a query", `https://a.example/?${new URLSearchParams({ a: `x ${awkward}` })}`],
  ["a query in a query", new URLSearchParams({ a: `?${new URLSearchParams({ b: awkward })}` }).toString()],
  ["a URL, every byte", percent(awkward)],
  ["base64 in a query", new URLSearchParams({ a: base64(awkward) }).toString()],
  ["JSON", JSON.stringify({ a: awkward })],
  ["JSON in JSON", JSON.stringify(JSON.stringify({ a: awkward }))],
  ["JSON of ASCII", JSON.stringify(awkward).replaceAll("ÿ", "\\u00ff").replaceAll("/", "\\/")],
  ["HTML", `<b title="${html(awkward)}">`],
  ["HTML in JSON", JSON.stringify({ a: `<b>${html(awkward)}</b>` })],
])("finds a secret as %s", async (_what, text) => {
  const resources = [{ ...builds, props: { ...builds.props, secret: secret(awkward) } }, outputs({ text })];
  expect((await judgedStack(name, resources)).violations).toEqual([leak("text")]);
});

describe("what is there by chance", () => {
  const withPassword = (password: string): Resource => ({
    ...press,
    props: { ...press.props, xAuthInfo: { user: "press", password: secret(password) } },
  });
  const texts = { url: "https://production.example/", name: "reproduction", more: base64("in production") };

  it.each(["production", "Production", "PRODUCTION", "press", "example"])("is a word: %s", async (word) => {
    expect((await judgedStack(name, [withPassword(word), outputs(texts)])).violations).toEqual([]);
  });

  it.each(["production", base64("production"), hex("production")])(
    "is none if it is all: %s",
    async (text) => {
      const resources = [withPassword("production"), outputs({ text })];
      expect((await judgedStack(name, resources)).violations).toEqual([
        leak("text", "xAuthInfo.password of press"),
      ]);
    },
  );

  it("is no number that the digits of a short password would be in hexadecimal", async () => {
    expect((await judgedStack(name, [withPassword("pw"), outputs({ port: "7077" })])).violations).toEqual([]);
  });

  it("is not in long texts that are innocent", async () => {
    const digest = (seed: number) => createHash("sha512").update(`${seed}`).digest("base64");
    const long = Array.from({ length: 2_000 }, (_, at) => `%20&amp;\\n{"a": "${digest(at)}"}\n`).join("");
    const resources = [builds, outputs({ long, encoded: base64(long), digits: hex(long) })];
    expect((await judgedStack(name, resources)).violations).toEqual([]);
  });
});

// Less than 2 seconds where nothing else runs.
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
  const { violations } = await judgedStack(name, [...resources, outputs({ shown: digest("secret 495") })]);
  expect(violations).toEqual([leak("shown", "secret of builds-495")]);
  expect(performance.now() - started).toBeLessThan(20_000);
});

describe("a resource's own secrets, before it is created", () => {
  const unmarked = (field: string) =>
    `${field} is not marked as a secret, so that it would stand in the clear in the state: wrap it in pulumi.secret, also where a transform sets it.`;
  const of = (type: Resource["type"], props: object): Resource => ({ type, props: { ...props } });

  it.each<[string, Resource]>([
    ["slackToken", of("rockitSubscription", { slackToken: key })],
    ["secret", of("rockitSubscription", { secret: key })],
    ["xAuthInfo.password", of("durstSubscriber", { xAuthInfo: { user: secret("a"), password: key } })],
    ["jwtSigningInfo.key", of("durstSubscriber", { jwtSigningInfo: { httpHeaderName: "a", key } })],
    ["rockit:apiKey", of("provider", { "rockit:apiKey": key })],
    ["durst:password", of("provider", { "durst:username": "a", "durst:password": key })],
  ])("are reported in the clear: %s", async (field, resource) => {
    const violations = [unmarked(field)];
    expect(await judged(name, resource)).toEqual({ violations, unknown: [], notApplicable: undefined });
  });

  it.each<[string, Resource]>([
    ["marked", of("rockitSubscription", { slackToken: secret(key) })],
    ["in what is marked as a whole", of("durstSubscriber", { jwtSigningInfo: secret({ key }) })],
    ["not known yet", of("rockitSubscription", { slackToken: unknown })],
    ["in what is not known yet", of("durstSubscriber", { xAuthInfo: unknown })],
    ["absent", of("durstSubscriber", { xAuthInfo: { user: "a" }, jwtSigningInfo: null })],
    ["empty", of("rockitSubscription", { slackToken: "" })],
    ["no secret", of("durstSubscription", { topic: key })],
  ])("pass: %s", async (_what, resource) => {
    expect(await judged(name, resource)).toEqual({ violations: [], unknown: [], notApplicable: undefined });
  });
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
    [expect.stringMatching(/@pulumi\/policy .*(does not tell|nothing tells) which values are secret/)],
  ]);
});
