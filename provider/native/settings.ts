import {
  checkSettings,
  ownCredentials,
  type SettingsDefinition,
  SettingsError,
  type SettingsSource,
  secretSettings,
  settingNames,
} from "../config/settings";
import { nativeProvider } from "../resource/kind";
import { isObject, type Properties } from "../resource/properties";
import { nativeConfigKey, objectIn } from "../resource/provider-arguments";
import { printable } from "../resource/text";
import { hasUnknown } from "../resource/unknown";

/** Arguments that the engine and SDKs add to a provider. */
const sdkArguments = ["version", "pluginDownloadURL", "__internal"];

/**
 * Settings of this plugin process. Each vendor's settings are one object, `rockit: { endpoint: … }`, passed
 * as JSON text: from a program's provider, or from `pulumi config set --path rockit-durst:rockit.endpoint …`.
 */
export class NativeSettings implements SettingsSource {
  private values: ReadonlyMap<string, string> = new Map();
  readonly environment = process.env;
  readonly config = (key: string) => this.values.get(key);
  readonly formatKey = nativeConfigKey;

  constructor(private readonly definitions: readonly SettingsDefinition[]) {}

  /**
   * `isShared`: whether these are the settings of the default provider.
   * @throws SettingsError that names an unknown argument
   */
  store(args: Properties, isShared: boolean): void {
    this.values = valuesIn(this.definitions, args, isShared);
  }

  /** Names of the arguments that contain a secret; each must be encrypted as a whole. */
  secretsIn(args: Properties): string[] {
    return this.definitions
      .filter((definition) => {
        const given = objectIn(args[definition.namespace]);
        return isObject(given) && secretSettings(definition).some((name) => given[name] !== undefined);
      })
      .map(({ namespace }) => namespace);
  }

  /** Problems of a provider's arguments, one line each; unknown values are not validated. */
  problemsIn(args: Properties): string[] {
    try {
      const known = Object.fromEntries(
        Object.entries(args).filter(([, value]) => !hasUnknown(objectIn(value) ?? value)),
      );
      const values = valuesIn(this.definitions, known, false);
      const source = {
        config: (key: string) => values.get(key),
        environment: this.environment,
        formatKey: this.formatKey,
      };
      return this.definitions.flatMap((vendor) =>
        vendor.namespace in known ? problemOf(() => checkSettings(vendor, source)) : [],
      );
    } catch (failure) {
      if (failure instanceof SettingsError) return [failure.message];
      throw failure;
    }
  }
}

function problemOf(check: () => void): string[] {
  try {
    check();
    return [];
  } catch (failure) {
    if (failure instanceof SettingsError) return [failure.message];
    throw failure;
  }
}

/** All settings by key, `rockit:endpoint`. @throws SettingsError */
function valuesIn(
  definitions: readonly SettingsDefinition[],
  args: Properties,
  isShared: boolean,
): Map<string, string> {
  const values = new Map<string, string>();
  for (const [namespace, value] of Object.entries(args)) {
    if (sdkArguments.includes(namespace)) continue;
    const definition = definitions.find((one) => one.namespace === namespace);
    if (definition === undefined) {
      const known = definitions.map((one) => one.namespace).join(" and ");
      throw new SettingsError(
        `${printable(`${nativeProvider}:${namespace}`)} is not a setting: valid ones are ${known}, an object each, such as \`pulumi config set --path ${nativeProvider}:${definitions[0]?.namespace}.endpoint …\``,
      );
    }
    for (const [name, text] of settingsOf(definition, value)) values.set(`${namespace}:${name}`, text);
    // Credentials of an explicit provider are not completed with another server's.
    if (!isShared && secretSettings(definition).some((name) => values.has(`${namespace}:${name}`)))
      values.set(`${namespace}:${ownCredentials}`, "true");
  }
  return values;
}

function settingsOf(definition: SettingsDefinition, value: unknown): [string, string][] {
  const { namespace } = definition;
  const given = objectIn(value);
  if (!isObject(given))
    throw new SettingsError(
      `${nativeProvider}:${namespace} must be an object: set its fields with \`pulumi config set --path ${nativeProvider}:${namespace}.endpoint …\``,
    );
  const names = settingNames(definition);
  return Object.entries(given).flatMap(([name, text]): [string, string][] => {
    if (!names.includes(name))
      throw new SettingsError(
        `${printable(`${nativeProvider}:${namespace}.${name}`)} is not a setting: valid ones are ${names.join(", ")}`,
      );
    if (text === undefined || text === null) return [];
    if (!["string", "number", "boolean"].includes(typeof text))
      throw new SettingsError(
        `${nativeProvider}:${namespace}.${name} must be a string, a number, or true or false`,
      );
    return [[name, String(text)]];
  });
}
