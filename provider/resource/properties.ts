/** Plain data as the engine carries it between a program, its state and a lifecycle. */
export type Properties = Record<string, unknown>;

/** Whether a value is an object with fields, and no list. */
export const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What stands at a path such as `xAuthInfo.password`. */
export const valueAt = (properties: Properties, path: string): unknown =>
  path.split(".").reduce<unknown>((value, step) => (value as Properties | undefined)?.[step], properties);

/** The same properties with one more, at a path of which all but the end exists. */
export function withValue(properties: Properties, path: string, value: unknown): Properties {
  const [step = "", ...below] = path.split(".");
  if (below.length === 0) return { ...properties, [step]: value };
  return { ...properties, [step]: withValue(properties[step] as Properties, below.join("."), value) };
}

/**
 * The engine can't carry `undefined`: a field without a value is left out, at every depth, and an entry of a list without
 * one, which would move the others, is null.
 */
export function withoutUndefined(properties: object): Properties {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [field, definedValue(value)]),
  );
}

function definedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => definedValue(entry) ?? null);
  return typeof value === "object" && value !== null ? withoutUndefined(value) : value;
}
