import { ambiguousMessage } from "../../../packages/policy/src/address/read-address.ts";
import { ambiguousTexts } from "../address/ambiguous.ts";
import { type Resource, secret, unknown } from "../served.ts";
import { type Case, cases, type Row } from "./row.ts";

const provider = (props: Resource["props"] = {}): Resource => ({ type: "provider", props });
/** Settings as the native class passes them to the engine: a JSON string for each vendor. */
const natively = ({ props = {} }: Resource): Resource => {
  const vendors: Record<string, Record<string, unknown>> = {};
  for (const [key, value] of Object.entries(props)) {
    const [vendor = "", name = ""] = key.split(":");
    vendors[vendor] = { ...vendors[vendor], [name]: value };
  }
  const entries = Object.entries(vendors).map(([vendor, values]) => {
    const { marked, plain } = withoutMarks(values);
    const text = JSON.stringify(plain);
    return [vendor, Object.values(plain).includes(unknown) ? unknown : marked ? secret(text) : text];
  });
  return { type: "nativeProvider", props: Object.fromEntries(entries) };
};
const withoutMarks = (values: Record<string, unknown>) => {
  const isMarked = (value: unknown): value is { value: unknown } =>
    typeof value === "object" && value !== null && "value" in value;
  const all = Object.entries(values);
  return {
    marked: all.some(([, value]) => isMarked(value)),
    plain: Object.fromEntries(all.map(([name, value]) => [name, isMarked(value) ? value.value : value])),
  };
};
/** The same cases with a native provider. */
const bothProviders = (all: readonly Case[]): Case[] => [
  ...all,
  ...all.map((one) => ({ ...one, what: `${one.what}, native`, of: natively(one.of as Resource) })),
];
const endpoints = ["rockit:endpoint", "durst:endpoint"] as const;
const insecure = (setting: string) =>
  `${setting} does not use https, so anyone on the network path can read the credentials: begin it with https://.`;
const at = (setting: string, values: readonly unknown[]): Case[] =>
  values.map((value) => ({
    what: `${setting} ${typeof value === "string" ? value : "that is secret"}`,
    of: provider({ [setting]: value }),
  }));

const types = ["rockitSubscription", "durstSubscriber", "durstSubscription"] as const;
const unprotected =
  "The resource option protect is not set, so a mistake can delete this production resource: set protect to true.";

const key = 'canary/+"key=';
const builds: Resource = {
  type: "rockitSubscription",
  name: "builds",
  props: { name: "builds", sender: "mkraw", event: "end", type: "webhook", secret: secret(key) },
};
const withPassword = (password: unknown): Resource => ({
  type: "durstSubscriber",
  name: "press",
  props: { hostUri: "https://a.example/", xAuthInfo: { user: "press", password } },
});
const unmarked =
  "xAuthInfo.password is not marked as a secret, so the state would contain it in plain text: wrap it in pulumi.secret. If a transform sets it, wrap it there.";
const press = withPassword(secret("canary1"));
const outputs = (props: Resource["props"] = {}): Resource => ({ type: "stack", name: "stack", props });
const leak = (output: string, of = "secret of builds") =>
  `stack: Output ${output} contains ${of} in plain text: pass it on as a secret, and rotate it.`;
const shown = (what: string, value: unknown): Case => ({
  what,
  of: [outputs({ shown: value }), builds],
  violations: [leak("shown")],
});
const withOutputs = (what: string, props: Resource["props"]): Case => ({
  what,
  of: [builds, press, outputs(props)],
});

export const commonRows: readonly Row[] = [
  {
    policy: "endpoint-https",
    passes: bothProviders([
      ...endpoints.flatMap((setting) =>
        at(setting, [
          "https://backend.example.com",
          "HTTPS://backend.example.com:8443",
          "http://localhost:8080",
          "http://127.0.0.1:8080/",
          "http://[::1]:8080",
          "http://[0:0:0:0:0:0:0:1]/",
          "http://[::ffff:127.0.0.1]:8080",
          "http://127.255.0.1",
          "http://LOCALHOST.:8080",
          "http://durst.localhost:8080",
          "localhost:8080",
          "",
        ]),
      ),
      {
        what: "no endpoint, whatever else a provider is given",
        of: provider({
          "durst:allowInsecureHttp": "true",
          "durst:password": secret("canary"),
          "other:endpoint": "http://x",
        }),
      },
    ]),
    reports: bothProviders([
      ...endpoints.flatMap((setting) =>
        at(setting, [
          "http://backend.example.com",
          "HTTP://10.1.2.3",
          "backend.example.com",
          "http://localhost.example.com",
          "http://127.0.0.1.example.com",
          "http://[::2]/",
          "http://[::127.0.0.1]/",
          "http://localhost.localdomain/",
          "http://0.0.0.0/",
          "http://localhost@backend.example.com/",
          "backend.example.com:443",
        ]).map((one) => ({ ...one, violations: [insecure(setting)] })),
      ),
      ...endpoints.flatMap((setting) =>
        at(
          setting,
          ambiguousTexts.map(([, text]) => text).filter((text) => text !== ""),
        ).map((one) => ({ ...one, violations: [ambiguousMessage(setting)] })),
      ),
      {
        what: "both vendors' endpoints",
        of: provider({ "rockit:endpoint": "http://a.example", "durst:endpoint": "http://b.example" }),
        violations: endpoints.map(insecure),
      },
    ]),
    secret: bothProviders(
      endpoints.flatMap((setting) =>
        at(setting, [secret("http://canary.example")]).map((one) => ({
          ...one,
          violations: [insecure(setting)],
        })),
      ),
    ),
    waits: [
      {
        what: "an endpoint, but judges the other endpoint",
        of: provider({ "rockit:endpoint": unknown, "durst:endpoint": "http://b.example" }),
        violations: [insecure("durst:endpoint")],
        unknown: ["rockit:endpoint"],
      },
      {
        what: "a vendor's settings of a native provider, but judges the other vendor's",
        of: natively(provider({ "rockit:endpoint": unknown, "durst:endpoint": "http://b.example" })),
        violations: [insecure("durst:endpoint")],
        unknown: ["rockit"],
      },
    ],
  },
  {
    policy: "production-protected",
    configured: { stack: "prod" },
    passes: [
      ...cases(types, (type) => ({ type, protect: true })),
      ...cases(["provider", "nativeProvider", "stack"] as const, (type) => ({ type })),
    ],
    reports: [
      ...cases(types, (type) => ({ type }), { violations: [unprotected] }),
      {
        what: "a resource with only unknown properties",
        of: { type: "rockitSubscription", props: { url: unknown, sender: unknown } },
        violations: [unprotected],
      },
    ],
    secret: [
      {
        what: "a token",
        of: {
          type: "rockitSubscription",
          props: { url: unknown, sender: unknown, slackToken: secret("canary") },
        },
        violations: [unprotected],
      },
    ],
    waits: "never, since the policy reads no property",
    doesNotApply: cases(types, (type) => ({ type }), {
      configured: { stack: "dev" },
      notApplicable: "the stack is not a production stack",
    }),
  },
  {
    policy: "no-plaintext-secrets",
    passes: [
      withOutputs("no output", {}),
      withOutputs("other outputs", {
        url: "https://hooks.example.com",
        number: 4,
        on: true,
        none: null,
        list: ["a"],
      }),
      withOutputs("a part of it", { part: key.slice(1) }),
      { what: "a stack without resources of this package", of: [outputs({ waiting: unknown })] },
      { what: "a resource's own credential, marked as a secret", of: press },
      {
        what: "a credential in the secret JSON of a native provider",
        of: { type: "nativeProvider", props: { durst: secret('{"password":"canary1"}') } },
      },
      { what: "another type of resource", of: { type: "stack", props: { secret: key } } },
    ],
    reports: [
      { what: "a credential of its own", of: withPassword("canary1"), violations: [unmarked] },
      {
        what: "a credential in the text of a native provider",
        of: { type: "nativeProvider", props: { durst: '{"password":"canary1"}' } },
        violations: [unmarked.replace("xAuthInfo", "durst")],
      },
      shown("unchanged", key),
      shown("in a text", `https://a.example/${key}/b`),
      shown("in an object", { a: { b: key } }),
      shown("in a list", ["a", [key]]),
      shown("beside a secret", { a: secret(key), b: key }),
      shown("as a name in an object", { [key]: secret("a") }),
      shown("in JSON", JSON.stringify({ a: key })),
      shown("in a query", `https://a.example/?${new URLSearchParams({ a: key })}`),
      shown("in base64", Buffer.from(key).toString("base64")),
      shown("in base64 with more before and after it", Buffer.from(`a${key}b`).toString("base64url")),
      shown("in hexadecimal digits", Buffer.from(key).toString("hex")),
      shown("as a list of bytes", [...Buffer.from(key)]),
      shown("in an asset", {
        "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
        text: key,
      }),
    ],
    secret: [
      withOutputs("a secret", { secret: secret(key) }),
      withOutputs("a text that is secret", { text: secret(`https://a.example/${key}`) }),
      withOutputs("an object that is secret as a whole", { all: secret({ a: [key, { b: key }] }) }),
      withOutputs("a list of secrets", { all: [secret(key), { b: secret(key) }] }),
      {
        what: "an address marked as a secret, in plain text in an output",
        of: [
          { ...builds, props: { url: secret("https://a.example/canary") } },
          outputs({ shown: "https://a.example/canary" }),
        ],
        violations: [leak("shown", "url of builds")],
      },
      {
        what: "an output and a resource whose names are a short password",
        of: [{ ...withPassword(secret("canary2")), name: "canary2" }, outputs({ canary2: "canary2" })],
        violations: [
          "stack: An output contains xAuthInfo.password of a resource in plain text: pass it on as a secret, and rotate it.",
        ],
      },
      {
        what: "an output with a name that is or contains a secret",
        of: [builds, outputs({ [key]: "a", [`of-${key}`]: key })],
        violations: [
          "stack: An output contains secret of builds in plain text: pass it on as a secret, and rotate it.",
        ],
      },
    ],
    waits: [
      {
        what: "an output, and judges the rest",
        of: [
          { ...builds, props: { name: "builds" } },
          withPassword(secret("canary-password")),
          outputs({ waiting: { a: [unknown] }, secretlyWaiting: secret(unknown), shown: "canary-password" }),
        ],
        violations: [leak("shown", "xAuthInfo.password of press")],
        unknown: ["waiting.a.0"],
      },
      {
        what: "a credential",
        of: [withPassword(unknown), outputs({ shown: "a" })],
        unknown: ["xAuthInfo.password"],
      },
      {
        what: "an address that is marked as a secret",
        of: [{ ...builds, props: { url: secret(unknown) } }, outputs({ shown: "a" })],
        unknown: ["url"],
      },
    ],
  },
];
