import { describe, expect, it } from "vitest";
import {
  asEnvironment,
  certificate,
  durstAccount,
  messageOf,
  readDurst,
  readRockit,
  rockitAccount,
  rockitToken,
  variableOf,
  withoutKeys,
} from "./samples.ts";

describe("all settings", () => {
  const limits = {
    allowAllMissing: "true",
    allowInsecureHttp: "true",
    requestTimeout: "7",
    totalTimeout: "90",
    maxConnections: "3",
    caCertificate: certificate,
  };
  const limitsOf = (namespace: string) =>
    Object.fromEntries(Object.entries(limits).map(([name, value]) => [`${namespace}:${name}`, value]));
  const common = {
    caCertificate: certificate,
    requestTimeout: 7000,
    totalTimeout: 90_000,
    maxConnections: 3,
  };
  const cases = [
    [
      "a ROCKIT machine account",
      { ...rockitAccount, ...limitsOf("rockit"), "rockit:endpoint": "http://rockit.example/edge" },
      readRockit,
      {
        endpoint: new URL("http://rockit.example/edge"),
        ...common,
        credentials: { orgName: "acme", username: "bot", apiKey: "canary-key" },
      },
    ],
    [
      "a ROCKIT token",
      { ...rockitToken, ...limitsOf("rockit"), "rockit:endpoint": "http://rockit.example" },
      readRockit,
      { endpoint: new URL("http://rockit.example"), ...common, credentials: { authToken: "canary-token" } },
    ],
    [
      "Durst",
      { ...durstAccount, ...limitsOf("durst"), "durst:endpoint": "http://durst.example:8443/" },
      readDurst,
      {
        endpoint: new URL("http://durst.example:8443/"),
        ...common,
        credentials: { username: "operator", password: "canary pässword " },
      },
    ],
  ] as const;

  it.each(cases)("of %s come from the configuration", (_what, settings, read, expected) => {
    expect(read(settings)).toMatchObject({ ...expected, fallbackCredentials: undefined });
  });

  it.each(cases)("of %s come from the environment", (_what, settings, read, expected) => {
    expect(read({}, asEnvironment(settings))).toMatchObject({ ...expected, fallbackCredentials: undefined });
  });

  it.each(cases)("of %s come from the configuration if both have them", (_w, settings, read, expected) => {
    const others = Object.fromEntries(
      Object.keys(settings).map((key) => [variableOf(key), `other ${key}: not even of the right form`]),
    );
    expect(read(settings, others)).toMatchObject(expected);
  });

  it.each(cases)(
    "of %s come from the environment if those of the configuration are empty",
    (_w, settings, read) => {
      const empty = Object.fromEntries(Object.keys(settings).map((key) => [key, ""]));
      expect(read(empty, asEnvironment(settings))).toEqual(read({}, asEnvironment(settings)));
    },
  );

  it("have the documented names in the environment", () => {
    expect(
      Object.keys(asEnvironment({ ...rockitAccount, ...rockitToken, ...limitsOf("rockit") })).sort(),
    ).toEqual([
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

  it("of limits have defaults: ROCKIT's gateway takes up to 60 s, and its function up to 300 s", () => {
    const none = { caCertificate: undefined, maxConnections: undefined };
    expect(readRockit(rockitAccount)).toMatchObject({
      ...none,
      requestTimeout: 75_000,
      totalTimeout: 300_000,
    });
    expect(readDurst(durstAccount)).toMatchObject({ ...none, requestTimeout: 30_000, totalTimeout: 120_000 });
  });

  it.each<[Record<string, string>, number, number]>([
    [{ requestTimeout: "200" }, 200, 200],
    [{ totalTimeout: "20" }, 20, 20],
    [{ requestTimeout: "20" }, 20, 120],
    [{ totalTimeout: "200" }, 30, 200],
    [{ requestTimeout: "20", totalTimeout: "20" }, 20, 20],
  ])("of one timeout adjust the other timeout where necessary: %j", (limits, request, total) => {
    const config = Object.fromEntries(
      Object.entries(limits).map(([name, value]) => [`durst:${name}`, value]),
    );
    const expected = { requestTimeout: request * 1000, totalTimeout: total * 1000 };
    expect(readDurst({ ...durstAccount, ...config })).toMatchObject(expected);
  });

  it("of contradictory timeouts are refused", () => {
    const contradictory = { ...durstAccount, "durst:requestTimeout": "30" };
    expect(messageOf(() => readDurst(contradictory, { DURST_TOTAL_TIMEOUT: "29" }))).toBe(
      "the setting durst:totalTimeout (DURST_TOTAL_TIMEOUT) is less than durst:requestTimeout (DURST_REQUEST_TIMEOUT), which it includes: raise it, or remove it",
    );
  });
});

describe("allowAllMissing", () => {
  it.each([
    ["rockit", rockitAccount, readRockit],
    ["durst", durstAccount, readDurst],
  ] as const)("of %s is off unless it is true, and known by its names", (namespace, settings, read) => {
    const key = `${namespace}:allowAllMissing`;
    const named = { key, variable: variableOf(key) };
    expect(read(settings).allowAllMissing).toMatchObject({ ...named, on: false });
    expect(read({ ...settings, [key]: "false" }).allowAllMissing.on).toBe(false);
    expect(read(settings, { [variableOf(key)]: "true" }).allowAllMissing).toMatchObject({
      ...named,
      on: true,
    });
    expect(messageOf(() => read({ ...settings, [key]: "canary" }))).toBe(
      `the setting ${key} (${variableOf(key)}) must be true or false`,
    );
  });
});

describe("a refusal of credentials", () => {
  it.each([
    [rockitAccount, readRockit, "rockit:apiKey"],
    [rockitToken, readRockit, "rockit:authToken"],
    [durstAccount, readDurst, "durst:password"],
  ] as const)("names the source of the credentials: %#", (settings, read, key) => {
    expect(read(settings).whenRefused).toBe(
      `check ${key}; a plain \`pulumi refresh\` or \`pulumi destroy\` uses the credentials that the last \`pulumi up\` stored. If they changed since, add --run-program, or set the new ones in the environment (${variableOf(key)})`,
    );
    const names = Object.keys(asEnvironment(withoutKeys(settings, "rockit:endpoint", "durst:endpoint")));
    expect(read({}, asEnvironment(settings)).whenRefused).toBe(
      `check ${names.join(", ")}, and whether they expired`,
    );
  });
});

describe("a missing setting", () => {
  it.each([
    ["rockit:endpoint", rockitAccount, readRockit, ""],
    ["rockit:endpoint", rockitToken, readRockit, ""],
    ["rockit:orgName", rockitAccount, readRockit, ""],
    ["rockit:username", rockitAccount, readRockit, ""],
    ["rockit:apiKey", rockitAccount, readRockit, "--secret "],
    ["durst:endpoint", durstAccount, readDurst, ""],
    ["durst:username", durstAccount, readDurst, ""],
    ["durst:password", durstAccount, readDurst, "--secret "],
  ])("%s is named with both ways to set it", (key, settings, read, flag) => {
    const expected = `the setting ${key} is missing: set it with \`pulumi config set ${flag}${key} …\` or the environment variable ${variableOf(key)}`;
    expect(messageOf(() => read(withoutKeys(settings, key)))).toBe(expected);
    expect(messageOf(() => read({ ...settings, [key]: "" }, { [variableOf(key)]: "" }))).toBe(expected);
  });

  it("of both ways of ROCKIT's authentication is reported as a choice", () => {
    const none = withoutKeys(rockitAccount, "rockit:orgName", "rockit:username", "rockit:apiKey");
    expect(messageOf(() => readRockit(none))).toBe(
      "no ROCKIT credentials are set: set rockit:orgName, rockit:username and rockit:apiKey (a machine account), or rockit:authToken alone, with `pulumi config set` (--secret for the key and the token) or the environment variables ROCKIT_ORG_NAME, ROCKIT_USERNAME and ROCKIT_API_KEY, or ROCKIT_AUTH_TOKEN",
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
    const expected = `rockit:authToken and ${keys.join(", ")} are both set but exclude each other: keep one of them, in the stack's configuration (\`pulumi config rm …\`) and in the environment (ROCKIT_AUTH_TOKEN, ${keys.map(variableOf).join(", ")})`;
    expect(messageOf(() => readRockit({ ...rockitToken, ...others }))).toBe(expected);
    expect(messageOf(() => readRockit({}, asEnvironment({ ...rockitToken, ...others })))).toBe(expected);
  });
});

const errorOf = (key: string, what: string) =>
  `the setting ${key} ${what}: correct it with \`pulumi config set ${/apiKey|authToken|password/.test(key) ? "--secret " : ""}${key} …\` or the environment variable ${variableOf(key)}`;

describe("a character that no HTTP header can carry", () => {
  it.each([
    ["a line break", "canary\nx-more: 1"],
    ["a line break at its end", "canary\n"],
    ["a byte order mark", "\uFEFFcanary"],
    ["a blank at its end", "canary "],
    ["a blank at its beginning", " canary"],
    ["blanks alone", "  "],
    ["a letter beyond ASCII", "canaryé"],
    ["a NUL", "can\u0000ary"],
  ])("in a ROCKIT credential is refused from any source: %s", (_what, value) => {
    const why = "has characters that are invalid in an HTTP header (a trailing line break or space?)";
    for (const key of ["rockit:orgName", "rockit:username", "rockit:apiKey"]) {
      expect(messageOf(() => readRockit({ ...rockitAccount, [key]: value }))).toBe(errorOf(key, why));
      expect(messageOf(() => readRockit({}, asEnvironment({ ...rockitAccount, [key]: value })))).toBe(
        errorOf(key, why),
      );
      expect(messageOf(() => readRockit(withoutKeys(rockitAccount, key), { [variableOf(key)]: value }))).toBe(
        errorOf(key, why),
      );
    }
    const bad = { ...rockitToken, "rockit:authToken": value };
    expect(messageOf(() => readRockit(bad))).toBe(errorOf("rockit:authToken", why));
    expect(messageOf(() => readRockit({}, asEnvironment(bad)))).toBe(errorOf("rockit:authToken", why));
  });

  it("is neither an inner blank nor a single letter", () => {
    const short = { "rockit:orgName": "A c", "rockit:username": "b" };
    expect(readRockit({ ...rockitAccount, ...short }).credentials).toMatchObject({
      orgName: "A c",
      username: "b",
    });
  });
});

describe("an unintended character in a Durst credential", () => {
  const unseen = "contains a line break, a control character or a byte order mark (from a file?)";
  it.each([
    ["a line break at its end", "canary\n", unseen],
    ["a line break of Windows at its end", "canary\r\n", unseen],
    ["a line break at its beginning", "\ncanary", unseen],
    ["a line break in it", "can\nary", unseen],
    ["a byte order mark", "\uFEFFcanary", unseen],
    ["a NUL", "can\u0000ary", unseen],
    ["a tab", "canary\t", unseen],
    ["an escape sequence", "\u001b[31mcanary", unseen],
    ["a line separator", "canary\u2028", unseen],
    ["a mark of no width", "canary\u200B", unseen],
    ["half a character", "canary\uD83D", unseen],
    ["a blank", " ", "is blank"],
    ["blanks of other kinds", "\u00A0\u2003 ", "is blank"],
    ["a line break alone", "\n", "is blank"],
  ])("is refused with its name, from any source: %s", (_what, value, why) => {
    for (const key of ["durst:username", "durst:password"]) {
      expect(messageOf(() => readDurst({ ...durstAccount, [key]: value }))).toBe(errorOf(key, why));
      expect(messageOf(() => readDurst({}, asEnvironment({ ...durstAccount, [key]: value })))).toBe(
        errorOf(key, why),
      );
      expect(messageOf(() => readDurst(withoutKeys(durstAccount, key), { [variableOf(key)]: value }))).toBe(
        errorOf(key, why),
      );
    }
  });

  it.each(["pässwörd", "пароль", "密码", "🔑 👩‍🔧!", " with blanks ", "a b", "=?&#%+\"'<>\\"])(
    "does not include %j",
    (password) => {
      expect(readDurst({ ...durstAccount, "durst:password": password }).credentials.password).toBe(password);
    },
  );
});

describe("durst:loginVersion", () => {
  it("is detected unless set", () => {
    expect(readDurst(durstAccount).choices).toEqual({ loginVersion: undefined });
    expect(readDurst({ ...durstAccount, "durst:loginVersion": "1" }).choices).toEqual({ loginVersion: "1" });
    expect(readDurst(durstAccount, { DURST_LOGIN_VERSION: "2" }).choices).toEqual({ loginVersion: "2" });
  });

  it.each(["3", "v2", "0", "canary"])("can't be %s", (value) => {
    expect(messageOf(() => readDurst(durstAccount, { DURST_LOGIN_VERSION: value }))).toBe(
      "the setting durst:loginVersion must be 1 or 2: correct it with `pulumi config set durst:loginVersion …` or the environment variable DURST_LOGIN_VERSION",
    );
  });
});
