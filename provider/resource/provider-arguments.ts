import { nativeProvider } from "./kind";

// How the engine has the settings of a provider: the dynamic one has them side by side, by their keys (`rockit:endpoint`), the native one has an object a
// vendor, or the JSON text of one, which SDKs make of it.

const nativeProviderType = `pulumi:providers:${nativeProvider}`;

/** Type tokens of the providers that have the vendors' settings. */
export const providerTypes: readonly string[] = ["pulumi:providers:pulumi-nodejs", nativeProviderType];

/** Where a provider of a type has a setting, by the setting's key. */
export const settingPath = (providerType: string, key: string): string[] =>
  providerType === nativeProviderType ? key.split(":") : [key];

/** How the configuration of the native provider spells a setting's key, for `pulumi config --path`. */
export const nativeConfigKey = (key: string) => `${nativeProvider}:${key.replace(":", ".")}`;

/** What is at a path, also in an object that is given as its JSON text. */
export const valueIn = (properties: object, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, field) => objectIn(value)?.[field], properties);

/** An object, also one that is given as its JSON text. */
export function objectIn(value: unknown): Record<string, unknown> | undefined {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  if (typeof value !== "string") return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
