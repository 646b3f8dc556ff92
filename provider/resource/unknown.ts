/**
 * Placeholder that the engine passes in a preview for a value that is known only after `up`. Part of the
 * engine's protocol: `rpc.unknownValue` of the SDK, to which a unit test compares it.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is or contains an unknown value. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasUnknown);
}
