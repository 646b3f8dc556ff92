import { credentialProblem } from "./credential-format";
import { isSameServer } from "./endpoint";
import {
  waysToSet,
  configCommand,
  credentialNames,
  ownCredentials,
  type SettingsDefinition,
  SettingsError,
  type SettingsReader,
  type SettingsSource,
  setting,
  displayKey,
} from "./setting";

/** The authentication method in use, with the settings that are set. */
interface CredentialChoice {
  /** Names of the method's settings; empty if several methods exist and no setting is set. */
  readonly method: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly fromConfiguration: readonly string[];
  /** Why values of the environment are not used. */
  readonly unusedReason: string | undefined;
}

export interface ChosenCredentials<Credentials> {
  readonly credentials: Credentials;
  readonly fallbackCredentials: Credentials | undefined;
  readonly whenRefused: string;
}

/**
 * A vendor's credentials. They come from the configuration if it sets any, otherwise from the environment.
 * Missing values are completed from the environment only if it names no other server and no other account.
 * @throws SettingsError
 */
export function credentialsFor<Credentials extends object>(
  vendor: SettingsDefinition<Credentials>,
  source: SettingsSource,
  endpoint: URL,
): ChosenCredentials<Credentials> {
  const chosen = chooseCredentials(vendor, source, endpoint);
  const credentials = vendor.credentials(readerOf(vendor, source, chosen));
  const other = fallbackOf(vendor, source, endpoint, chosen);
  const values = typeof other === "string" ? undefined : other;
  const fallbackCredentials =
    values && vendor.credentials(readerOf(vendor, source, { ...chosen, values, unusedReason: undefined }));
  return {
    credentials,
    fallbackCredentials,
    whenRefused: whenRefused(vendor, source, chosen, typeof other === "string" ? other : undefined),
  };
}

/**
 * The credentials that are set; some may be missing. @throws SettingsError for a contradictory or malformed
 * one
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

const fromConfiguration = (vendor: SettingsDefinition, { config }: SettingsSource, name: string) =>
  config(setting(vendor, name).key) || undefined;

const fromEnvironment = (vendor: SettingsDefinition, { environment }: SettingsSource, name: string) =>
  environment[setting(vendor, name).variable] || undefined;

/**
 * The authentication method that the given settings belong to. @throws SettingsError if they belong to two
 */
function methodOf(
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
function serverMismatch(
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

const isExplicitProvider = ({ namespace }: SettingsDefinition, { config }: SettingsSource) =>
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

/** Why the configuration's credentials don't belong to the environment's server. */
export function endpointMismatch(vendor: SettingsDefinition, source: SettingsSource): string | undefined {
  const endpoint = setting(vendor, "endpoint");
  const configured = credentialNames(vendor).filter((name) => fromConfiguration(vendor, source, name));
  if (source.config(endpoint.key) || configured.length === 0) return undefined;
  const method = methodOf(vendor, source, configured);
  const isWhole = method.every((name) => configured.includes(name));
  const different = differing(vendor, source, method, identityOf(vendor, method, isWhole));
  if (different === undefined) return undefined;
  const { key, variable } = setting(vendor, different);
  return `${endpoint.variable} is not used, because ${variable} is not the same as ${displayKey(key, source)}`;
}

/**
 * Names of the settings that identify the account. Of a complete set only the organisation counts, where the
 * vendor has one.
 */
function identityOf(vendor: SettingsDefinition, method: readonly string[], isWhole: boolean): readonly string[] {
  const tenants = method.filter((name) => vendor.rows[name]?.tenant);
  return isWhole && tenants.length > 0 ? tenants : method.filter((name) => !setting(vendor, name).secret);
}

/** Name of the first setting that configuration and environment set differently. */
const differing = (
  vendor: SettingsDefinition,
  source: SettingsSource,
  method: readonly string[],
  among: readonly string[],
): string | undefined =>
  method.find((name) => {
    const [one, other] = [fromConfiguration(vendor, source, name), fromEnvironment(vendor, source, name)];
    return among.includes(name) && one !== undefined && other !== undefined && one !== other;
  });

/**
 * The environment's credentials, if they differ from the configuration's: a refresh or destroy gets the ones
 * that the last `up` stored. A string is the reason why they must not be tried.
 */
function fallbackOf(
  vendor: SettingsDefinition,
  source: SettingsSource,
  endpoint: URL,
  { method, values, fromConfiguration: configured }: CredentialChoice,
): ReadonlyMap<string, string> | string | undefined {
  const secret = method.find((name) => setting(vendor, name).secret);
  const newer = secret && fromEnvironment(vendor, source, secret);
  if (!newer || !configured.includes(secret) || newer === values.get(secret)) return undefined;
  const ofEnvironment = method.flatMap((name) => {
    const value = fromEnvironment(vendor, source, name);
    return value === undefined ? [] : ([[name, value]] as const);
  });
  const different = differing(vendor, source, method, identityOf(vendor, method, ofEnvironment.length === method.length));
  const why =
    serverMismatch(vendor, source, endpoint, true) ??
    (different &&
      `${setting(vendor, different).variable} is not the same as ${displayKey(setting(vendor, different).key, source)}`);
  if (why !== undefined) return `${setting(vendor, secret).variable} is not tried, because ${why}`;
  // A malformed value in the environment must not fail a run whose own credentials may be valid.
  if (ofEnvironment.some(([, value]) => credentialProblem(vendor, value) !== undefined)) return undefined;
  return new Map([...values, ...ofEnvironment]);
}

function readerOf(
  vendor: SettingsDefinition,
  source: SettingsSource,
  { values, unusedReason }: Pick<CredentialChoice, "values" | "unusedReason">,
): SettingsReader {
  const why = unusedReason === undefined ? "" : ` (${unusedReason})`;
  return {
    unusedReason: why,
    keyOf: (name) => displayKey(setting(vendor, name).key, source),
    command: configCommand("set", source),
    optional: (name) => values.get(name),
    required: (name) => {
      const value = values.get(name);
      if (value !== undefined) return value;
      const missing = setting(vendor, name);
      throw new SettingsError(
        `the setting ${displayKey(missing.key, source)} is missing`,
        `set it with ${waysToSet(missing, source)}${why}`,
      );
    },
  };
}

function whenRefused(
  vendor: SettingsDefinition,
  source: SettingsSource,
  { method, fromConfiguration: configured }: CredentialChoice,
  notTried: string | undefined,
): string {
  const secret = method.find((name) => setting(vendor, name).secret);
  if (secret === undefined || !configured.includes(secret)) {
    const used = method.map((name) => setting(vendor, name));
    const names = used.map(({ key, variable }, index) =>
      configured.includes(method[index] ?? "") ? displayKey(key, source) : variable,
    );
    const unused = used.find(({ key }) => configured.length === 0 && source.config(key));
    const why =
      unused &&
      `; ${displayKey(unused.key, source)} is not used, because the configuration does not name its account`;
    return `check ${names.join(", ")}, and whether they expired${why ?? ""}`;
  }
  const { key, variable } = setting(vendor, secret);
  const thisServer = isExplicitProvider(vendor, source)
    ? `, and ${setting(vendor, "endpoint").variable} with the same endpoint`
    : "";
  const reason = notTried === undefined ? "" : `; ${notTried}`;
  return `check ${displayKey(key, source)}; a plain \`pulumi refresh\` or \`pulumi destroy\` uses the credentials that the last \`pulumi up\` stored. If they changed since, add --run-program, or set the new ones in the environment (${variable}${thisServer})${reason}`;
}
