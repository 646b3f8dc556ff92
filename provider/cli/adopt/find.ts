import { PreconditionError } from "../../resource/errors";
import type { Properties } from "../../resource/properties";
import type { Closeable } from "../../resource/vendor";
import { inNaturalOrder, inventoryOf, type ListedObject, type NamedObject } from "../servers/inventory";
import { Ownership } from "../state/ownership";
import type { WriteOnlySecret } from "../vendor/adoption";
import { type ImportableKind, importableKind } from "../vendor/importable-kind";
import { flagOf, nounFor, operationFor, type VendorCommands } from "../vendor/vendor";
import { filterOf, noMatchMessage } from "./filter";
import { type Found, type FoundObject, objectOf, type Unsupported } from "./model";
import type { IsManaged } from "./with-server";
import { writeOnlySecretOf } from "./write-only-secret";

/** Which objects to find. */
export interface Scope {
  /** Objects of the kind that the server can't list. */
  readonly named: readonly NamedObject[];
  /** Patterns of names in the program. Named objects need not match. */
  readonly filter: readonly string[] | undefined;
  readonly isManaged: IsManaged;
  readonly includeInactive: boolean;
}

interface ReadObject {
  readonly listed: ListedObject;
  readonly kind: ImportableKind;
  readonly properties: Properties;
}

/**
 * Reads the objects of a server and names their resources.
 *
 * @throws PreconditionError if a named object is not on the server
 */
export async function find(vendor: VendorCommands, run: Closeable, scope: Scope): Promise<Found> {
  const all = await readObjects(vendor, run, scope.named);
  for (const { kind, id } of scope.named) {
    if (!all.some(({ listed }) => listed.kind.name === kind.name && listed.id === id))
      throw new PreconditionError(`the server has no ${nounFor(kind)} ${id}: correct ${flagOf(vendor)}`);
  }
  const active = all.filter(
    ({ kind, properties }) => scope.includeInactive || !kind.commands.adoption?.isInactive?.(properties),
  );
  const names = namesOf(active);
  const matchesFilter = filterOf(scope.filter);
  const isMatch = ({ listed }: ReadObject) => matchesFilter(names.get(listed) as string);
  if (scope.filter !== undefined && !active.some(isMatch))
    throw new PreconditionError(noMatchMessage(scope.filter));
  const wanted = active.filter((one) => one.kind.row.name === vendor.unlisted?.kind.name || isMatch(one));
  const unmanaged = wanted.filter(({ kind, listed: { id } }) => !scope.isManaged(kind.row, id));
  const objects: FoundObject[] = [];
  const unsupported: Unsupported[] = [];
  for (const { kind, listed, properties } of unmanaged) {
    const { id } = listed;
    const found = await objectOf(kind, run, { id, name: names.get(listed) as string, properties });
    if ("unsupported" in found) unsupported.push(found.unsupported);
    else objects.push(found.object);
  }
  return {
    objects,
    unsupported,
    managed: wanted.length - unmanaged.length,
    inactive: all.length - active.length,
    writeOnly: writeOnlySecretsOf(all),
  };
}

/** The secrets of all objects on a server, so that a secret for one object is never taken for another's. */
export const writeOnlySecretsOf = (all: readonly ReadObject[]): WriteOnlySecret[] =>
  all.flatMap(({ kind, listed: { id }, properties }) => writeOnlySecretOf(kind, id, properties) ?? []);

/** Reads every object with its lifecycle, in the order of ids; parts follow their owner. */
export async function readObjects(
  vendor: VendorCommands,
  run: Closeable,
  named: readonly NamedObject[],
): Promise<ReadObject[]> {
  const listed = await inventoryOf({ vendor, run }, new Ownership([]), named);
  const ordered = listed
    .filter(({ owner }) => owner === undefined)
    .toSorted((one, other) => inNaturalOrder(one.id, other.id))
    .flatMap((one) => [one, ...one.parts]);
  const read = await Promise.all(
    ordered.map(async (one): Promise<ReadObject[]> => {
      const properties = await one.lifecycle.read(operationFor(run), one.id, {});
      // Someone may have deleted it since it was listed.
      return properties === undefined
        ? []
        : [{ listed: one, kind: importableKind(vendor, one.lifecycle), properties }];
    }),
  );
  return read.flat();
}

/** Names of resources; equal names of the same kind end with a part of the id. */
function namesOf(objects: readonly ReadObject[]): ReadonlyMap<ListedObject, string> {
  const names = new Map<ListedObject, string>();
  // Owners first: the names of parts contain theirs.
  const ownersFirst = objects.toSorted((one, other) => Number(isPart(one)) - Number(isPart(other)));
  for (const ofKind of Map.groupBy(ownersFirst, ({ kind }) => kind.type).values()) {
    const byName = Map.groupBy(ofKind, ({ listed, kind, properties }) =>
      nameOf(kind, listed, properties, names),
    );
    for (const [name, equal] of byName)
      for (const { listed } of equal)
        names.set(listed, equal.length === 1 ? name : `${name}-${listed.id.split("/").at(-1)}`);
  }
  return names;
}

const isPart = ({ listed }: ReadObject) => listed.owner !== undefined;

function nameOf(
  { commands, row }: ImportableKind,
  { id, owner }: ListedObject,
  properties: Properties,
  names: ReadonlyMap<ListedObject, string>,
): string {
  const ownerName = (owner && names.get(owner)) ?? "";
  return (
    commands.adoption?.nameOf?.({ id, properties, owner: ownerName }) ??
    [ownerName, nounFor(row), id].filter(Boolean).join("-")
  );
}
