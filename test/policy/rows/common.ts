import { ambiguousMessage } from "../../../packages/policy/src/address/read-address.ts";
import { ambiguousTexts } from "../address/ambiguous.ts";
import { builds, key, leakViolation, pressWithPassword, stackOutputs } from "../common/secret-resources.ts";
import { type Resource, secret, unknown } from "../policy-server.ts";
import { type Case, casesFor, type Row } from "./row.ts";

const provider = (props: Resource["props"] = {}): Resource => ({ type: "provider", props });
/** Settings as the native class passes them to the engine: a JSON string for each vendor. */
const asNative = ({ props = {} }: Resource): Resource => {
  const vendors: Record<string, Record<string, unknown>> = {};
  for (const [key, value] of Object.entries(props)) {
    const [vendor = "", name = ""] = key.split(":");
    vendors[vendor] = { ...vendors[vendor], [name]: value };
  }
  const entries = Object.entries(vendors).map(([vendor, values]) => {
    const { marked, plain } = unwrapSecrets(values);
    const text = JSON.stringify(plain);
    return [vendor, Object.values(plain).includes(unknown) ? unknown : marked ? secret(text) : text];
  });
  return { type: "nativeProvider", props: Object.fromEntries(entries) };
};
const unwrapSecrets = (values: Record<string, unknown>) => {
  const isMarked = (value: unknown): value is { value: unknown } =>
    typeof value === "object" && value !== null && "value" in value;
  const all = Object.entries(values);
  return {
    marked: all.some(([, value]) => isMarked(value)),
    plain: Object.fromEntries(all.map(([name, value]) => [name, isMarked(value) ? value.value : value])),
  };
};
/** The same cases with a native provider. */
const withNativeProviders = (all: readonly Case[]): Case[] => [
  ...all,
  ...all.map((one) => ({
    ...one,
    what: `${one.what}, native`,
    resources: asNative(one.resources as Resource),
  })),
];
const endpoints = ["rockit:endpoint", "durst:endpoint"] as const;
const insecure = (setting: string) =>
  `${setting} does not use https, so anyone on the network path can read the credentials: begin it with https://.`;
const endpointCases = (setting: string, values: readonly unknown[]): Case[] =>
  values.map((value) => ({
    what: `${setting} ${typeof value === "string" ? value : "that is secret"}`,
    resources: provider({ [setting]: value }),
  }));

const types = ["rockitSubscription", "durstSubscriber", "durstSubscription"] as const;
const notProtected =
  "The resource option protect is not set, so a mistake can delete this production resource: set protect to true.";

const notMarked =
  "xAuthInfo.password is not marked as a secret, so the state would contain it in plain text: wrap it in pulumi.secret. If a transform sets it, wrap it there.";
const press = pressWithPassword(secret("canary1"));
const outputLeak = (what: string, value: unknown): Case => ({
  what,
  resources: [stackOutputs({ shown: value }), builds],
  violations: [leakViolation("shown")],
});
const outputCase = (what: string, props: Resource["props"]): Case => ({
  what,
  resources: [builds, press, stackOutputs(props)],
});

export const commonRows: readonly Row[] = [
  {
    policy: "endpoint-https",
    passes: withNativeProviders([
      ...endpoints.flatMap((setting) =>
        endpointCases(setting, [
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
        what: "no endpoint, but other settings",
        resources: provider({
          "durst:allowInsecureHttp": "true",
          "durst:password": secret("canary"),
          "other:endpoint": "http://x",
        }),
      },
    ]),
    reports: withNativeProviders([
      ...endpoints.flatMap((setting) =>
        endpointCases(setting, [
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
        endpointCases(
          setting,
          ambiguousTexts.map(([, text]) => text).filter((text) => text !== ""),
        ).map((one) => ({ ...one, violations: [ambiguousMessage(setting)] })),
      ),
      {
        what: "both vendors' endpoints",
        resources: provider({ "rockit:endpoint": "http://a.example", "durst:endpoint": "http://b.example" }),
        violations: endpoints.map(insecure),
      },
    ]),
    secret: withNativeProviders(
      endpoints.flatMap((setting) =>
        endpointCases(setting, [secret("http://canary.example")]).map((one) => ({
          ...one,
          violations: [insecure(setting)],
        })),
      ),
    ),
    waits: [
      {
        what: "an endpoint, but judges the other endpoint",
        resources: provider({ "rockit:endpoint": unknown, "durst:endpoint": "http://b.example" }),
        violations: [insecure("durst:endpoint")],
        unknown: ["rockit:endpoint"],
      },
      {
        what: "a vendor's settings of a native provider, but judges the other vendor's",
        resources: asNative(provider({ "rockit:endpoint": unknown, "durst:endpoint": "http://b.example" })),
        violations: [insecure("durst:endpoint")],
        unknown: ["rockit"],
      },
    ],
  },
  {
    policy: "production-protected",
    context: { stack: "prod" },
    passes: [
      ...casesFor(types, (type) => ({ type, protect: true })),
      ...casesFor(["provider", "nativeProvider", "stack"] as const, (type) => ({ type })),
    ],
    reports: [
      ...casesFor(types, (type) => ({ type }), { violations: [notProtected] }),
      {
        what: "a resource with only unknown properties",
        resources: { type: "rockitSubscription", props: { url: unknown, sender: unknown } },
        violations: [notProtected],
      },
    ],
    secret: [
      {
        what: "a token",
        resources: {
          type: "rockitSubscription",
          props: { url: unknown, sender: unknown, slackToken: secret("canary") },
        },
        violations: [notProtected],
      },
    ],
    waits: "never, since the policy reads no property",
    doesNotApply: casesFor(types, (type) => ({ type }), {
      context: { stack: "dev" },
      notApplicable: "the stack is not a production stack",
    }),
  },
  {
    policy: "no-plaintext-secrets",
    passes: [
      outputCase("no output", {}),
      outputCase("other outputs", {
        url: "https://hooks.example.com",
        number: 4,
        on: true,
        none: null,
        list: ["a"],
      }),
      outputCase("a part of a secret", { part: key.slice(1) }),
      { what: "a stack without resources of this package", resources: [stackOutputs({ waiting: unknown })] },
      { what: "a resource's own credential, marked as a secret", resources: press },
      {
        what: "a credential in the secret JSON of a native provider",
        resources: { type: "nativeProvider", props: { durst: secret('{"password":"canary1"}') } },
      },
      { what: "another type of resource", resources: { type: "stack", props: { secret: key } } },
    ],
    reports: [
      {
        what: "a resource's own credential in plain text",
        resources: pressWithPassword("canary1"),
        violations: [notMarked],
      },
      {
        what: "a credential in the text of a native provider",
        resources: { type: "nativeProvider", props: { durst: '{"password":"canary1"}' } },
        violations: [notMarked.replace("xAuthInfo", "durst")],
      },
      outputLeak("unchanged", key),
      outputLeak("in a text", `https://a.example/${key}/b`),
      outputLeak("in an object", { a: { b: key } }),
      outputLeak("in a list", ["a", [key]]),
      outputLeak("beside a secret", { a: secret(key), b: key }),
      outputLeak("as a name in an object", { [key]: secret("a") }),
      outputLeak("in JSON", JSON.stringify({ a: key })),
      outputLeak("in a query", `https://a.example/?${new URLSearchParams({ a: key })}`),
      outputLeak("in base64", Buffer.from(key).toString("base64")),
      outputLeak("in base64 with more before and after it", Buffer.from(`a${key}b`).toString("base64url")),
      outputLeak("in hexadecimal digits", Buffer.from(key).toString("hex")),
      outputLeak("as a list of bytes", [...Buffer.from(key)]),
      outputLeak("in an asset", {
        "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
        text: key,
      }),
    ],
    secret: [
      outputCase("a secret", { secret: secret(key) }),
      outputCase("a text that is secret", { text: secret(`https://a.example/${key}`) }),
      outputCase("an object that is secret as a whole", { all: secret({ a: [key, { b: key }] }) }),
      outputCase("a list of secrets", { all: [secret(key), { b: secret(key) }] }),
      {
        what: "an address marked as a secret, in plain text in an output",
        resources: [
          { ...builds, props: { url: secret("https://a.example/canary") } },
          stackOutputs({ shown: "https://a.example/canary" }),
        ],
        violations: [leakViolation("shown", "url of builds")],
      },
      {
        what: "an output and a resource whose names are a short password",
        resources: [
          { ...pressWithPassword(secret("canary2")), name: "canary2" },
          stackOutputs({ canary2: "canary2" }),
        ],
        violations: [
          "stack: An output contains xAuthInfo.password of a resource in plain text: pass it on as a secret, and rotate it.",
        ],
      },
      {
        what: "an output with a name that is or contains a secret",
        resources: [builds, stackOutputs({ [key]: "a", [`of-${key}`]: key })],
        violations: [
          "stack: An output contains secret of builds in plain text: pass it on as a secret, and rotate it.",
        ],
      },
    ],
    waits: [
      {
        what: "an output, and judges the rest",
        resources: [
          { ...builds, props: { name: "builds" } },
          pressWithPassword(secret("canary-password")),
          stackOutputs({
            waiting: { a: [unknown] },
            secretlyWaiting: secret(unknown),
            shown: "canary-password",
          }),
        ],
        violations: [leakViolation("shown", "xAuthInfo.password of press")],
        unknown: ["waiting.a.0"],
      },
      {
        what: "a credential",
        resources: [pressWithPassword(unknown), stackOutputs({ shown: "a" })],
        unknown: ["xAuthInfo.password"],
      },
      {
        what: "an address that is marked as a secret",
        resources: [{ ...builds, props: { url: secret(unknown) } }, stackOutputs({ shown: "a" })],
        unknown: ["url"],
      },
    ],
  },
];
