import type { ResourceKind } from "../../resource/kind";
import { inventoryOf, type ListedObject, ObjectReader } from "../servers/inventory";
import { type ObjectId, objectIdOf } from "../servers/object-id";
import type { Server } from "../servers/servers";
import { type Finding, labelOf, managedMoreThanOnce, Ownership } from "../state/ownership";
import type { KnownStack } from "../state/stacks";
import { type KindCommands, kindsOf, operationFor } from "../vendor/vendor";

/** Which objects are read, beside those that stacks know. */
export interface Scope {
  /** Objects of kinds that their server can't list. */
  readonly named: readonly ObjectId[];
  /** Whether inactive objects count. */
  readonly includeInactive: boolean;
  /** All objects of the servers, instead of those on which servers and stacks differ. */
  readonly everything?: boolean;
}

interface Found {
  readonly listed: readonly ListedObject[];
  readonly findings: readonly Finding[];
}

/**
 * Objects on which a server and the stacks differ, or all objects of the server.
 *
 * @throws PreconditionError if the server lacks every object that the stacks manage: it may be the wrong
 * server
 */
export async function findingsAt(
  server: Server,
  stacks: readonly KnownStack[],
  { named, includeInactive, everything = false }: Scope,
): Promise<Found> {
  const { vendor, stackResources } = server;
  const own = new Ownership(stackResources);
  const label = (id: string) => ({ id: objectIdOf(vendor, id), server: server.name });
  // First, since a read of the managed objects shows whether this is the right server.
  const missing = await missingOf(server, own, label);
  const listed = await inventoryOf(server, own, named);
  const ownership = new Ownership(server.possibleResources());
  const unmanaged = await unmanagedAmong(server, { own, ownership }, listed);
  const reader = new ObjectReader(server.run);
  const shown: Finding[] = [];
  for (const one of everything ? listed : unmanaged) {
    const { kind, id } = one;
    const object = await reader.objectOf(one);
    if (object === undefined) continue;
    const described = commandsOf(server, kind).describeUnmanaged?.(object, stacks) ?? {};
    const description =
      described.description ?? (object.summary.join(" ") || "the server shows nothing about it");
    if (!unmanaged.includes(one)) {
      const owners = [one, ...one.parts].flatMap((part) => ownership.owners(part.kind, part.id));
      shown.push({ kind: "managed", ...label(id), description, resources: owners.map(labelOf) });
      continue;
    }
    if (described.inactive && !includeInactive) continue;
    const run = () => one.lifecycle.delete(operationFor(server.run), id, object.properties);
    shown.push({
      kind: "unmanaged",
      ...label(id),
      description,
      resources: ownership.readers(kind, id).map(labelOf),
      generatedFor: described.generatedFor,
      removal: {
        effect: described.effect ?? "will be deleted",
        run: described.inactive ? undefined : run,
      },
    });
  }
  if (everything) return { listed, findings: shown };
  const repeated = kindsOf(vendor).flatMap((kind) => managedMoreThanOnce(own.lasting(kind), label));
  return { listed, findings: [...shown, ...missing, ...repeated] };
}

type Label = (id: string) => Pick<Finding, "id" | "server">;

const commandsOf = ({ vendor }: Server, { name }: ResourceKind): KindCommands => vendor.kinds?.[name] ?? {};

async function missingOf(server: Server, own: Ownership, label: Label): Promise<Finding[]> {
  const reads = server.vendor.row.lifecycles.flatMap((lifecycle) =>
    [...own.lasting(lifecycle.kind)].map(async ([id, owners]): Promise<Finding[]> => {
      const properties = await lifecycle.read(operationFor(server.run), id, {});
      const { describeMissing = notOnServer } = commandsOf(server, lifecycle.kind);
      const description = describeMissing(properties, owners);
      return description === undefined
        ? []
        : [{ kind: "missing", ...label(id), description, resources: owners.map(labelOf) }];
    }),
  );
  return (await Promise.all(reads)).flat();
}

const notOnServer: NonNullable<KindCommands["describeMissing"]> = (properties) =>
  properties === undefined ? "not on the server" : undefined;

/**
 * Objects that no stack manages, nor any of their parts. `own`: resources at this server. `ownership`: also
 * those that may be at this server.
 */
async function unmanagedAmong(
  server: Server,
  { own, ownership }: { readonly own: Ownership; readonly ownership: Ownership },
  listed: readonly ListedObject[],
): Promise<ListedObject[]> {
  const unfinished = new Map<ResourceKind, ReadonlySet<string>>();
  for (const kind of kindsOf(server.vendor)) {
    const resources = own.of(kind).map(({ resource }) => resource);
    const ids = await commandsOf(server, kind).unfinishedIds?.(server.run, resources);
    unfinished.set(kind, new Set(ids));
  }
  const isManaged = ({ kind, id }: ListedObject) =>
    ownership.owners(kind, id).length > 0 || unfinished.get(kind)?.has(id) === true;
  return listed.filter((one) => !isManaged(one) && !one.parts.some(isManaged));
}
