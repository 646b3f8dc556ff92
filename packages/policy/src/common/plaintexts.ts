import { isMarked } from "../secret-marks";

/** A text that the engine does not encrypt: a value, or the name of a field in the value at `path`. */
export interface Plaintext {
  readonly path: readonly string[];
  readonly text: string;
  readonly isName: boolean;
}

/** All texts in a value, as the engine sent it, that are not encrypted; including field names. */
export function* plaintextsIn(value: unknown, path: readonly string[] = []): Generator<Plaintext> {
  if (typeof value === "string") yield { path, text: value, isName: false };
  if (typeof value !== "object" || value === null || isMarked(value)) return;
  const joined = joinedList(value);
  if (joined !== undefined) yield { path, text: joined, isName: false };
  for (const [field, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) yield { path, text: field, isName: true };
    yield* plaintextsIn(inner, [...path, field]);
  }
}

/**
 * A list of bytes or of single characters, joined to one text. A typed array arrives as an object with index
 * fields.
 */
function joinedList(value: object): string | undefined {
  const items: unknown[] = Object.values(value);
  if (items.length < 2 || !Object.keys(value).every((key, at) => key === `${at}`)) return undefined;
  if (items.every((item) => typeof item === "number")) return items.join(",");
  return items.every((item) => typeof item === "string" && item.length <= 2) ? items.join("") : undefined;
}
