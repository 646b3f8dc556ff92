/** Plain data that the engine passes between program, state and lifecycle. */
export type Properties = Record<string, unknown>;

/** Whether a value is an object and not a list. */
export const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a path such as `xAuthInfo.password`. */
export const valueAt = (properties: Properties, path: string): unknown =>
  path.split(".").reduce<unknown>((value, step) => (value as Properties | undefined)?.[step], properties);

/** Sets a value at a path whose parent exists. */
export function withValue(properties: Properties, path: string, value: unknown): Properties {
  const [step = "", ...below] = path.split(".");
  if (below.length === 0) return { ...properties, [step]: value };
  return { ...properties, [step]: withValue(properties[step] as Properties, below.join("."), value) };
}

/**
 * Removes `undefined`, which the engine can't carry: fields are dropped at every depth, and list entries
 * become null so that the others keep their positions.
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
