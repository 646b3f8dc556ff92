import type { Properties } from "../../resource/properties";

/** A resource in another tool's state that may be an object of ours. */
export interface LegacyResource {
  /** Its URN or address in that tool. */
  readonly address: string;
  /** Its name there. */
  readonly name: string;
  readonly id: string | undefined;
  /**
   * Layers of properties: the declared ones first, then those that were read. The first layer with a field
   * counts.
   */
  readonly layers: readonly Properties[];
  /** The server's answers, if the state keeps them apart. */
  readonly answers: readonly Properties[];
}

/**
 * How a resource of another tool is recognised as an object of a kind; a kind without rules needs `--map`.
 */
export interface RecognitionRules {
  /** Whether the fields are those of the kind; `undefined` if they don't show it. */
  matches(field: (name: string) => unknown): boolean | undefined;
  /** The API path of the kind, for resources whose fields don't show it. */
  readonly path: RegExp;
  /** The object's id on its server. */
  idOf(old: LegacyResource): string | undefined;
  /** What `idOf` looks for: "the subscription's name". */
  readonly idDescription: string;
  /** The field that holds the id, if there is one. */
  readonly idField?: string;
  /** Fields of which a program sets one. A layer that has one of them hides the others in further layers. */
  readonly alternatives?: readonly string[];
}

/** The value of a field in the first layer that has it. */
export function fieldOf(layers: readonly Properties[], field: string): unknown {
  for (const layer of layers) {
    const value = layer[field];
    if (value !== undefined && value !== null && value !== "") return value;
  }
  return undefined;
}

/** All texts that may be API paths; a receiver's address is none. */
export const pathsOf = (layers: readonly Properties[]): string[] =>
  layers.flatMap((layer) =>
    Object.entries(layer).flatMap(([field, value]) =>
      typeof value === "string" && field !== "url" && field !== "hostUri"
        ? value.replace(/[?#].*$/s, "")
        : [],
    ),
  );
