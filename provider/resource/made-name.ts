import type { ResourceKind } from "./kind";
import type { Properties } from "./properties";

/** Characters behind a made name, so that two of one resource differ. */
const suffixLength = 7;

/** What the engine is configured to do about names that a program leaves out (`pulumi:autonaming`). */
export type NamingWish = { readonly proposed: string } | "none";

/** What a name can be made of. */
export interface Naming {
  /** The resource's name in the program. */
  readonly resourceName: string;
  /** Random digits, hexadecimal, at least seven. */
  readonly digits: () => string;
  readonly wish?: NamingWish | undefined;
}

/** The argument that is given a name where the program gives none. */
export const madeField = ({ fields }: Pick<ResourceKind, "fields">): string | undefined =>
  Object.entries(fields).find(([, { made }]) => made)?.[0];

/** Internal arguments by which a made name is known: one that nobody else has, and one of the engine's, which somebody may have. */
export const madeNameMarks: readonly string[] = ["namePrefix", "nameProposed"];

/**
 * Arguments with a name of the object's own where the program gives none. `olds` are those in the state: an object keeps its name for as long as it lives,
 * and a replacement has none to keep.
 */
export function withMadeName(
  kind: Pick<ResourceKind, "fields">,
  olds: Properties,
  news: Properties,
  { resourceName, digits, wish }: Naming,
): Properties {
  const field = madeField(kind);
  if (field === undefined || news[field] !== undefined || wish === "none") return news;
  const kept = olds[field];
  if (wish !== undefined) return { ...news, nameProposed: true, [field]: kept ?? wish.proposed };
  const made = kept ?? `${resourceName}-${digits().slice(0, suffixLength)}`;
  return { ...news, namePrefix: resourceName, [field]: made };
}
