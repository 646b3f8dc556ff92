import { credentialProblem } from "./credential-format";
import { isSameServer } from "./endpoint";
import {
  configCommand,
  credentialNames,
  displayKey,
  ownCredentials,
  type SettingsDefinition,
  SettingsError,
  type SettingsSource,
  setting,
  waysToSet,
} from "./setting";

/** The authentication method in use, with the settings that are set. */
export interface CredentialChoice {
  /** Names of the method's settings; empty if several methods exist and no setting is set. */
  readonly method: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly fromConfiguration: readonly string[];
  /** Why values of the environment are not used. */
  readonly unusedReason: string | undefined;
}

/**
 * The credentials that are set; some may be missing.
 * @throws SettingsError for a contradictory or malformed one
 */
export function chooseCredentials(
  vendor: SettingsDefinition,
  source: SettingsSource,
  endpoint: URL | undefined,
): CredentialChoice {
  const names = credentialNames(vendor);
  const configured = names.filter((name) => fromConfiguration(vendor, source, name) !== undefined);
  const isConfigured = configured.length > 0;
  const setNames = isConfigured
    ? configured
    : names.filter((name) => fromEnvironment(vendor, source, name) !== undefined);
  const method = methodOf(vendor, source, setNames);
  if (isConfigured && isWholeInEnvironmentOnly(vendor, source, endpoint, method)) {
    return chooseCredentials(vendor, { ...source, config: withoutCredentials(vendor, source) }, endpoint);
  }
  const values = new Map<string, string>();
  let unusedReason: string | undefined;
  for (const name of method) {
    const value = fromConfiguration(vendor, source, name);
    const other = fromEnvironment(vendor, source, name);
    if (value !== undefined) values.set(name, value);
    else if (other !== undefined) {
      const why =
        serverMismatch(vendor, source, endpoint, setting(vendor, name).secret) ??
        (isConfigured ? accountMismatch(vendor, source, method) : undefined);
      if (why === undefined) values.set(name, other);
      else unusedReason ??= `${setting(vendor, name).variable} is not used, because ${why}`;
    }
  }
  for (const [name, value] of values) {
    const wrong = credentialProblem(vendor, value);
    if (wrong !== undefined)
      throw new SettingsError(
        `the setting ${displayKey(setting(vendor, name).key, source)} ${wrong}`,
        `correct it with ${waysToSet(setting(vendor, name), source)}`,
      );
  }
  return { method, values, fromConfiguration: configured, unusedReason };
}

export const fromConfiguration = (vendor: SettingsDefinition, { config }: SettingsSource, name: string) =>
  config(setting(vendor, name).key) || undefined;

export const fromEnvironment = (vendor: SettingsDefinition, { environment }: SettingsSource, name: string) =>
  environment[setting(vendor, name).variable] || undefined;

/**
 * The authentication method that the given settings belong to.
 * @throws SettingsError if they belong to two
 */
export function methodOf(
  vendor: SettingsDefinition,
  source: SettingsSource,
  names: readonly string[],
): readonly string[] {
  const methods = vendor.authMethods ?? [credentialNames(vendor)];
  const begun = methods.filter((method) => method.some((name) => names.includes(name)));
  if (begun.length <= 1) return begun[0] ?? (methods.length === 1 ? (methods[0] ?? []) : []);
  const [first = [], ...others] = begun.map((method) =>
    method.filter((name) => names.includes(name)).map((name) => setting(vendor, name)),
  );
  const keys = (settings: typeof first) => settings.map(({ key }) => displayKey(key, source)).join(", ");
  const variables = [...first, ...others.flat()].map(({ variable }) => variable).join(", ");
  throw new SettingsError(
    `${keys(first)} and ${keys(others.flat())} are both set but exclude each other`,
    `keep one of them, in the stack's configuration (\`${configCommand("rm", source)} …\`) and in the environment (${variables})`,
  );
}

/**
 * Why the environment's credentials belong to another server. An explicit provider gets a secret only if the
 * environment names its server.
 */
export function serverMismatch(
  vendor: SettingsDefinition,
  source: SettingsSource,
  endpoint: URL | undefined,
  secret: boolean,
): string | undefined {
  const { key, variable } = setting(vendor, "endpoint");
  const named = source.environment[variable];
  const mustBeNamed = secret && isExplicitProvider(vendor, source);
  if (!named) return mustBeNamed ? `${variable} does not name this server` : undefined;
  return endpoint !== undefined && isSameServer(named, endpoint.href)
    ? undefined
    : `${variable} is not the same server as ${displayKey(key, source)}`;
}

export const isExplicitProvider = ({ namespace }: SettingsDefinition, { config }: SettingsSource) =>
  config(`${namespace}:${ownCredentials}`) === "true";

/** Why the environment's values belong to another account than the configuration's. */
function accountMismatch(
  vendor: SettingsDefinition,
  source: SettingsSource,
  method: readonly string[],
): string | undefined {
  const other = differing(vendor, source, method, method);
  if (other === undefined) return undefined;
  const { key, variable, secret } = setting(vendor, other);
  // The environment's names belong to its own secret, and its secret to its own names.
  if (secret) return `it belongs to ${variable}, not to ${key}`;
  return `${variable} is not the same as ${displayKey(key, source)}`;
}

/**
 * Whether the configuration has a secret without the account's name, while the environment has a complete set
 * with another secret. Then the environment's set is used.
 */
function isWholeInEnvironmentOnly(
  vendor: SettingsDefinition,
  source: SettingsSource,
  endpoint: URL | undefined,
  method: readonly string[],
): boolean {
  const lacking = method.filter((name) => fromConfiguration(vendor, source, name) === undefined);
  const other = differing(vendor, source, method, method);
  return (
    lacking.length > 0 &&
    other !== undefined &&
    setting(vendor, other).secret &&
    method.every((name) => fromEnvironment(vendor, source, name) !== undefined) &&
    serverMismatch(vendor, source, endpoint, true) === undefined
  );
}

/** The configuration without any credential. */
function withoutCredentials(
  vendor: SettingsDefinition,
  { config }: SettingsSource,
): SettingsSource["config"] {
  const keys = new Set(credentialNames(vendor).map((name) => setting(vendor, name).key));
  return (key) => (keys.has(key) ? undefined : config(key));
}

/** Name of the first setting that configuration and environment set differently. */
export const differing = (
  vendor: SettingsDefinition,
  source: SettingsSource,
  method: readonly string[],
  among: readonly string[],
): string | undefined =>
  method.find((name) => {
    const [one, other] = [fromConfiguration(vendor, source, name), fromEnvironment(vendor, source, name)];
    return among.includes(name) && one !== undefined && other !== undefined && one !== other;
  });
