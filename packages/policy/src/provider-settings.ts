/** Type token of the dynamic provider: it has the vendors' settings side by side, by their keys: `rockit:endpoint`. */
const dynamicProvider = "pulumi:providers:pulumi-nodejs";

/** Type token of the native provider: it has an object a vendor, or the JSON text of one. */
const nativeProvider = "pulumi:providers:rockit-durst";

/** Type tokens of the providers that have the vendors' settings. */
export const providerTypes: readonly string[] = [dynamicProvider, nativeProvider];

/** Where a provider of a type has a setting, by the setting's key. */
export const settingPath = (providerType: string, key: string): string[] =>
  providerType === nativeProvider ? key.split(":") : [key];

/** What is at a path of a policy's properties; throws if it is not known yet. */
export const valueAt = (props: object, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, field) => objectIn(value)?.[field], props);

/** Whether something is at a path, known or not. A text that is not known yet may have all in it. */
export function isGivenAt(props: object, [field = "", ...below]: readonly string[]): boolean {
  const value: unknown = Object.getOwnPropertyDescriptor(props, field)?.value;
  if (!value || below.length === 0) return Boolean(value);
  const inner = objectIn(value);
  return inner === undefined || isGivenAt(inner, below);
}

/** An object, also one that is given as its JSON text. */
function objectIn(value: unknown): Record<string, unknown> | undefined {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  if (typeof value !== "string") return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
