import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import { ownerKindOf } from "../servers/object-id";
import { type ImportableKind, importableKinds } from "../vendor/importable-kind";
import { fieldOf, type LegacyResource, pathsOf } from "../vendor/recognition";
import type { VendorCommands } from "../vendor/vendor";
import type { Skipped } from "./legacy-state";

/** A resource of another tool's state, with its kind and the id of its object. */
export interface Recognised {
  readonly old: LegacyResource;
  readonly kind: ImportableKind;
  readonly id: string;
}

/**
 * Sorts resources: those of the vendors, those without an id, and all others.
 *
 * @throws CliError if a map names no resource of the state
 */
export function recognise(
  vendors: readonly VendorCommands[],
  candidates: readonly LegacyResource[],
  maps: ReadonlyMap<string, ImportableKind>,
): Record<"skipped" | "unidentified", Skipped[]> & { readonly recognised: Recognised[] } {
  const unknown = [...maps.keys()].find((address) => !candidates.some((old) => old.address === address));
  if (unknown !== undefined)
    throw new CliError(
      `--map ${oneLine(unknown, 300)}: the state has no such resource that could be migrated`,
    );
  const kinds = importableKinds(vendors);
  const recognised: Recognised[] = [];
  const skipped: Skipped[] = [];
  const unidentified: Skipped[] = [];
  for (const old of candidates) {
    const { address } = old;
    const kind = maps.get(address) ?? kindOf(kinds, old);
    const id = kind && idOf(old, kind);
    if (kind === undefined) skipped.push({ address, type: "", reason: unrecognisedReason(vendors, address) });
    else if (id === undefined) unidentified.push({ address, type: "", reason: missingIdReason(kind) });
    else recognised.push({ old, kind, id });
  }
  return { recognised, skipped, unidentified };
}

function unrecognisedReason(vendors: readonly VendorCommands[], address: string): string {
  const titles = vendors.map(({ row }) => row.settings.title).join(" or ");
  const names = importableKinds(vendors).map(({ row }) => row.name);
  return `is not recognised as an object of ${titles}; if it is one, name its kind: --map '${oneLine(address, 300)}=${names.join("|")}'`;
}

const missingIdReason = ({ commands }: ImportableKind) =>
  `lacks ${commands.recognition?.idDescription ?? "its id"}: import it with \`rockit-durst import\``;

/** The kind of a resource, by its fields, else by its API path. */
function kindOf(kinds: readonly ImportableKind[], { layers }: LegacyResource): ImportableKind | undefined {
  for (const kind of kinds) {
    const isMatch = kind.commands.recognition?.matches((field) => fieldOf(layers, field));
    if (isMatch !== undefined) return isMatch ? kind : undefined;
  }
  const paths = pathsOf(layers);
  // Parts first: their path begins with the path of their owner.
  const partsFirst = kinds.toSorted((one, other) => Number(isPart(other)) - Number(isPart(one)));
  return partsFirst.find(({ commands }) => paths.some((path) => commands.recognition?.path.test(path)));
}

const isPart = ({ row }: ImportableKind) => ownerKindOf(row) !== undefined;

function idOf(old: LegacyResource, { commands, row }: ImportableKind): string | undefined {
  const id = commands.recognition === undefined ? old.id : commands.recognition.idOf(old);
  return id !== undefined && row.id.pattern.test(id) ? id : undefined;
}
