import type { ResourceKind } from "../../resource/kind";
import type { Properties } from "../../resource/properties";
import { kindsOf, type VendorCommands } from "../vendor/vendor";

/** An object as the command line names it: `durst:17/4`. */
export interface ObjectId {
  readonly vendor: VendorCommands;
  readonly kind: ResourceKind;
  readonly id: string;
}

export const objectIdOf = ({ row }: VendorCommands, id: string): string => `${row.settings.namespace}:${id}`;

/** Parses an object's id; `undefined` if the text is none. */
export function objectIdIn(vendors: readonly VendorCommands[], text: string): ObjectId | undefined {
  const at = text.indexOf(":");
  const [namespace, id] = [text.slice(0, at), text.slice(at + 1)];
  const vendor = vendors.find(({ row }) => row.settings.namespace === namespace);
  const kind = vendor && kindsOf(vendor).find((one) => one.id.pattern.test(id));
  return vendor && kind && { vendor, kind, id: kind.id.normalize?.(id) ?? id };
}

/** The chosen objects, or their owners, that a server can't list. */
export function unlistedObjects(chosen: readonly ObjectId[]): ObjectId[] {
  const found = new Map<string, ObjectId>();
  for (const { vendor, kind, id } of chosen) {
    const unlistedKind = vendor.unlisted?.kind;
    const ownId = unlistedKind?.name === kind.name ? id : undefined;
    const unlistedId = ownId ?? (unlistedKind?.name === ownerKindOf(kind) ? ownerIdOf(kind, id) : undefined);
    if (unlistedKind === undefined || unlistedId === undefined) continue;
    found.set(objectIdOf(vendor, unlistedId), { vendor, kind: unlistedKind, id: unlistedId });
  }
  return [...found.values()];
}

/** Name of the kind that owns objects of this kind. */
export const ownerKindOf = ({ fields }: ResourceKind): string | undefined => ownerField(fields)?.kind;

/** Id of an object's owner: a part of the object's id, or a declared field. */
export function ownerIdOf(kind: ResourceKind, id: string, declared: Properties = {}): string | undefined {
  const field = ownerField(kind.fields);
  if (field === undefined) return undefined;
  const value = kind.id.pattern.exec(id)?.[field.group] ?? declared[field.name];
  return value === undefined ? undefined : String(value);
}

/** The field that is part of the id and refers to the owner, and its group in the id's pattern. */
function ownerField(fields: ResourceKind["fields"]) {
  const inId = Object.entries(fields).filter(([, { readBack }]) => readBack === "id");
  const at = inId.findIndex(([, { refersTo }]) => refersTo !== undefined);
  const [name = "", field] = inId[at] ?? [];
  return field?.refersTo === undefined ? undefined : { name, kind: field.refersTo, group: at + 1 };
}
