import type { ResourceKind } from "../../resource/kind";
import { inventoryOf, type Listed, ObjectReader } from "../servers/inventory";
import { type ObjectId, objectIdOf } from "../servers/object-id";
import type { Server } from "../servers/servers";
import { type Finding, labelOf, Ownership, sharedAmong } from "../state/ownership";
import type { KnownStack } from "../state/stacks";
import { type KindCommands, kindsOf, operationWith, wordFor } from "../vendor/vendor";

/** Beside what stacks know: which objects are looked at, and whether those that are switched off count. */
export interface Scope {
  /** Objects of kinds of which a server has no list. */
  readonly named: readonly ObjectId[];
  readonly includeInactive: boolean;
  /** All that the servers have, whoever owns it, instead of what they and the stacks do not agree on. */
  readonly everything?: boolean;
}

interface Found {
  readonly listed: readonly Listed[];
  readonly findings: readonly Finding[];
}

/** What a server and the stacks do not agree on, or all that it has. @throws PreconditionError if it has nothing of what they own, as another one would */
export async function findingsAt(
  server: Server,
  stacks: readonly KnownStack[],
  { named, includeInactive, everything = false }: Scope,
): Promise<Found> {
  const { vendor, holdings } = server;
  const own = new Ownership(holdings);
  const found = (id: string) => ({ id: objectIdOf(vendor, id), server: server.name });
  // First of all: what is owned tells whether it is the right server.
  const missing = await missingOf(server, own, found);
  const listed = await inventoryOf(server, own, named);
  const ownership = new Ownership(server.neighbours());
  const orphans = await orphansAmong(server, { own, ownership }, listed);
  const reader = new ObjectReader(server.run);
  const shown: Finding[] = [];
  for (const one of everything ? listed : orphans) {
    const { kind, id } = one;
    const object = await reader.objectOf(one);
    if (object === undefined) continue;
    const words = rulesOf(server, kind).orphan?.(object, stacks) ?? {};
    const what = words.what ?? (object.summary.join(" ") || "the server shows nothing about it");
    if (!orphans.includes(one)) {
      const owners = [one, ...one.parts].flatMap((part) => ownership.owners(part.kind, part.id));
      shown.push({ kind: "owned", ...found(id), what, resources: owners.map(labelOf) });
      continue;
    }
    if (words.inactive && !includeInactive) continue;
    const remove = () => one.lifecycle.delete(operationWith(server.run), id, object.properties);
    shown.push({
      kind: "unowned",
      ...found(id),
      what,
      resources: ownership.readers(kind, id).map(labelOf),
      madeFor: words.madeFor,
      retirement: { will: words.will ?? "is deleted", act: words.inactive ? undefined : remove },
    });
  }
  if (everything) return { listed, findings: shown };
  const shared = kindsOf(vendor).flatMap((kind) => sharedAmong(own.lasting(kind), found));
  return { listed, findings: [...shown, ...missing, ...shared] };
}

type Label = (id: string) => Pick<Finding, "id" | "server">;

const rulesOf = ({ vendor }: Server, { name }: ResourceKind): KindCommands => vendor.kinds?.[name] ?? {};

async function missingOf(server: Server, own: Ownership, found: Label): Promise<Finding[]> {
  const looks = server.vendor.row.lifecycles.flatMap((lifecycle) =>
    [...own.lasting(lifecycle.kind)].map(async ([id, owners]): Promise<Finding[]> => {
      const { kind } = lifecycle;
      const there = await lifecycle.read(operationWith(server.run), id, {});
      const { missing = notThere(kind) } = rulesOf(server, kind);
      const what = missing(there, owners);
      return what === undefined
        ? []
        : [{ kind: "missing", ...found(id), what, resources: owners.map(labelOf) }];
    }),
  );
  return (await Promise.all(looks)).flat();
}

const notThere =
  (kind: ResourceKind): NonNullable<KindCommands["missing"]> =>
  (there) =>
    there === undefined ? `the server has no such ${wordFor(kind)}` : undefined;

/** What no stack owns, nor anything that belongs to it; `own` is what stacks have at this server, `ownership` also what may be there. */
async function orphansAmong(
  server: Server,
  { own, ownership }: { readonly own: Ownership; readonly ownership: Ownership },
  listed: readonly Listed[],
): Promise<Listed[]> {
  const unfinished = new Map<ResourceKind, ReadonlySet<string>>();
  for (const kind of kindsOf(server.vendor)) {
    const resources = own.of(kind).map(({ resource }) => resource);
    const ids = await rulesOf(server, kind).unfinished?.(server.run, resources);
    unfinished.set(kind, new Set(ids));
  }
  const isOwned = ({ kind, id }: Listed) =>
    ownership.owners(kind, id).length > 0 || unfinished.get(kind)?.has(id) === true;
  return listed.filter((one) => !isOwned(one) && !one.parts.some(isOwned));
}
