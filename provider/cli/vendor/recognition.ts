import type { Properties } from "../../resource/properties";

/** A resource of another tool's state that may be one of ours. */
export interface LegacyResource {
  /** What its own tool calls it: a URN or an address. */
  readonly at: string;
  /** Its name there. */
  readonly name: string;
  readonly id: string | undefined;
  /** What was declared, and after it what was seen: of each field the first one that has it counts. */
  readonly says: readonly Properties[];
  /** What the server itself said, if that can be told from what was declared. */
  readonly answers: readonly Properties[];
}

/** How a resource of another tool is recognised as an object of a kind; without them a kind has to be named with `--map`. */
export interface RecognitionRules {
  /** Whether fields tell that it is one; `undefined` if they do not say. */
  isMeant(field: (name: string) => unknown): boolean | undefined;
  /** The path of the API at which its tool reached it, for one whose fields do not say. */
  readonly path: RegExp;
  /** What identifies it at its server. */
  idOf(old: LegacyResource): string | undefined;
  /** What `idOf` looks for: "the subscription's name". */
  readonly idDescription: string;
  /** The field that is the id, if one is. */
  readonly idField?: string;
  /** Fields of which a program gives one, and which mean the same: what one layer of the state says of them hides what others say. */
  readonly alternatives?: readonly string[];
}

/** The value of a field, from whatever says something about it first. */
export function fieldOf(layers: readonly Properties[], field: string): unknown {
  for (const layer of layers) {
    const value = layer[field];
    if (value !== undefined && value !== null && value !== "") return value;
  }
  return undefined;
}

/** Paths of an API; a receiver's address is none, whatever it looks like. */
export const pathsOf = (says: readonly Properties[]): string[] =>
  says.flatMap((layer) =>
    Object.entries(layer).flatMap(([field, value]) =>
      typeof value === "string" && field !== "url" && field !== "hostUri"
        ? value.replace(/[?#].*$/s, "")
        : [],
    ),
  );
