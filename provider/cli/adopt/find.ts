import { PreconditionError } from "../../resource/errors";
import type { Properties } from "../../resource/properties";
import type { Closeable } from "../../resource/vendor";
import { inNaturalOrder, inventoryOf, type ListedObject, type NamedObject } from "../servers/inventory";
import { Ownership } from "../state/ownership";
import type { WriteOnlySecret } from "../vendor/adoption";
import { type ImportableKind, kindOf } from "../vendor/importable-kind";
import { flagOf, operationFor, type VendorCommands, nounFor } from "../vendor/vendor";
import type { IsManaged } from "./with-server";
import { filterOf, noMatchMessage } from "./filter";
import { type Found, type FoundObject, type Unsupported, objectOf } from "./model";
import { writeOnlySecretOf } from "./write-only-secret";

/** What is asked for. */
export interface Scope {
  /** Objects of the kind of which the server has no list. */
  readonly named: readonly NamedObject[];
  /** Patterns of names in the program; what was named itself is wanted anyway. */
  readonly filter: readonly string[] | undefined;
  readonly isManaged: IsManaged;
  readonly includeInactive: boolean;
}

interface ReadObject {
  readonly listed: ListedObject;
  readonly kind: ImportableKind;
  readonly properties: Properties;
}

/** What a server has, and what its resources are to be called. @throws PreconditionError if an object that was named is not there */
export async function find(vendor: VendorCommands, run: Closeable, scope: Scope): Promise<Found> {
  const all = await readObjects(vendor, run, scope.named);
  for (const { kind, id } of scope.named) {
    if (!all.some(({ listed: one }) => one.kind.name === kind.name && one.id === id))
      throw new PreconditionError(`the server has no ${nounFor(kind)} ${id}: correct ${flagOf(vendor)}`);
  }
  const shown = all.filter(
    ({ kind, properties }) => scope.includeInactive || !kind.commands.adoption?.isInactive?.(properties),
  );
  const names = namesOf(shown);
  const isWanted = filterOf(scope.filter);
  const isLike = ({ listed: one }: ReadObject) => isWanted(names.get(one) as string);
  if (scope.filter !== undefined && !shown.some(isLike)) throw new PreconditionError(noMatchMessage(scope.filter));
  const wanted = shown.filter((one) => one.kind.row.name === vendor.unlisted?.kind.name || isLike(one));
  const free = wanted.filter(({ kind, listed: { id } }) => !scope.isManaged(kind.row, id));
  const objects: FoundObject[] = [];
  const unsupported: Unsupported[] = [];
  for (const { kind, listed: one, properties } of free) {
    const { id } = one;
    const found = await objectOf(kind, run, { id, name: names.get(one) as string, properties });
    if ("unsupported" in found) unsupported.push(found.unsupported);
    else objects.push(found.object);
  }
  return {
    objects,
    unsupported,
    managed: wanted.length - free.length,
    inactive: all.length - shown.length,
    untold: writeOnlySecretsOf(all),
  };
}

/** Every secret that might be given for what a server has: one that is meant for another object is not taken for it. */
export const writeOnlySecretsOf = (seen: readonly ReadObject[]): WriteOnlySecret[] =>
  seen.flatMap(({ kind, listed: { id }, properties }) => writeOnlySecretOf(kind, id, properties) ?? []);

/** Each object as its lifecycle reads it, in the order of ids, what belongs to it after it. */
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
      // It may be gone meanwhile.
      return properties === undefined
        ? []
        : [{ listed: one, kind: kindOf(vendor, one.lifecycle), properties }];
    }),
  );
  return read.flat();
}

/** What resources are to be called: of each kind those that would be called the same have a part of their ids too. */
function namesOf(seen: readonly ReadObject[]): ReadonlyMap<ListedObject, string> {
  const names = new Map<ListedObject, string>();
  // What others belong to is named first.
  const inTurn = seen.toSorted((one, other) => Number(isPart(one)) - Number(isPart(other)));
  for (const its of Map.groupBy(inTurn, ({ kind }) => kind.type).values()) {
    const alike = Map.groupBy(its, ({ listed, kind, properties }) =>
      wordsOf(kind, listed, properties, names),
    );
    for (const [words, same] of alike)
      for (const { listed } of same)
        names.set(listed, same.length === 1 ? words : `${words}-${listed.id.split("/").at(-1)}`);
  }
  return names;
}

const isPart = ({ listed }: ReadObject) => listed.owner !== undefined;

function wordsOf(
  { commands, row }: ImportableKind,
  { id, owner }: ListedObject,
  properties: Properties,
  names: ReadonlyMap<ListedObject, string>,
): string {
  const above = (owner && names.get(owner)) ?? "";
  return (
    commands.adoption?.nameOf?.({ id, properties, owner: above }) ??
    [above, nounFor(row), id].filter(Boolean).join("-")
  );
}
