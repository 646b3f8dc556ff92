import type { OldResource } from "./old-state";

/** How a resource of another tool is recognised as an object of a kind; without them a kind has to be named with `--map`. */
export interface RecognitionRules {
  /** Whether fields tell that it is one; `undefined` if they do not say. */
  isMeant(field: (name: string) => unknown): boolean | undefined;
  /** The path of the API at which its tool reached it, for one whose fields do not say. */
  readonly path: RegExp;
  /** What identifies it at its server. */
  idOf(old: OldResource): string | undefined;
  /** What `idOf` looks for: "the subscription's name". */
  readonly idWords: string;
  /** The field that is the id, if one is. */
  readonly idField?: string;
  /** Fields of which a program gives one, and which mean the same: what one layer of the state says of them hides what others say. */
  readonly alternatives?: readonly string[];
}
