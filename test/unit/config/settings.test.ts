import { describe, expect, it } from "vitest";
import {
  account,
  asEnvironment,
  durst,
  login,
  messageOf,
  pem,
  rockit,
  token,
  variable,
  without,
} from "./samples.ts";

describe("all settings", () => {
  const limits = {
    allowAllMissing: "true",
    allowInsecureHttp: "true",
    requestTimeout: "7",
    totalTimeout: "90",
    maxConnections: "3",
    caCertificate: pem,
  };
  const of = (namespace: string) =>
    Object.fromEntries(Object.entries(limits).map(([name, value]) => [`${namespace}:${name}`, value]));
  const common = { caCertificate: pem, requestTimeout: 7000, totalTimeout: 90_000, maxConnections: 3 };
  const cases = [
    [
      "a ROCKIT machine account",
      { ...account, ...of("rockit"), "rockit:endpoint": "http://rockit.example/edge" },
      rockit,
      {
        endpoint: new URL("http://rockit.example/edge"),
        ...common,
        credentials: { orgName: "acme", username: "bot", apiKey: "canary-key" },
      },
    ],
    [
      "a ROCKIT token",
      { ...token, ...of("rockit"), "rockit:endpoint": "http://rockit.example" },
      rockit,
      {
        endpoint: new URL("http://rockit.example"),
        ...common,
        credentials: { authToken: "canary-token" },
      },
    ],
    [
      "Durst",
      { ...login, ...of("durst"), "durst:endpoint": "http://durst.example:8443/" },
      durst,
      {
        endpoint: new URL("http://durst.example:8443/"),
        ...common,
        credentials: { username: "operator", password: "canary pässword " },
      },
    ],
  ] as const;

  it.each(cases)("of %s come from the configuration", (_what, settings, read, expected) => {
    expect(read(settings)).toMatchObject({ ...expected, otherCredentials: undefined });
  });

  it.each(cases)("of %s come from the environment", (_what, settings, read, expected) => {
    expect(read({}, asEnvironment(settings))).toMatchObject({ ...expected, otherCredentials: undefined });
  });

  it.each(cases)("of %s come from the configuration where both have them", (_w, settings, read, expected) => {
    const others = Object.fromEntries(
      Object.keys(settings).map((key) => [variable(key), `other ${key}: not even of the right form`]),
    );
    expect(read(settings, others)).toMatchObject(expected);
  });

  it.each(cases)(
    "of %s come from the environment where the configuration's are empty",
    (_w, settings, read) => {
      const empty = Object.fromEntries(Object.keys(settings).map((key) => [key, ""]));
      expect(read(empty, asEnvironment(settings))).toEqual(read({}, asEnvironment(settings)));
    },
  );

  it("have the documented names in the environment", () => {
    expect(Object.keys(asEnvironment({ ...account, ...token, ...of("rockit") })).sort()).toEqual([
      "ROCKIT_ALLOW_ALL_MISSING",
      "ROCKIT_ALLOW_INSECURE_HTTP",
      "ROCKIT_API_KEY",
      "ROCKIT_AUTH_TOKEN",
      "ROCKIT_CA_CERTIFICATE",
      "ROCKIT_ENDPOINT",
      "ROCKIT_MAX_CONNECTIONS",
      "ROCKIT_ORG_NAME",
      "ROCKIT_REQUEST_TIMEOUT",
      "ROCKIT_TOTAL_TIMEOUT",
      "ROCKIT_USERNAME",
    ]);
  });

  it("of limits may be left out", () => {
    const none = {
      caCertificate: undefined,
      requestTimeout: undefined,
      totalTimeout: undefined,
      maxConnections: undefined,
    };
    expect(rockit(account)).toMatchObject(none);
    expect(durst(login)).toMatchObject(none);
  });
});

describe("allowAllMissing", () => {
  it.each([
    ["rockit", account, rockit],
    ["durst", login, durst],
  ] as const)("of %s is off unless it is true, and known by its names", (namespace, settings, read) => {
    const key = `${namespace}:allowAllMissing`;
    const named = { key, variable: variable(key) };
    expect(read(settings).allowAllMissing).toMatchObject({ ...named, on: false });
    expect(read({ ...settings, [key]: "false" }).allowAllMissing.on).toBe(false);
    expect(read(settings, { [variable(key)]: "true" }).allowAllMissing).toMatchObject({ ...named, on: true });
    expect(messageOf(() => read({ ...settings, [key]: "canary" }))).toBe(
      `the setting ${key} (${variable(key)}) must be true or false`,
    );
  });
});

describe("credentials in the environment beside those of the configuration", () => {
  it.each([
    [account, rockit, { ROCKIT_API_KEY: "new" }, { orgName: "acme", username: "bot", apiKey: "new" }],
    [token, rockit, { ROCKIT_AUTH_TOKEN: "new" }, { authToken: "new" }],
    [
      login,
      durst,
      { DURST_USERNAME: "new", DURST_PASSWORD: "newer" },
      { username: "new", password: "newer" },
    ],
  ] as const)("are kept for when those are refused: %#", (settings, read, environment, others) => {
    const { credentials } = read(settings);
    expect(read(settings, environment)).toMatchObject({ credentials, otherCredentials: others });
  });

  it.each([
    [account, rockit, { ROCKIT_API_KEY: "new" }],
    [login, durst, { DURST_PASSWORD: "new" }],
  ] as const)(
    "are shown to no other server than their own, where there are several providers: %#",
    (settings, read, environment) => {
      const [namespace = ""] = Object.keys(settings)[0]?.split(":") ?? [];
      const explicit = { ...settings, [`${namespace}:ownCredentials`]: "true" };
      const endpoint = variable(`${namespace}:endpoint`);
      const own = Object.entries(settings).find(([key]) => key.endsWith(":endpoint"))?.[1];
      expect(read(explicit, environment).otherCredentials).toBeUndefined();
      expect(
        read(explicit, { ...environment, [endpoint]: "https://other.example" }).otherCredentials,
      ).toBeUndefined();
      expect(read(explicit, { ...environment, [endpoint]: own }).otherCredentials).toBeDefined();
      expect(read(explicit).whenRefused).toContain(`and ${endpoint} with this very endpoint`);
    },
  );

  it("are none when they are the same", () => {
    expect(rockit(account, { ROCKIT_API_KEY: "canary-key" }).otherCredentials).toBeUndefined();
  });

  it.each([
    [account, rockit, "rockit:apiKey"],
    [token, rockit, "rockit:authToken"],
    [login, durst, "durst:password"],
  ] as const)("are what a refusal's words are about: %#", (settings, read, key) => {
    expect(read(settings).whenRefused).toBe(
      `check ${key}; a plain \`pulumi refresh\` or \`pulumi destroy\` uses the credentials that the last \`pulumi up\` stored: if they were changed since, add --run-program, or give the new ones in the environment (${variable(key)})`,
    );
    const names = Object.keys(asEnvironment(without(settings, "rockit:endpoint", "durst:endpoint")));
    expect(read({}, asEnvironment(settings)).whenRefused).toBe(
      `check ${names.join(", ")}, and whether they expired`,
    );
  });
});

describe("a missing setting", () => {
  it.each([
    ["rockit:endpoint", account, rockit, ""],
    ["rockit:endpoint", token, rockit, ""],
    ["rockit:orgName", account, rockit, ""],
    ["rockit:username", account, rockit, ""],
    ["rockit:apiKey", account, rockit, "--secret "],
    ["durst:endpoint", login, durst, ""],
    ["durst:username", login, durst, ""],
    ["durst:password", login, durst, "--secret "],
  ])("%s is named with both ways to give it", (key, settings, read, flag) => {
    const expected = `the setting ${key} is missing: give it with \`pulumi config set ${flag}${key} …\` or the environment variable ${variable(key)}`;
    expect(messageOf(() => read(without(settings, key)))).toBe(expected);
    expect(messageOf(() => read({ ...settings, [key]: "" }, { [variable(key)]: "" }))).toBe(expected);
  });

  it("of both ways of ROCKIT's authentication is told as the choice that it is", () => {
    const none = without(account, "rockit:orgName", "rockit:username", "rockit:apiKey");
    expect(messageOf(() => rockit(none))).toBe(
      "no ROCKIT credentials are set: give rockit:orgName, rockit:username and rockit:apiKey (a machine account), or rockit:authToken alone, with `pulumi config set` (--secret for the key and the token) or the environment variables ROCKIT_ORG_NAME, ROCKIT_USERNAME and ROCKIT_API_KEY, or ROCKIT_AUTH_TOKEN",
    );
  });
});

describe("contradictory settings", () => {
  it.each([
    [["rockit:orgName"]],
    [["rockit:apiKey"]],
    [["rockit:orgName", "rockit:username", "rockit:apiKey"]],
  ])("rockit:authToken and %s are all named", (keys) => {
    const others = Object.fromEntries(keys.map((key) => [key, "canary"]));
    const expected = `rockit:authToken and ${keys.join(", ")} are both set but exclude each other: keep one way, in the stack's configuration (\`pulumi config rm …\`) and in the environment (ROCKIT_AUTH_TOKEN, ${keys.map(variable).join(", ")})`;
    expect(messageOf(() => rockit({ ...token, ...others }))).toBe(expected);
    expect(messageOf(() => rockit(token, asEnvironment(others)))).toBe(expected);
  });
});

describe("what no HTTP header can carry", () => {
  it.each([
    ["a line break", "canary\nx-more: 1"],
    ["a line break at its end", "canary\n"],
    ["a blank at its end", "canary "],
    ["a blank at its beginning", " canary"],
    ["a letter beyond ASCII", "canaryé"],
    ["a NUL", "can\u0000ary"],
  ])("in a ROCKIT credential is refused: %s", (_what, value) => {
    const rule = (key: string) =>
      `the setting ${key} has characters that no HTTP header can carry (a line break or blank at its end?): correct it in the stack's configuration or in ${variable(key)}`;
    for (const key of ["rockit:orgName", "rockit:username", "rockit:apiKey"]) {
      expect(messageOf(() => rockit({ ...account, [key]: value }))).toBe(rule(key));
    }
    expect(messageOf(() => rockit({ ...token, "rockit:authToken": value }))).toBe(rule("rockit:authToken"));
  });

  it("is no matter for Durst, whose credentials travel in a query", () => {
    expect(durst({ ...login, "durst:password": "line\nbreak" }).credentials.password).toBe("line\nbreak");
  });

  it("does not include inner blanks or a single character", () => {
    expect(rockit({ ...account, "rockit:orgName": "A c", "rockit:username": "b" }).credentials).toMatchObject(
      {
        orgName: "A c",
        username: "b",
      },
    );
  });
});
