import type { ResourceKind } from "../../resource/kind";
import type { Properties } from "../../resource/properties";
import { kindsOf, type VendorCommands } from "../vendor/vendor";

/** An object of a vendor's, as the command line names it: `durst:17/4`. */
export interface ObjectId {
  readonly vendor: VendorCommands;
  readonly kind: ResourceKind;
  readonly id: string;
}

export const objectIdOf = ({ row }: VendorCommands, id: string): string => `${row.settings.namespace}:${id}`;

/** The object that a text names; `undefined` if it is the id of none. */
export function objectIdIn(vendors: readonly VendorCommands[], text: string): ObjectId | undefined {
  const at = text.indexOf(":");
  const [namespace, id] = [text.slice(0, at), text.slice(at + 1)];
  const vendor = vendors.find(({ row }) => row.settings.namespace === namespace);
  const kind = vendor && kindsOf(vendor).find((one) => one.id.pattern.test(id));
  return vendor && kind && { vendor, kind, id: kind.id.kept?.(id) ?? id };
}

/** Objects of kinds of which a server has no list, which have to be looked at: those that are chosen, or that these belong to. */
export function unlistedObjects(chosen: readonly ObjectId[]): ObjectId[] {
  const found = new Map<string, ObjectId>();
  for (const { vendor, kind, id } of chosen) {
    const listedBy = vendor.unlisted?.kind;
    const own = listedBy?.name === kind.name ? id : undefined;
    const whose = own ?? (listedBy?.name === ownerKindOf(kind) ? ownerIdOf(kind, id) : undefined);
    if (listedBy === undefined || whose === undefined) continue;
    found.set(objectIdOf(vendor, whose), { vendor, kind: listedBy, id: whose });
  }
  return [...found.values()];
}

/** Name of the kind whose objects those of a kind belong to. */
export const ownerKindOf = ({ fields }: ResourceKind): string | undefined => ownerField(fields)?.kind;

/** Id of the object that one belongs to: a part of its own id, or what it declares. */
export function ownerIdOf(kind: ResourceKind, id: string, declared: Properties = {}): string | undefined {
  const field = ownerField(kind.fields);
  if (field === undefined) return undefined;
  const value = kind.id.pattern.exec(id)?.[field.group] ?? declared[field.name];
  return value === undefined ? undefined : String(value);
}

/** The field that is a part of the id and refers to another kind, and its group in the pattern of the id. */
function ownerField(fields: ResourceKind["fields"]) {
  const inId = Object.entries(fields).filter(([, { readBack }]) => readBack === "id");
  const at = inId.findIndex(([, { refersTo }]) => refersTo !== undefined);
  const [name = "", field] = inId[at] ?? [];
  return field?.refersTo === undefined ? undefined : { name, kind: field.refersTo, group: at + 1 };
}
