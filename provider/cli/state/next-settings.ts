import type { SettingsSource } from "../../config/settings";
import { nativeProvider } from "../../resource/kind";
import { spelledNatively, valueIn } from "../../resource/provider-arguments";
import { pulumiJson, type StackChoice } from "./pulumi";

/** Settings that are to be used, and how they are kept until then. */
export interface NextSettings extends SettingsSource {
  /** Whether the stack's configuration has a value and keeps it in the clear. */
  readonly isPlaintext: (key: string) => boolean;
  /** The same as the native plugin sees them: it has its own objects alone. */
  readonly native: () => NextSettings;
}

type Configuration = Readonly<
  Record<string, { readonly value?: string; readonly secret?: boolean } | undefined>
>;

/**
 * The settings that the next `pulumi up` of a stack will use, also of one that was never updated: its configuration, then the environment.
 * Without a stack the environment's alone.
 *
 * @throws CliError with pulumi's own words
 */
export async function nextSettings(stack: StackChoice, option = "--stack"): Promise<NextSettings> {
  if (stack.stack === undefined && stack.cwd === undefined) {
    const settings: NextSettings = {
      config: () => undefined,
      isPlaintext: () => false,
      native: () => settings,
      environment: process.env,
      givenBy: () => `a stack's configuration (name the stack with ${option})`,
    };
    return settings;
  }
  const command = ["config", "--json", "--show-secrets"];
  const values = ((await pulumiJson("reading the configuration", command, stack)) ?? {}) as Configuration;
  return settingsIn(values, false);
}

/** Of a vendor's keys and its object one is taken as a whole, so that credentials go to no other server; the keys, unless only the plugin reads. */
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
    ...(hasObjects && { spelled: (key) => (pathOf(key)[0] === key ? key : spelledNatively(key)) }),
  };
}
