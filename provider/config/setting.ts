import { ActionableError } from "../http/actionable-error";

/** A setting that is missing, contradictory or malformed. The message is one sentence and never shows a credential. */
export class SettingsError extends ActionableError {
  override readonly name = "SettingsError";
}

/** Where settings come from: the stack's configuration (or an explicit provider's), then the environment. */
export interface SettingsSource {
  /** Value of a `namespace:key` of the configuration. */
  readonly config: (key: string) => string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How a person gives a value of the configuration. Default: with `pulumi config set`. */
  readonly howToSet?: ((key: string) => string | undefined) | undefined;
  /** How a key is spelled there, where it is a part of an object: `rockit-durst:rockit.apiKey`. Default: as it is. */
  readonly formatKey?: ((key: string) => string) | undefined;
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
  /** Default: a text. */
  readonly type?: "boolean" | "integer";
  /** Kept encrypted in the stack's configuration. */
  readonly secret?: true;
  /** Names the organisation whose objects the credentials reach. */
  readonly tenant?: true;
  /** The only values that it may have; a setting with such values is no credential. */
  readonly oneOf?: readonly string[];
}

/** Seconds. */
interface Timeouts {
  readonly requestTimeout: number;
  readonly totalTimeout: number;
}

/** What a vendor's folder says of its settings. */
export interface SettingsDefinition<Credentials extends object = object> {
  /** Of the keys in the stack's configuration, `rockit`; in capitals of the environment variables. */
  readonly namespace: string;
  /** How a vendor is called in a sentence: `ROCKIT`. */
  readonly title: string;
  /** Settings beside the endpoint's. */
  readonly own: Readonly<Record<string, SettingRow>>;
  /** Ways to authenticate that exclude each other, each with the names of its settings, the secret last. Default: one, with all credentials. */
  readonly authMethods?: readonly (readonly string[])[];
  /** Headers carry fewer characters than a body. Default: a body. */
  readonly credentialsSentIn?: "headers" | "body";
  /** Default: 30 s and 120 s. */
  readonly timeouts?: Timeouts;
  /** Reads the credentials. @throws SettingsError */
  readonly credentials: (reader: SettingsReader) => Credentials;
}

/** Looks up a vendor's credentials by their names. */
export interface SettingsReader {
  readonly optional: (name: string) => string | undefined;
  /** @throws SettingsError naming the setting and both ways to give it */
  readonly required: (name: string) => string;
  /** A setting as the configuration spells it. */
  readonly keyOf: (name: string) => string;
  /** The command that gives one. */
  readonly command: string;
  /** Why credentials of the environment are not used, to follow a sentence; empty if all are. */
  readonly unusedReason: string;
}

export const timeoutsOf = ({ timeouts }: SettingsDefinition): Timeouts =>
  timeouts ?? { requestTimeout: 30, totalTimeout: 120 };

/** How a vendor is reached, whichever it is. */
const endpointRows = ({ requestTimeout, totalTimeout }: Timeouts) =>
  ({
    endpoint: {
      description: "base URL of the server, with its base path (such as `/pms`) if it has one",
      needed: "yes",
    },
    caCertificate: {
      description: "PEM text of a private authority, trusted beside those that Node.js knows",
      needed: "no",
    },
    allowInsecureHttp: {
      description: "`true` allows an `http://` endpoint that is not this machine",
      needed: "no, `false`",
      type: "boolean",
    },
    requestTimeout: {
      type: "integer",
      description: "seconds for one request",
      needed: `no, \`${requestTimeout}\``,
    },
    totalTimeout: {
      description: "seconds for one request with its repetitions and the waits between them",
      needed: `no, \`${totalTimeout}\``,
      type: "integer",
    },
    maxConnections: { type: "integer", description: "connections open at once", needed: "no, `8`" },
    allowAllMissing: {
      description:
        "`true` believes a server that has none of several objects; otherwise the refresh stops, for it is rather another organisation or site",
      needed: "no, `false`",
      type: "boolean",
    },
  }) as const satisfies Record<string, SettingRow>;

export const endpointNames: readonly string[] = Object.keys(
  endpointRows({ requestTimeout: 0, totalTimeout: 0 }),
);

/** Every setting that a vendor has, by name. */
export const settingRows = (vendor: SettingsDefinition): Readonly<Record<string, SettingRow>> => ({
  ...endpointRows(timeoutsOf(vendor)),
  ...vendor.own,
});

export const settingNames = (vendor: SettingsDefinition): readonly string[] =>
  Object.keys(settingRows(vendor));

/** Names of the settings that must lie encrypted. */
export const secretSettings = (vendor: SettingsDefinition): readonly string[] =>
  Object.entries(vendor.own).flatMap(([name, { secret }]) => (secret ? [name] : []));

/** Names of the settings that say who asks. */
export const credentialNames = ({ own }: SettingsDefinition): readonly string[] =>
  Object.entries(own).flatMap(([name, { oneOf }]) => (oneOf === undefined ? [name] : []));

/** A setting by its name, and both ways to give it. */
export const setting = ({ namespace, own }: SettingsDefinition, name: string): Setting => ({
  key: `${namespace}:${name}`,
  variable: `${namespace}_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase(),
  secret: own[name]?.secret === true,
});

/** How a person gives a setting. */
export const waysToSet = ({ key, variable, secret }: Setting, source: SettingsSource): string =>
  `${source.howToSet?.(key) ?? `\`${configCommand("set", source)} ${secret ? "--secret " : ""}${displayKey(key, source)} …\``} or the environment variable ${variable}`;

/** The command for the configuration. */
export const configCommand = (verb: "set" | "rm", { formatKey }: SettingsSource): string =>
  `pulumi config ${verb}${formatKey === undefined ? "" : " --path"}`;

/** A key as that command takes it. */
export const displayKey = (key: string, { formatKey }: SettingsSource): string => formatKey?.(key) ?? key;

/** A setting's value; an empty one counts as left out. */
export const settingValue = (
  { key, variable }: Setting,
  { config, environment }: SettingsSource,
): string | undefined => config(key) || environment[variable] || undefined;
