import { type ResourceKind, summaryOf } from "../../resource/kind";
import type { Properties } from "../../resource/properties";
import type { AnyVendor } from "../../resource/vendor";
import type { Ownership } from "../state/ownership";
import { operationFor, type ServerObject } from "../vendor/vendor";
import { ownerIdOf, ownerKindOf } from "./object-id";
import type { Server } from "./servers";

/** An object in a server's list. */
export interface ListedObject {
  readonly kind: ResourceKind;
  readonly lifecycle: AnyVendor["lifecycles"][number];
  readonly id: string;
  readonly owner?: ListedObject | undefined;
  /** Objects that belong to it. */
  readonly parts: readonly ListedObject[];
}

/** An object that the user named. */
export interface NamedObject {
  readonly kind: ResourceKind;
  readonly id: string;
}

/**
 * All objects of a server, each followed by its parts. Kinds that the server can't list are looked up by the
 * known ids.
 */
export async function inventoryOf(
  { vendor, run }: Pick<Server, "vendor" | "run">,
  own: Ownership,
  named: readonly NamedObject[],
): Promise<ListedObject[]> {
  const { lifecycles } = vendor.row;
  const kinds = lifecycles.map(({ kind }) => kind);
  const lists = await Promise.all(
    lifecycles.map(async (lifecycle) => {
      const within = knownIds(ownerIn(kinds, lifecycle.kind) ?? lifecycle.kind, kinds, own, named);
      const ids = await lifecycle.list(operationFor(run), within);
      return ids.map((id) => ({ kind: lifecycle.kind, lifecycle, id, parts: [] as ListedObject[] }));
    }),
  );
  const listed: (ListedObject & { owner?: ListedObject | undefined; parts: ListedObject[] })[] = lists.flat();
  const byId = new Map(listed.map((one) => [keyOf(one.kind.name, one.id), one]));
  for (const one of listed) {
    const owner = byId.get(keyOf(ownerKindOf(one.kind) ?? "", ownerIdOf(one.kind, one.id) ?? ""));
    owner?.parts.push(one);
    one.owner = owner;
  }
  return listed.filter(({ owner }) => owner === undefined).flatMap((one) => [one, ...one.parts]);
}

const keyOf = (kind: string, id: string) => `${kind} ${id}`;

const ownerIn = (kinds: readonly ResourceKind[], kind: ResourceKind) =>
  kinds.find(({ name }) => name === ownerKindOf(kind));

/** Known ids of a kind: of the stacks' resources, of owners of these, and those that the user named. */
function knownIds(
  kind: ResourceKind,
  kinds: readonly ResourceKind[],
  own: Ownership,
  named: readonly NamedObject[],
): string[] {
  const owners = kinds
    .filter((part) => ownerKindOf(part) === kind.name)
    .flatMap((part) => own.of(part).map(({ resource: { id = "", inputs } }) => ownerIdOf(part, id, inputs)));
  const ids = [
    ...own.of(kind).map(({ resource }) => resource.id),
    ...owners,
    ...named.filter((one) => one.kind.name === kind.name).map(({ id }) => id),
  ];
  return [...new Set(ids)]
    .filter((id) => id !== undefined && kind.id.pattern.test(id))
    .toSorted(inNaturalOrder) as string[];
}

/** Sorts ids so that 9 comes before 10. */
export const { compare: inNaturalOrder } = new Intl.Collator("en", { numeric: true }) as {
  compare: (one: string | undefined, other: string | undefined) => number;
};

/** Reads each object once, with its owner and parts. */
export class ObjectReader {
  private readonly reads = new Map<ListedObject, Promise<Properties | undefined>>();

  constructor(private readonly run: Server["run"]) {}

  /** `undefined` if the object was deleted since it was listed. */
  async objectOf(listed: ListedObject): Promise<ServerObject | undefined> {
    const { owner } = listed;
    const [properties, ownerProperties, parts] = await Promise.all([
      this.propertiesOf(listed),
      owner && this.propertiesOf(owner),
      Promise.all(listed.parts.map((part) => this.propertiesOf(part))),
    ]);
    if (properties === undefined) return undefined;
    return {
      ...serverObject(listed, properties),
      owner: owner && ownerProperties && serverObject(owner, ownerProperties),
      parts: parts.filter((part) => part !== undefined),
    };
  }

  private propertiesOf(listed: ListedObject): Promise<Properties | undefined> {
    const read = this.reads.get(listed) ?? listed.lifecycle.read(operationFor(this.run), listed.id, {});
    this.reads.set(listed, read);
    return read;
  }
}

const serverObject = ({ kind, id }: ListedObject, properties: Properties) => ({
  id,
  properties,
  summary: summaryOf(kind, properties).filter(Boolean),
});
