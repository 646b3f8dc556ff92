import type { Properties } from "../../resource/properties";

/** A resource of another tool's state that may be one of ours. */
export interface OldResource {
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

/** A resource that stays where it is. */
export interface LeftAlone {
  readonly at: string;
  /** Its type. */
  readonly type: string;
  readonly why: string;
}

export interface OldState {
  readonly candidates: readonly OldResource[];
  readonly leftAlone: readonly LeftAlone[];
  /** Commands that take resources out of this state, in order, and what has to be known about it. */
  readonly removal: (resources: readonly OldResource[]) => Removal;
  /** Types and names that new resources of that stack can't have; none if another stack is meant. */
  readonly taken: (type: string, name: string, stack: string | undefined) => boolean;
  /** Whether it holds secrets that can't be read. */
  readonly encrypted: boolean;
}

export interface Removal {
  /** What has to be done by hand before. */
  readonly before: readonly string[];
  readonly command: string;
  /** What has to be done by hand afterwards. */
  readonly after: string;
}

/** The value of a field, from whatever says something about it first. */
export function fieldOf(layers: readonly Properties[], field: string): unknown {
  for (const layer of layers) {
    const value = layer[field];
    if (value !== undefined && value !== null && value !== "") return value;
  }
  return undefined;
}

/** An object in JSON; `undefined` if the text is none. */
export function objectIn(text: unknown): Properties | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Paths of an API; a receiver's address is none, whatever it looks like. */
export const pathsOf = (says: readonly Properties[]): string[] =>
  says.flatMap((layer) =>
    Object.entries(layer).flatMap(([field, value]) =>
      typeof value === "string" && field !== "url" && field !== "hostUri"
        ? value.replace(/[?#].*$/s, "")
        : [],
    ),
  );
