import { ActionableError } from "../http/actionable-error";

/**
 * A missing, contradictory or malformed setting. The message is one sentence and never shows a credential.
 */
export class SettingsError extends ActionableError {
  override readonly name = "SettingsError";
}

/** Sources of settings: the configuration of the stack or of an explicit provider, then the environment. */
export interface SettingsSource {
  /** Value of a configuration key, `rockit:endpoint`. */
  readonly config: (key: string) => string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How a person sets a key in this configuration. Default: `pulumi config set`. */
  readonly howToSet?: ((key: string) => string | undefined) | undefined;
  /** Spelling of a key that is part of an object: `rockit-durst:rockit.apiKey`. Default: unchanged. */
  readonly formatKey?: ((key: string) => string) | undefined;
}

interface Setting {
  /** Key in the stack's configuration, `rockit:apiKey`. */
  readonly key: string;
  /** Environment variable, `ROCKIT_API_KEY`. */
  readonly variable: string;
  readonly secret: boolean;
}

/**
 * Key in an explicit provider's configuration that marks a vendor whose credentials the provider sets itself.
 */
export const ownCredentials = "ownCredentials";

/** Definition of one setting of a vendor. */
export interface SettingRow {
  /** In Markdown. */
  readonly description: string;
  /** Who needs the setting, or its default; in Markdown. */
  readonly needed: string;
  /** Default: a string. */
  readonly type?: "boolean" | "integer";
  /** Encrypted in the stack's configuration. */
  readonly secret?: true;
  /** Names the organisation that the account belongs to. */
  readonly tenant?: true;
  /** Allowed values. A setting with allowed values is not a credential. */
  readonly oneOf?: readonly string[];
}

/** Seconds. */
interface Timeouts {
  readonly requestTimeout: number;
  readonly totalTimeout: number;
}

/** Definition of a vendor's settings. */
export interface SettingsDefinition<Credentials extends object = object> {
  /** Namespace of configuration keys, `rockit`; in capitals the prefix of environment variables. */
  readonly namespace: string;
  /** Name of the vendor in messages: `ROCKIT`. */
  readonly title: string;
  /** Settings besides those of the endpoint. */
  readonly rows: Readonly<Record<string, SettingRow>>;
  /**
   * Authentication methods that exclude each other, each as names of its settings, secret last. Default: one
   * method with all credentials.
   */
  readonly authMethods?: readonly (readonly string[])[];
  /** Headers allow fewer characters than a body. Default: body. */
  readonly credentialsSentIn?: "headers" | "body";
  /** Default: 30 and 120. */
  readonly timeouts?: Timeouts;
  /** Reads the credentials. @throws SettingsError */
  readonly credentials: (reader: SettingsReader) => Credentials;
}

/** Reads a vendor's credentials by name. */
export interface SettingsReader {
  readonly optional: (name: string) => string | undefined;
  /** @throws SettingsError with both ways to set it */
  readonly required: (name: string) => string;
  /** Configuration key of a setting. */
  readonly keyOf: (name: string) => string;
  /** Command that sets a key. */
  readonly command: string;
  /** Why credentials of the environment are not used. Ends a sentence; empty if all are used. */
  readonly unusedReason: string;
}

export const timeoutsOf = ({ timeouts }: SettingsDefinition): Timeouts =>
  timeouts ?? { requestTimeout: 30, totalTimeout: 120 };

/** Settings of every vendor's endpoint. */
const endpointRows = ({ requestTimeout, totalTimeout }: Timeouts) =>
  ({
    endpoint: {
      description: "base URL of the server, with its base path (such as `/pms`) if it has one",
      needed: "yes",
    },
    caCertificate: {
      description: "PEM certificate of a private authority, trusted in addition to those of Node.js",
      needed: "no",
    },
    allowInsecureHttp: {
      description: "`true` allows an `http://` endpoint on another machine",
      needed: "no, `false`",
      type: "boolean",
    },
    requestTimeout: {
      type: "integer",
      description: "seconds for one attempt of a request",
      needed: `no, \`${requestTimeout}\``,
    },
    totalTimeout: {
      description: "seconds for one request including retries and the waits between them",
      needed: `no, \`${totalTimeout}\``,
      type: "integer",
    },
    maxConnections: {
      type: "integer",
      description: "maximum number of connections open at once",
      needed: "no, `8`",
    },
    allowAllMissing: {
      description:
        "`true` accepts that all of several objects are missing on the server; otherwise the refresh stops, because it may be the wrong organisation or site",
      needed: "no, `false`",
      type: "boolean",
    },
  }) as const satisfies Record<string, SettingRow>;

export const endpointNames: readonly string[] = Object.keys(
  endpointRows({ requestTimeout: 0, totalTimeout: 0 }),
);

/** All settings of a vendor, by name. */
export const settingRows = (vendor: SettingsDefinition): Readonly<Record<string, SettingRow>> => ({
  ...endpointRows(timeoutsOf(vendor)),
  ...vendor.rows,
});

export const settingNames = (vendor: SettingsDefinition): readonly string[] =>
  Object.keys(settingRows(vendor));

/** Names of the settings that must be encrypted. */
export const secretSettings = (vendor: SettingsDefinition): readonly string[] =>
  Object.entries(vendor.rows).flatMap(([name, { secret }]) => (secret ? [name] : []));

/** Names of the settings that are credentials. */
export const credentialNames = ({ rows }: SettingsDefinition): readonly string[] =>
  Object.entries(rows).flatMap(([name, { oneOf }]) => (oneOf === undefined ? [name] : []));

/** Configuration key and environment variable of a setting. */
export const setting = ({ namespace, rows }: SettingsDefinition, name: string): Setting => ({
  key: `${namespace}:${name}`,
  variable: `${namespace}_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase(),
  secret: rows[name]?.secret === true,
});

/** Both ways to set a setting, for messages. */
export const waysToSet = ({ key, variable, secret }: Setting, source: SettingsSource): string =>
  `${source.howToSet?.(key) ?? `\`${configCommand("set", source)} ${secret ? "--secret " : ""}${displayKey(key, source)} …\``} or the environment variable ${variable}`;

/** The command that sets or removes a configuration key. */
export const configCommand = (verb: "set" | "rm", { formatKey }: SettingsSource): string =>
  `pulumi config ${verb}${formatKey === undefined ? "" : " --path"}`;

/** A key in the spelling of that command. */
export const displayKey = (key: string, { formatKey }: SettingsSource): string => formatKey?.(key) ?? key;

/** Value of a setting; an empty one counts as missing. */
export const settingValue = (
  { key, variable }: Setting,
  { config, environment }: SettingsSource,
): string | undefined => config(key) || environment[variable] || undefined;
