import type { SettingsSource } from "../../config/settings";
import { nativeProvider } from "../../resource/kind";
import { nativeConfigKey, valueIn } from "../../resource/provider-arguments";
import { pulumiJson, type StackChoice } from "./pulumi";

/** The settings that the next update uses. */
export interface NextSettings extends SettingsSource {
  /** Whether the stack's configuration holds the value unencrypted. */
  readonly isPlaintext: (key: string) => boolean;
  /** The settings as the native plugin reads them: only the objects under `rockit-durst:`. */
  readonly native: () => NextSettings;
}

type Configuration = Readonly<
  Record<string, { readonly value?: string; readonly secret?: boolean } | undefined>
>;

/**
 * The settings that the next `pulumi up` of a stack uses: its configuration, then the environment. Without a
 * stack: the environment.
 *
 * @throws CliError with pulumi's error
 */
export async function nextSettings(stack: StackChoice, option = "--stack"): Promise<NextSettings> {
  if (stack.stack === undefined && stack.cwd === undefined) {
    const settings: NextSettings = {
      config: () => undefined,
      isPlaintext: () => false,
      native: () => settings,
      environment: process.env,
      howToSet: () => `a stack's configuration (name the stack with ${option})`,
    };
    return settings;
  }
  const command = ["config", "--json", "--show-secrets"];
  const values = ((await pulumiJson("reading the configuration", command, stack)) ?? {}) as Configuration;
  return settingsIn(values, false);
}

/**
 * Takes a vendor's settings either all from its own keys or all from its object, so that no credential
 * reaches another server.
 */
function settingsIn(values: Configuration, onlyNative: boolean): NextSettings {
  const has = (namespace: string) => Object.keys(values).some((key) => key.startsWith(`${namespace}:`));
  const hasObjects = onlyNative || has(nativeProvider);
  const pathOf = (key: string): readonly [string, ...string[]] => {
    const [namespace = "", name = ""] = key.split(":");
    const isNative = hasObjects && (onlyNative || !has(namespace));
    return isNative ? [`${nativeProvider}:${namespace}`, "value", name] : [key, "value"];
  };
  const config = (key: string) => {
    const value = valueIn(values, pathOf(key));
    return value === undefined || value === null ? undefined : String(value);
  };
  return {
    config,
    isPlaintext: (key) => config(key) !== undefined && values[pathOf(key)[0]]?.secret === false,
    native: () => settingsIn(values, true),
    environment: process.env,
    ...(hasObjects && { formatKey: (key) => (pathOf(key)[0] === key ? key : nativeConfigKey(key)) }),
  };
}
