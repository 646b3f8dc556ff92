import { X509Certificate } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { EndpointSettings } from "../http/client";

/** A setting that is missing, contradictory or malformed. The message is one sentence and never shows a credential. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** Where settings come from: the stack's configuration (or an explicit provider's), then the environment. */
export interface SettingsSource {
  /** Value of a `namespace:key` of the configuration. */
  readonly config: (key: string) => string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How a person gives a value of the configuration. Default: with `pulumi config set`. */
  readonly givenBy?: ((key: string) => string) | undefined;
}

/** Where and as whom a vendor is asked. */
export interface VendorSettings<Credentials> extends EndpointSettings {
  readonly credentials: Credentials;
  /** Those of the environment, where they differ: a refresh or destroy is given what the last `up` stored. */
  readonly otherCredentials?: Credentials | undefined;
  /** What to do when they are refused. */
  readonly whenRefused: string;
  /** Whether it is meant that none of several objects is found. */
  readonly allowAllMissing: { readonly key: string; readonly variable: string; readonly on: boolean };
}

interface Setting {
  /** Key in the stack's configuration, `rockit:apiKey`. */
  readonly key: string;
  /** Environment variable, `ROCKIT_API_KEY`. */
  readonly variable: string;
  readonly secret: boolean;
}

/** Marks, in an explicit provider's configuration, a vendor whose credentials it brings itself. */
export const ownCredentials = "ownCredentials";

/** One setting of a vendor's. */
export interface SettingRow {
  /** For people, in Markdown. */
  readonly description: string;
  /** Which programs need it, or its default: for people, in Markdown. */
  readonly needed: string;
  /** Kept encrypted in the stack's configuration. */
  readonly secret?: true;
}

/** How a vendor is reached, whichever it is. */
const endpointRows = {
  endpoint: { description: "base URL of the server", needed: "yes" },
  caCertificate: { description: "PEM text of a private authority", needed: "no" },
  allowInsecureHttp: {
    description: "`true` allows an `http://` endpoint that is not this machine",
    needed: "no, `false`",
  },
  requestTimeout: { description: "seconds for one request", needed: "no, `30`" },
  totalTimeout: {
    description: "seconds for one request with its repetitions and the waits between them",
    needed: "no, `120`",
  },
  maxConnections: { description: "connections open at once", needed: "no, `8`" },
  allowAllMissing: {
    description:
      "`true` believes a server that has none of several objects; otherwise the refresh stops, for it is rather another organisation or site",
    needed: "no, `false`",
  },
} as const satisfies Record<string, SettingRow>;

export const endpointNames: readonly string[] = Object.keys(endpointRows);

/** What a vendor's folder says of its settings. */
export interface SettingsDefinition<Credentials extends object = object> {
  /** Of the keys in the stack's configuration, `rockit`; in capitals of the environment variables. */
  readonly namespace: string;
  /** How a vendor is called in a sentence: `ROCKIT`. */
  readonly title: string;
  /** Settings beside the endpoint's. */
  readonly own: Readonly<Record<string, SettingRow>>;
  /** Reads the credentials. @throws SettingsError */
  readonly credentials: (reader: SettingsReader) => Credentials;
}

/** Every setting that a vendor has, by name. */
export const settingRows = ({ own }: SettingsDefinition): Readonly<Record<string, SettingRow>> => ({
  ...endpointRows,
  ...own,
});

export const settingNames = (vendor: SettingsDefinition): readonly string[] =>
  Object.keys(settingRows(vendor));

/** Names of the settings that must lie encrypted. */
export const secretSettings = (vendor: SettingsDefinition): readonly string[] =>
  Object.entries(vendor.own).flatMap(([name, { secret }]) => (secret ? [name] : []));

/** A setting by its name, and both ways to give it. */
export const setting = ({ namespace, own }: SettingsDefinition, name: string): Setting => ({
  key: `${namespace}:${name}`,
  variable: `${namespace}_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase(),
  secret: own[name]?.secret === true,
});

const bothWays = ({ key, variable, secret }: Setting, { givenBy }: SettingsSource) =>
  `${givenBy?.(key) ?? `\`pulumi config set ${secret ? "--secret " : ""}${key} …\``} or the environment variable ${variable}`;

/** Looks up a vendor's settings by their names. */
export interface SettingsReader {
  readonly optional: (name: string) => string | undefined;
  /** @throws SettingsError naming the setting and both ways to give it */
  readonly required: (name: string) => string;
}

function readerOf(vendor: SettingsDefinition, source: SettingsSource): SettingsReader {
  const optional = (name: string): string | undefined => given(setting(vendor, name), source);
  const required = (name: string): string => {
    const value = optional(name);
    if (value !== undefined) return value;
    const missing = setting(vendor, name);
    throw new SettingsError(
      `the setting ${missing.key} is missing: give it with ${bothWays(missing, source)}`,
    );
  };
  return { optional, required };
}

/** A vendor's settings. @throws SettingsError naming the setting and both ways to give it */
export function vendorSettings<Credentials extends object>(
  vendor: SettingsDefinition<Credentials>,
  source: SettingsSource,
): VendorSettings<Credentials> {
  const { namespace } = vendor;
  const read = (from: SettingsSource) => vendor.credentials(readerOf(vendor, from));
  const endpoint = endpointSettings(vendor, source);
  const credentials = read(source);
  const allowAllMissing = setting(vendor, "allowAllMissing");
  const used = Object.keys(credentials).map((name) => setting(vendor, name));
  const secrets = used.filter(({ secret }) => secret);
  const [{ key, variable }] = secrets as [Setting];
  const server = setting(vendor, "endpoint");
  // One of several providers: the environment's credentials belong to one server and are shown to no other.
  const oneOfMany = source.config(`${namespace}:${ownCredentials}`) === "true";
  const itsEnvironment = !oneOfMany || source.environment[server.variable] === source.config(server.key);
  const thisServer = oneOfMany ? `, and ${server.variable} with this very endpoint` : "";
  return {
    ...endpoint,
    credentials,
    otherCredentials: itsEnvironment ? otherCredentials(credentials, source, used, read) : undefined,
    whenRefused: source.config(key)
      ? `check ${key}; a plain \`pulumi refresh\` or \`pulumi destroy\` uses the credentials that the last \`pulumi up\` stored: if they were changed since, add --run-program, or give the new ones in the environment (${variable}${thisServer})`
      : `check ${used.map((one) => one.variable).join(", ")}, and whether they expired`,
    allowAllMissing: { ...allowAllMissing, on: flag(allowAllMissing, source) === true },
  };
}

/** The same credentials with the environment first: what was stored may be older than what this command was given. */
function otherCredentials<Credentials>(
  credentials: Credentials,
  { config, environment }: SettingsSource,
  used: readonly Setting[],
  read: (source: SettingsSource) => Credentials,
): Credentials | undefined {
  const overridden = new Set(used.filter(({ variable }) => environment[variable]).map(({ key }) => key));
  const environmentFirst = {
    config: (key: string) => (overridden.has(key) ? undefined : config(key)),
    environment,
  };
  try {
    const others = read(environmentFirst);
    return isDeepStrictEqual(others, credentials) ? undefined : others;
  } catch (failure) {
    // A malformed one in the environment is no reason to fail while those in use may be good.
    if (failure instanceof SettingsError) return undefined;
    throw failure;
  }
}

/** Credentials that travel in headers. @throws SettingsError naming one that can't */
export function headerSafe<T extends Record<string, string>>(vendor: SettingsDefinition, values: T): T {
  for (const [name, value] of Object.entries(values)) {
    if (/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value)) continue;
    const { key, variable } = setting(vendor, name);
    throw new SettingsError(
      `the setting ${key} has characters that no HTTP header can carry (a line break or blank at its end?): correct it in the stack's configuration or in ${variable}`,
    );
  }
  return values;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function endpointSettings(vendor: SettingsDefinition, source: SettingsSource): EndpointSettings {
  const { required } = readerOf(vendor, source);
  const { key, variable } = setting(vendor, "endpoint");
  const text = required("endpoint");
  const endpoint = URL.canParse(text) ? new URL(text) : undefined;
  if (endpoint === undefined || !["http:", "https:"].includes(endpoint.protocol)) {
    throw new SettingsError(
      `the setting ${key} must be a URL such as https://host.example: correct it with ${bothWays(setting(vendor, "endpoint"), source)}`,
    );
  }
  if (
    endpoint.username !== "" ||
    endpoint.password !== "" ||
    endpoint.search !== "" ||
    endpoint.hash !== ""
  ) {
    throw new SettingsError(
      `the setting ${key} must be a bare URL without user, password, query or fragment: correct it with \`pulumi config set ${key} …\` or ${variable}`,
    );
  }
  const insecure = setting(vendor, "allowInsecureHttp");
  const allowed = flag(insecure, source) === true;
  if (endpoint.protocol === "http:" && !loopback.test(endpoint.hostname) && !allowed) {
    throw new SettingsError(
      `the setting ${key} is plain http, which shows the credentials to the network: use https, or set ${insecure.key} (${insecure.variable}) to true on a closed network`,
    );
  }
  return {
    endpoint,
    caCertificate: certificates(setting(vendor, "caCertificate"), source),
    requestTimeout: milliseconds(positive(setting(vendor, "requestTimeout"), source)),
    totalTimeout: milliseconds(positive(setting(vendor, "totalTimeout"), source)),
    maxConnections: positive(setting(vendor, "maxConnections"), source),
  };
}

const given = ({ key, variable }: Setting, { config, environment }: SettingsSource): string | undefined =>
  config(key) || environment[variable] || undefined;
const milliseconds = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000);

function flag(wanted: Setting, source: SettingsSource): boolean | undefined {
  const text = given(wanted, source);
  if (text === undefined) return undefined;
  if (text === "true" || text === "false") return text === "true";
  throw new SettingsError(`the setting ${wanted.key} (${wanted.variable}) must be true or false`);
}

/** TLS ignores what is no certificate without a word, and then trusts nobody. */
function certificates(wanted: Setting, source: SettingsSource): string | undefined {
  const text = given(wanted, source);
  if (text === undefined) return undefined;
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const begun = text.split("-----BEGIN").length - 1;
  if (blocks.length > 0 && blocks.length === begun && blocks.every(isCertificate)) return text;
  throw new SettingsError(
    `the setting ${wanted.key} must be the text of one or more certificates in PEM form ("-----BEGIN CERTIFICATE-----…"), not a file's name: correct it with ${bothWays(wanted, source)}`,
  );
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function positive(wanted: Setting, source: SettingsSource): number | undefined {
  const text = given(wanted, source);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new SettingsError(
    `the setting ${wanted.key} (${wanted.variable}) must be a whole number from 1 to 999999`,
  );
}
