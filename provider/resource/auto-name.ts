import type { ResourceKind } from "./kind";
import type { Properties } from "./properties";

/** Characters behind a made name, so that two of one resource differ. */
const suffixLength = 7;

/** What the engine is configured to do about names that a program leaves out (`pulumi:autonaming`). */
export type AutonamingMode = { readonly proposed: string } | "none";

/** What a name can be made of. */
export interface AutoNameOptions {
  /** The resource's name in the program. */
  readonly resourceName: string;
  /** Random digits, hexadecimal, at least seven. */
  readonly digits: () => string;
  readonly autonaming?: AutonamingMode | undefined;
}

/** The argument that is given a name where the program gives none. */
export const autoNamedField = ({ fields }: Pick<ResourceKind, "fields">): string | undefined =>
  Object.entries(fields).find(([, { autoNamed }]) => autoNamed)?.[0];

/** Internal arguments by which a made name is known: one that nobody else has, and one of the engine's, which somebody may have. */
export const autoNameMarkers: readonly string[] = ["namePrefix", "nameProposed"];

/**
 * Arguments with a name of the object's own where the program gives none. `olds` are those in the state: an object keeps its name for as long as it lives,
 * and a replacement has none to keep.
 */
export function withAutoName(
  kind: Pick<ResourceKind, "fields">,
  olds: Properties,
  news: Properties,
  { resourceName, digits, autonaming }: AutoNameOptions,
): Properties {
  const field = autoNamedField(kind);
  if (field === undefined || news[field] !== undefined || autonaming === "none") return news;
  const kept = olds[field];
  if (autonaming !== undefined) return { ...news, nameProposed: true, [field]: kept ?? autonaming.proposed };
  const made = kept ?? `${resourceName}-${digits().slice(0, suffixLength)}`;
  return { ...news, namePrefix: resourceName, [field]: made };
}
