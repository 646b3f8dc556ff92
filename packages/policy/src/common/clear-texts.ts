import { isMarked } from "../secret-marks";

/** A text that the engine does not keep encrypted, and the path to the value that it is or, as a field's name, is in. */
export interface ClearText {
  readonly path: readonly string[];
  readonly text: string;
  readonly isName: boolean;
}

/** All texts that stand in the clear in a value as the engine sent it, names of fields included. */
export function* clearTexts(value: unknown, path: readonly string[] = []): Generator<ClearText> {
  if (typeof value === "string") yield { path, text: value, isName: false };
  if (typeof value !== "object" || value === null || isMarked(value)) return;
  for (const [field, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) yield { path, text: field, isName: true };
    yield* clearTexts(inner, [...path, field]);
  }
}
