import type { ResourceKind } from "./kind";
import type { Properties } from "./properties";

/** Length of the random suffix. */
const suffixLength = 7;

/** Setting `pulumi:autonaming`: a name proposed by the engine, or disabled. */
export type AutonamingMode = { readonly proposed: string } | "none";

/** Inputs of a generated name. */
export interface AutoNameOptions {
  /** The resource's name in the program. */
  readonly resourceName: string;
  /** Random digits, hexadecimal, at least seven. */
  readonly digits: () => string;
  readonly autonaming?: AutonamingMode | undefined;
}

/** The argument that gets a generated name if the program sets none. */
export const autoNamedField = ({ fields }: Pick<ResourceKind, "fields">): string | undefined =>
  Object.entries(fields).find(([, { autoNamed }]) => autoNamed)?.[0];

/**
 * Internal arguments that mark a generated name: `namePrefix` a unique one of ours, `nameProposed` one of the
 * engine's.
 */
export const autoNameMarkers: readonly string[] = ["namePrefix", "nameProposed"];

/**
 * Adds a generated name if the program sets none. `olds` are the arguments in the state: an object keeps its
 * name for life; a replacement passes none and gets a new one.
 */
export function withAutoName(
  kind: Pick<ResourceKind, "fields">,
  olds: Properties,
  news: Properties,
  { resourceName, digits, autonaming }: AutoNameOptions,
): Properties {
  const field = autoNamedField(kind);
  if (field === undefined || news[field] !== undefined || autonaming === "none") return news;
  const current = olds[field];
  if (autonaming !== undefined)
    return { ...news, nameProposed: true, [field]: current ?? autonaming.proposed };
  const name = current ?? `${resourceName}-${digits().slice(0, suffixLength)}`;
  return { ...news, namePrefix: resourceName, [field]: name };
}
