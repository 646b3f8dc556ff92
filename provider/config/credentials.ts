import {
  type CredentialChoice,
  chooseCredentials,
  differing,
  fromConfiguration,
  fromEnvironment,
  isExplicitProvider,
  methodOf,
  serverMismatch,
} from "./credential-choice";
import { credentialProblem } from "./credential-format";
import {
  configCommand,
  credentialNames,
  displayKey,
  type SettingsDefinition,
  SettingsError,
  type SettingsReader,
  type SettingsSource,
  setting,
  waysToSet,
} from "./setting";

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
function identityOf(
  vendor: SettingsDefinition,
  method: readonly string[],
  isWhole: boolean,
): readonly string[] {
  const tenants = method.filter((name) => vendor.rows[name]?.tenant);
  return isWhole && tenants.length > 0 ? tenants : method.filter((name) => !setting(vendor, name).secret);
}

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
  const different = differing(
    vendor,
    source,
    method,
    identityOf(vendor, method, ofEnvironment.length === method.length),
  );
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
