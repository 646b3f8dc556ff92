import { describe, expect, it } from "vitest";
import {
  certificate,
  durstAccount,
  messageOf,
  readDurst,
  readRockit,
  rockitAccount,
  variableOf,
  withoutKeys,
} from "./samples.ts";

describe("a malformed endpoint", () => {
  const rule = (key: string) =>
    `the setting ${key} must be a URL such as https://host.example: correct it with \`pulumi config set ${key} …\` or the environment variable ${variableOf(key)}`;
  const bareUrlRule = (key: string) =>
    `the setting ${key} must be a bare URL without user, password, query or fragment: correct it with \`pulumi config set ${key} …\` or the environment variable ${variableOf(key)}`;

  it.each([
    "canary.example",
    "canary.example:443",
    "ftp://canary.example",
    "file:///canary",
    "https://",
    " ",
    "https://canary.example\n",
    " https://canary.example",
    "https://canary\n.example",
    "https:\\\\canary.example",
    "\uFEFFhttps://canary.example",
  ])("%j is not the URL of a web server", (value) => {
    expect(messageOf(() => readRockit({ ...rockitAccount, "rockit:endpoint": value }))).toBe(
      rule("rockit:endpoint"),
    );
    expect(
      messageOf(() => readDurst(withoutKeys(durstAccount, "durst:endpoint"), { DURST_ENDPOINT: value })),
    ).toBe(rule("durst:endpoint"));
  });

  it.each([
    "https://canary@host.example",
    "https://:canary@host.example",
    "https://host.example/?canary",
    "https://host.example/#canary",
  ])("%j contains more than an address", (value) => {
    expect(messageOf(() => readRockit({ ...rockitAccount, "rockit:endpoint": value }))).toBe(
      bareUrlRule("rockit:endpoint"),
    );
    expect(messageOf(() => readDurst({ ...durstAccount, "durst:endpoint": value }))).toBe(
      bareUrlRule("durst:endpoint"),
    );
  });
});

describe("plain http", () => {
  const plainHttpError = (namespace: string) =>
    `the setting ${namespace}:endpoint is plain http, which exposes the credentials to the network: use https, or set ${namespace}:allowInsecureHttp (${namespace.toUpperCase()}_ALLOW_INSECURE_HTTP) to true on a closed network`;

  it.each(["localhost", "LOCALHOST:81", "127.0.0.1:8080", "127.1", "127.9.8.7", "[::1]:8080", "2130706433"])(
    "is accepted for this machine: %s",
    (host) => {
      expect(readRockit({ ...rockitAccount, "rockit:endpoint": `http://${host}` }).endpoint.protocol).toBe(
        "http:",
      );
      expect(readDurst({ ...durstAccount, "durst:endpoint": `http://${host}` }).endpoint.protocol).toBe(
        "http:",
      );
    },
  );

  it.each([
    "host.example",
    "10.0.0.1",
    "0.0.0.0",
    "localhost.example",
    "mylocalhost",
    "127.0.0.1.example",
    "127.example",
    "[::2]",
    "[::ffff:10.0.0.1]",
  ])("is refused elsewhere: %s", (host) => {
    expect(messageOf(() => readRockit({ ...rockitAccount, "rockit:endpoint": `http://${host}` }))).toBe(
      plainHttpError("rockit"),
    );
    expect(messageOf(() => readDurst({ ...durstAccount, "durst:endpoint": `http://${host}` }))).toBe(
      plainHttpError("durst"),
    );
  });

  it("is allowed for the vendor whose allowInsecureHttp is true, and no other", () => {
    const [open, closed] = ["http://10.0.0.1", "http://10.0.0.2"];
    const config = { ...rockitAccount, ...durstAccount, "rockit:endpoint": open, "durst:endpoint": closed };
    const allowed = { ...config, "rockit:allowInsecureHttp": "true" };
    expect(readRockit(allowed).endpoint.href).toBe(`${open}/`);
    expect(messageOf(() => readDurst(allowed))).toBe(plainHttpError("durst"));
    expect(readDurst(config, { DURST_ALLOW_INSECURE_HTTP: "true" }).endpoint.href).toBe(`${closed}/`);
    expect(messageOf(() => readRockit({ ...config, "rockit:allowInsecureHttp": "false" }))).toBe(
      plainHttpError("rockit"),
    );
  });
});

describe("a malformed limit", () => {
  it.each(["https://host.example", "http://host.example", "http://localhost"])(
    "allowInsecureHttp is true or false, whatever the endpoint: %s",
    (endpoint) => {
      const config = { ...rockitAccount, "rockit:endpoint": endpoint, "rockit:allowInsecureHttp": "canary" };
      expect(messageOf(() => readRockit(config))).toBe(
        "the setting rockit:allowInsecureHttp (ROCKIT_ALLOW_INSECURE_HTTP) must be true or false",
      );
    },
  );

  it.each(["True", "1", "yes", " true"])("allowInsecureHttp can't be %j", (value) => {
    expect(messageOf(() => readDurst(durstAccount, { DURST_ALLOW_INSECURE_HTTP: value }))).toBe(
      "the setting durst:allowInsecureHttp (DURST_ALLOW_INSECURE_HTTP) must be true or false",
    );
  });

  it.each(
    ["requestTimeout", "totalTimeout", "maxConnections"].flatMap((name) =>
      ["0", "-1", "1.5", "1e3", "30s", "1000000", "canary", " 5", "٣"].map((value) => [name, value]),
    ),
  )("%s can't be %j", (name, value) => {
    const upper = name.replace(/[A-Z]/, "_$&").toUpperCase();
    expect(messageOf(() => readRockit({ ...rockitAccount, [`rockit:${name}`]: value }))).toBe(
      `the setting rockit:${name} (ROCKIT_${upper}) must be a whole number from 1 to 999999`,
    );
    expect(messageOf(() => readDurst(durstAccount, { [`DURST_${upper}`]: value }))).toBe(
      `the setting durst:${name} (DURST_${upper}) must be a whole number from 1 to 999999`,
    );
  });

  it.each(["1", "999999"])("%s is accepted as the end of the range", (value) => {
    expect(readDurst({ ...durstAccount, "durst:requestTimeout": value }).requestTimeout).toBe(
      Number(value) * 1000,
    );
  });
});

describe("a malformed certificate", () => {
  it.each([
    ["a file's name", "/etc/canary.pem"],
    ["a block that is no certificate", "-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----"],
    ["a certificate without its last lines", certificate.slice(0, certificate.length / 2)],
    ["a good certificate and half of one", `${certificate}\n${certificate.slice(0, certificate.length / 2)}`],
    ["a good certificate and a broken one", `${certificate}\n${certificate.replace(/\n.{20}/, "\n")}`],
  ])("(%s) is refused instead of being ignored", (_what, value) => {
    const rule = (key: string) =>
      `the setting ${key} must be the text of one or more certificates in PEM format ("-----BEGIN CERTIFICATE-----…"), not a file name: correct it with \`pulumi config set ${key} …\` or the environment variable ${variableOf(key)}`;
    expect(messageOf(() => readRockit({ ...rockitAccount, "rockit:caCertificate": value }))).toBe(
      rule("rockit:caCertificate"),
    );
    expect(messageOf(() => readDurst(durstAccount, { DURST_CA_CERTIFICATE: value }))).toBe(
      rule("durst:caCertificate"),
    );
  });

  it("does not include a bundle with comments between the blocks", () => {
    const bundle = `# first\r\n${certificate.replaceAll("\n", "\r\n")}\r\n# second\r\n${certificate}`;
    expect(readDurst({ ...durstAccount, "durst:caCertificate": bundle }).caCertificate).toBe(bundle);
  });
});
