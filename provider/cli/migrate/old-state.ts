import type { Properties } from "../../resource/properties";
import type { OldResource } from "../vendor/recognition";

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
