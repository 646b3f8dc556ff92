import { nativeProvider } from "./kind";

// Settings in provider inputs: the dynamic provider has them flat, by key (`rockit:endpoint`). The native
// provider has one object per vendor, or its JSON text, which SDKs produce.

const nativeProviderType = `pulumi:providers:${nativeProvider}`;

/** Type tokens of the providers that carry the vendors' settings. */
export const providerTypes: readonly string[] = ["pulumi:providers:pulumi-nodejs", nativeProviderType];

/** Path of a setting in the inputs of a provider. */
export const settingPath = (providerType: string, key: string): string[] =>
  providerType === nativeProviderType ? key.split(":") : [key];

/** A setting's key in the native provider's configuration, for `pulumi config --path`. */
export const nativeConfigKey = (key: string) => `${nativeProvider}:${key.replace(":", ".")}`;

/** The value at a path; objects on the way may be JSON texts. */
export const valueIn = (properties: object, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, field) => objectIn(value)?.[field], properties);

/** An object, or the object in a JSON text. */
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
