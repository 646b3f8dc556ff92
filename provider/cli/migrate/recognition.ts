import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import { ownerKindOf } from "../servers/object-id";
import { type ImportableKind, importableKinds } from "../vendor/importable-kind";
import { fieldOf, type LegacyResource, pathsOf } from "../vendor/recognition";
import type { VendorCommands } from "../vendor/vendor";
import type { Skipped } from "./legacy-state";

/** A resource of another tool's state, and which object of which server it stands for. */
export interface Recognised {
  readonly old: LegacyResource;
  readonly kind: ImportableKind;
  readonly id: string;
}

/** Which resources stand for objects of the vendors', and of which of them it is not told which. @throws CliError if a map names a resource that is not there */
export function recognised(
  vendors: readonly VendorCommands[],
  candidates: readonly LegacyResource[],
  maps: ReadonlyMap<string, ImportableKind>,
): Record<"skipped" | "unidentified", Skipped[]> & { readonly ours: Recognised[] } {
  const strange = [...maps.keys()].find((at) => !candidates.some((old) => old.at === at));
  if (strange !== undefined)
    throw new CliError(`--map ${oneLine(strange, 300)}: the state has no such resource that could be migrated`);
  const kinds = importableKinds(vendors);
  const ours: Recognised[] = [];
  const skipped: Skipped[] = [];
  const unidentified: Skipped[] = [];
  for (const old of candidates) {
    const kind = maps.get(old.at) ?? kindOf(kinds, old);
    const id = kind && idOf(old, kind);
    if (kind === undefined) skipped.push({ at: old.at, type: "", why: unknownTo(vendors, old.at) });
    else if (id === undefined) unidentified.push({ at: old.at, type: "", why: noId(kind) });
    else ours.push({ old, kind, id });
  }
  return { ours, skipped, unidentified };
}

function unknownTo(vendors: readonly VendorCommands[], at: string): string {
  const titles = vendors.map(({ row }) => row.settings.title).join(" or ");
  const names = importableKinds(vendors).map(({ row }) => row.name);
  return `is not recognised as an object of ${titles}; if it is one, say which: --map '${oneLine(at, 300)}=${names.join("|")}'`;
}

const noId = ({ commands }: ImportableKind) =>
  `lacks ${commands.recognition?.idDescription ?? "its id"}: import it with \`rockit-durst import\``;

/** What it is, by what it holds; otherwise by the path of the API that it was sent to. */
function kindOf(kinds: readonly ImportableKind[], { says }: LegacyResource): ImportableKind | undefined {
  for (const kind of kinds) {
    const isMeant = kind.commands.recognition?.isMeant((field) => fieldOf(says, field));
    if (isMeant !== undefined) return isMeant ? kind : undefined;
  }
  const paths = pathsOf(says);
  // The path of what belongs to an object begins with the object's own.
  const inTurn = kinds.toSorted((one, other) => Number(isPart(other)) - Number(isPart(one)));
  return inTurn.find(({ commands }) => paths.some((path) => commands.recognition?.path.test(path)));
}

const isPart = ({ row }: ImportableKind) => ownerKindOf(row) !== undefined;

/** What identifies the object at its server. */
function idOf(old: LegacyResource, { commands, row }: ImportableKind): string | undefined {
  const id = commands.recognition === undefined ? old.id : commands.recognition.idOf(old);
  return id !== undefined && row.id.pattern.test(id) ? id : undefined;
}
