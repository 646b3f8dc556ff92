import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ProviderArgs } from "../../../provider/provider.ts";
import { loadBuiltPackage } from "../../helpers/build-output.ts";
import { recordRegistrations, rpcSecret } from "../../helpers/registrations.ts";

const { Provider } = await loadBuiltPackage();
const { registered } = recordRegistrations();

afterEach(() => vi.unstubAllEnvs());

async function inputsOf(args: ProviderArgs) {
  const provider = new Provider("site", args);
  await new Promise((resolve) => provider.urn.apply(resolve));
  expect(registered).toMatchObject([{ type: "pulumi:providers:pulumi-nodejs", name: "site" }]);
  return registered[0]?.inputs;
}

function messageOf(args: unknown): string {
  try {
    new Provider("site", args as ProviderArgs);
  } catch (error) {
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    const { message } = error as Error;
    expect(message).toMatch(/^provider "site": /);
    expect(message).not.toMatch(/canary|[\r\n]/);
    expect(registered).toEqual([]);
    return message;
  }
  return expect.fail("nothing was wrong with the arguments");
}

const accountArgs = {
  endpoint: "https://rockit.example",
  orgName: "acme",
  username: "bot",
  apiKey: "key-canary",
};
const tokenArgs = { endpoint: "https://rockit.example", authToken: "token-canary" };
const durstArgs = { endpoint: "https://durst.example", username: "operator", password: "password-canary" };
const limits = {
  allowInsecureHttp: true,
  requestTimeout: 7,
  totalTimeout: 90,
  maxConnections: 3,
  allowAllMissing: false,
};
const omit = (args: object, field: string) =>
  Object.fromEntries(Object.entries(args).filter(([name]) => name !== field));

describe("the arguments of a provider", () => {
  it("become the keys of the configuration, with credentials as secrets", async () => {
    expect(
      await inputsOf({ rockit: { ...accountArgs, ...limits }, durst: { ...durstArgs, ...limits } }),
    ).toEqual({
      "rockit:endpoint": "https://rockit.example",
      "rockit:orgName": "acme",
      "rockit:username": "bot",
      "rockit:apiKey": rpcSecret("key-canary"),
      "rockit:ownCredentials": "true",
      "rockit:allowInsecureHttp": "true",
      "rockit:requestTimeout": "7",
      "rockit:totalTimeout": "90",
      "rockit:maxConnections": "3",
      "rockit:allowAllMissing": "false",
      "durst:endpoint": "https://durst.example",
      "durst:username": "operator",
      "durst:password": rpcSecret("password-canary"),
      "durst:ownCredentials": "true",
      "durst:allowInsecureHttp": "true",
      "durst:requestTimeout": "7",
      "durst:totalTimeout": "90",
      "durst:maxConnections": "3",
      "durst:allowAllMissing": "false",
    });
  });

  it.each([
    ["rockit", { rockit: tokenArgs }, "rockit:authToken", "token-canary"],
    ["durst", { durst: durstArgs }, "durst:password", "password-canary"],
  ])("may be of %s alone", async (vendor, args, key, credential) => {
    const inputs = await inputsOf(args);
    expect(inputs[key]).toEqual(rpcSecret(credential));
    expect(Object.keys(inputs).filter((name) => !name.startsWith(`${vendor}:`))).toEqual([]);
  });

  it.each([
    ["outputs", <T>(value: T) => pulumi.output(value) as unknown as T],
    ["promises", <T>(value: T) => Promise.resolve(value) as unknown as T],
  ])("may be %s, whatever their type; credentials still are secrets", async (_what, later) => {
    const all = { ...durstArgs, ...limits };
    const durst = Object.fromEntries(
      Object.entries(all).map(([field, value]) => [field, later<unknown>(value)]),
    );
    expect(await inputsOf({ durst })).toEqual({
      "durst:endpoint": "https://durst.example",
      "durst:username": "operator",
      "durst:password": rpcSecret("password-canary"),
      "durst:ownCredentials": "true",
      "durst:allowInsecureHttp": "true",
      "durst:requestTimeout": "7",
      "durst:totalTimeout": "90",
      "durst:maxConnections": "3",
      "durst:allowAllMissing": "false",
    });
  });

  it("keep a secret mark in any field", async () => {
    const inputs = await inputsOf({ durst: { ...durstArgs, username: pulumi.secret("operator") } });
    expect(inputs).toMatchObject({
      "durst:username": rpcSecret("operator"),
      "durst:password": rpcSecret("password-canary"),
      "durst:ownCredentials": "true",
    });
  });

  it.each([
    ["rockit", accountArgs],
    ["rockit", tokenArgs],
    ["durst", durstArgs],
  ])("are accepted with any one of them an output: %s", async (vendor, args) => {
    for (const [field, value] of Object.entries(args)) {
      registered.length = 0;
      await inputsOf({ [vendor]: { ...args, [field]: pulumi.output(value) } });
    }
  });

  it("are accepted when an output allows plain http", async () => {
    const allowed = { endpoint: "http://site.example", allowInsecureHttp: pulumi.output(true) };
    expect(await inputsOf({ durst: { ...durstArgs, ...allowed } })).toMatchObject({
      "durst:endpoint": "http://site.example",
      "durst:allowInsecureHttp": "true",
    });
  });

  it("may be left to the environment, which the provider then reads at run time", async () => {
    vi.stubEnv("DURST_USERNAME", "operator");
    vi.stubEnv("DURST_PASSWORD", "password-canary");
    expect(await inputsOf({ durst: { endpoint: durstArgs.endpoint } })).toEqual({
      "durst:endpoint": "https://durst.example",
    });
  });

  it("are left out when undefined, even a whole vendor", async () => {
    const durst = { ...durstArgs, caCertificate: undefined, requestTimeout: undefined };
    expect(Object.keys(await inputsOf({ rockit: undefined, durst })).sort()).toEqual([
      "durst:endpoint",
      "durst:ownCredentials",
      "durst:password",
      "durst:username",
    ]);
  });

  it("are available to the package's functions as `settings`", async () => {
    const { settings } = new Provider("site", { durst: durstArgs });
    const found = await new Promise((resolve) => settings.apply(resolve));
    expect(found).toEqual({
      "durst:endpoint": "https://durst.example",
      "durst:username": "operator",
      "durst:password": "password-canary",
      "durst:ownCredentials": "true",
    });
    expect(await pulumi.isSecret(settings)).toBe(true);
  });
});

describe("an omitted argument", () => {
  it.each([
    ["rockit", accountArgs, "orgName"],
    ["rockit", accountArgs, "username"],
    ["rockit", accountArgs, "apiKey"],
    ["rockit", accountArgs, "endpoint"],
    ["rockit", tokenArgs, "endpoint"],
    ["rockit", tokenArgs, "authToken"],
    ["durst", durstArgs, "endpoint"],
    ["durst", durstArgs, "username"],
    ["durst", durstArgs, "password"],
  ])("is accepted when the provider is created: %s %#", async (vendor, args, field) => {
    const given = Object.keys(omit(args, field)).map((name) => `${vendor}:${name}`);
    for (const left of [omit(args, field), { ...args, [field]: undefined }, { ...args, [field]: null }]) {
      registered.length = 0;
      expect(Object.keys(await inputsOf({ [vendor]: left }))).toEqual(expect.arrayContaining(given));
      expect(registered[0]?.inputs).not.toHaveProperty([`${vendor}:${field}`]);
    }
  });

  it.each([
    ["nothing", {}],
    ["no argument of a vendor", { durst: {} }],
    ["null for a vendor", { rockit: null, durst: null }],
  ])("may be any: %s", async (_what, args) => {
    expect(await inputsOf(args as ProviderArgs)).toEqual({});
  });

  it("may be an output without a value, which becomes an empty string", async () => {
    const absent = pulumi.output(null) as unknown as pulumi.Output<string>;
    const inputs = await inputsOf({ durst: { ...durstArgs, password: absent, caCertificate: absent } });
    expect(inputs).toMatchObject({ "durst:caCertificate": "", "durst:password": rpcSecret("") });
  });

  it("does not conflict: an account in the environment beside a given token, or the reverse", async () => {
    vi.stubEnv("ROCKIT_ORG_NAME", "acme");
    vi.stubEnv("ROCKIT_USERNAME", "bot");
    vi.stubEnv("ROCKIT_API_KEY", "key-canary");
    expect(await inputsOf({ rockit: tokenArgs })).toMatchObject({
      "rockit:authToken": rpcSecret("token-canary"),
    });
    vi.unstubAllEnvs();
    registered.length = 0;
    vi.stubEnv("ROCKIT_AUTH_TOKEN", "token-canary");
    expect(await inputsOf({ rockit: accountArgs })).toMatchObject({
      "rockit:apiKey": rpcSecret("key-canary"),
    });
  });
});

describe("wrong arguments are reported before any resource is registered:", () => {
  it.each([
    ["an unknown vendor", { durts: durstArgs }, "durts is not a vendor; valid ones are rockit and durst"],
    [
      "an unknown argument of Durst",
      { durst: { ...durstArgs, apiKey: "key-canary" } },
      "durst.apiKey is not an argument; valid ones are endpoint, caCertificate, allowInsecureHttp, requestTimeout, totalTimeout, maxConnections, allowAllMissing, username, password, loginVersion",
    ],
    [
      "an unknown argument of ROCKIT that is an output",
      { rockit: { ...tokenArgs, pasword: pulumi.output("canary") } },
      "rockit.pasword is not an argument; valid ones are endpoint, caCertificate, allowInsecureHttp, requestTimeout, totalTimeout, maxConnections, allowAllMissing, orgName, username, apiKey, authToken",
    ],
    [
      "a token beside a machine account",
      { rockit: { ...accountArgs, ...tokenArgs } },
      "rockit:authToken and rockit:orgName, rockit:username, rockit:apiKey are both set but exclude each other",
    ],
    [
      "a token beside a machine account that is an output",
      { rockit: { ...tokenArgs, apiKey: pulumi.output("key-canary") } },
      "rockit:authToken and rockit:apiKey are both set but exclude each other",
    ],
    [
      "a password with a line break",
      { durst: { ...durstArgs, password: "canary\n" } },
      "the setting durst:password contains a line break, a control character or a byte order mark (from a file?): correct it with the argument durst.password or the environment variable DURST_PASSWORD",
    ],
    [
      "an unknown login version",
      { durst: { ...durstArgs, loginVersion: 3 } },
      "the setting durst:loginVersion must be 1 or 2: correct it with the argument durst.loginVersion",
    ],
    [
      "an argument that is an object",
      { durst: { ...durstArgs, username: {} } },
      "durst.username must be a string",
    ],
    [
      "an argument that is a list",
      { rockit: { ...tokenArgs, authToken: ["canary"] } },
      "rockit.authToken must be",
    ],
    ["a vendor that is a text", { durst: "canary" }, "durst must be an object; its values may be outputs"],
    ["a vendor that is a list", { durst: [durstArgs] }, "durst must be an object"],
    ["a vendor that is an output", { durst: pulumi.output(durstArgs) }, "durst must be an object"],
    [
      "an http endpoint",
      { durst: { ...durstArgs, endpoint: "http://durst.example" } },
      "the setting durst:endpoint is plain http, which exposes the credentials to the network: use https, or set durst:allowInsecureHttp",
    ],
    [
      "an invalid endpoint",
      { durst: { ...durstArgs, endpoint: "canary.example" } },
      "the setting durst:endpoint must be a URL",
    ],
    [
      "an invalid time",
      { durst: { ...durstArgs, requestTimeout: 0 } },
      "the setting durst:requestTimeout (DURST_REQUEST_TIMEOUT) must be a whole number from 1 to 999999",
    ],
    [
      "an invalid certificate",
      { durst: { ...durstArgs, caCertificate: "canary.pem" } },
      "the setting durst:caCertificate must be the text of one or more certificates in PEM format",
    ],
    [
      "an invalid argument of one vendor beside valid ones of the other",
      { rockit: accountArgs, durst: { ...durstArgs, allowAllMissing: "yes" } },
      "the setting durst:allowAllMissing (DURST_ALLOW_ALL_MISSING) must be true or false",
    ],
  ])("%s", (_what, args, says) => {
    expect(messageOf(args)).toContain(says);
  });

  it.each(["http://127.0.0.1:8080", "http://localhost:8080"])(
    "except plain http to this machine: %s",
    async (endpoint) => {
      expect(await inputsOf({ durst: { ...durstArgs, endpoint } })).toMatchObject({
        "durst:endpoint": endpoint,
      });
    },
  );
});
