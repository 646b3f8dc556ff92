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
interface VendorSettings<Credentials> extends EndpointSettings {
  readonly credentials: Credentials;
  /** Those of the environment, where they differ: a refresh or destroy is given what the last `up` stored. */
  readonly otherCredentials?: Credentials | undefined;
  /** What to do when they are refused. */
  readonly whenRefused: string;
  /** Whether it is meant that none of several objects is found. */
  readonly allowAllMissing: { readonly key: string; readonly variable: string; readonly on: boolean };
}

/** The two ways of authentication at ROCKIT exclude each other. */
export type RockitCredentials =
  | { readonly orgName: string; readonly username: string; readonly apiKey: string }
  | { readonly authToken: string };

/** ROCKIT Edge: where, and as whom. */
export type RockitSettings = VendorSettings<RockitCredentials>;

/** An account of Durst Workflow. */
export interface DurstCredentials {
  readonly username: string;
  readonly password: string;
}

/** Durst Workflow: one server of one site, and as whom. */
export type DurstSettings = VendorSettings<DurstCredentials>;

export type Namespace = "rockit" | "durst";

interface Setting {
  /** Key in the stack's configuration, `rockit:apiKey`. */
  readonly key: string;
  /** Environment variable, `ROCKIT_API_KEY`. */
  readonly variable: string;
  readonly secret: boolean;
}

/** Marks, in an explicit provider's configuration, a vendor whose credentials it brings itself. */
export const ownCredentials = "ownCredentials";

/** How a vendor is reached, whichever it is. */
export const endpointNames = [
  "endpoint",
  "caCertificate",
  "allowInsecureHttp",
  "requestTimeout",
  "totalTimeout",
  "maxConnections",
  "allowAllMissing",
];

/** Every setting there is, by its vendor. */
export const settingNames: Readonly<Record<Namespace, readonly string[]>> = {
  rockit: [...endpointNames, "orgName", "username", "apiKey", "authToken"],
  durst: [...endpointNames, "username", "password"],
};

export const secretNames: ReadonlySet<string> = new Set(["apiKey", "authToken", "password"]);

export const setting = (namespace: Namespace, name: string): Setting => ({
  key: `${namespace}:${name}`,
  variable: `${namespace}_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase(),
  secret: secretNames.has(name),
});

const bothWays = ({ key, variable, secret }: Setting, { givenBy }: SettingsSource) =>
  `${givenBy?.(key) ?? `\`pulumi config set ${secret ? "--secret " : ""}${key} …\``} or the environment variable ${variable}`;

function reader(namespace: Namespace, source: SettingsSource) {
  const optional = (name: string): string | undefined => {
    return given(setting(namespace, name), source);
  };
  const required = (name: string): string => {
    const value = optional(name);
    if (value !== undefined) return value;
    const missing = setting(namespace, name);
    throw new SettingsError(
      `the setting ${missing.key} is missing: give it with ${bothWays(missing, source)}`,
    );
  };
  return { optional, required };
}

/** The settings of ROCKIT Edge. @throws SettingsError naming the setting and both ways to give it. */
export function rockitSettings(source: SettingsSource): RockitSettings {
  return vendorSettings("rockit", source, rockitCredentials);
}

/** The settings of Durst Workflow. @throws SettingsError naming the setting and both ways to give it. */
export function durstSettings(source: SettingsSource): DurstSettings {
  return vendorSettings("durst", source, durstCredentials);
}

function vendorSettings<Credentials extends object>(
  namespace: Namespace,
  source: SettingsSource,
  read: (source: SettingsSource) => Credentials,
): VendorSettings<Credentials> {
  const endpoint = endpointSettings(namespace, source);
  const credentials = read(source);
  const allowAllMissing = setting(namespace, "allowAllMissing");
  const used = Object.keys(credentials).map((name) => setting(namespace, name));
  const secrets = used.filter(({ secret }) => secret);
  const [{ key, variable }] = secrets as [Setting];
  const server = setting(namespace, "endpoint");
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

function rockitCredentials(source: SettingsSource): RockitCredentials {
  const { optional, required } = reader("rockit", source);
  const authToken = optional("authToken");
  const machineAccount = ["orgName", "username", "apiKey"] as const;
  if (authToken === undefined) {
    if (machineAccount.every((name) => optional(name) === undefined)) {
      throw new SettingsError(
        `no ROCKIT credentials are set: give rockit:orgName, rockit:username and rockit:apiKey (a machine account), or rockit:authToken alone, with \`pulumi config set\` (--secret for the key and the token) or the environment variables ROCKIT_ORG_NAME, ROCKIT_USERNAME and ROCKIT_API_KEY, or ROCKIT_AUTH_TOKEN`,
      );
    }
    const credentials = {
      orgName: required("orgName"),
      username: required("username"),
      apiKey: required("apiKey"),
    };
    return headerSafe("rockit", credentials);
  }
  const also = machineAccount.filter((name) => optional(name) !== undefined);
  if (also.length > 0) {
    throw new SettingsError(
      `rockit:authToken and ${also.map((name) => `rockit:${name}`).join(", ")} are both set but exclude each other: keep one way, in the stack's configuration (\`pulumi config rm …\`) and in the environment (ROCKIT_AUTH_TOKEN, ${also.map((name) => setting("rockit", name).variable).join(", ")})`,
    );
  }
  return headerSafe("rockit", { authToken });
}

function durstCredentials(source: SettingsSource): DurstCredentials {
  const { required } = reader("durst", source);
  return { username: required("username"), password: required("password") };
}

function headerSafe<T extends Record<string, string>>(namespace: Namespace, values: T): T {
  for (const [name, value] of Object.entries(values)) {
    if (/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value)) continue;
    const { key, variable } = setting(namespace, name);
    throw new SettingsError(
      `the setting ${key} has characters that no HTTP header can carry (a line break or blank at its end?): correct it in the stack's configuration or in ${variable}`,
    );
  }
  return values;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function endpointSettings(namespace: Namespace, source: SettingsSource): EndpointSettings {
  const { required } = reader(namespace, source);
  const { key, variable } = setting(namespace, "endpoint");
  const text = required("endpoint");
  const endpoint = URL.canParse(text) ? new URL(text) : undefined;
  if (endpoint === undefined || !["http:", "https:"].includes(endpoint.protocol)) {
    throw new SettingsError(
      `the setting ${key} must be a URL such as https://host.example: correct it with ${bothWays(setting(namespace, "endpoint"), source)}`,
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
  const insecure = setting(namespace, "allowInsecureHttp");
  const allowed = flag(insecure, source) === true;
  if (endpoint.protocol === "http:" && !loopback.test(endpoint.hostname) && !allowed) {
    throw new SettingsError(
      `the setting ${key} is plain http, which shows the credentials to the network: use https, or set ${insecure.key} (${insecure.variable}) to true on a closed network`,
    );
  }
  return {
    endpoint,
    caCertificate: certificates(setting(namespace, "caCertificate"), source),
    requestTimeout: milliseconds(positive(setting(namespace, "requestTimeout"), source)),
    totalTimeout: milliseconds(positive(setting(namespace, "totalTimeout"), source)),
    maxConnections: positive(setting(namespace, "maxConnections"), source),
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
