import type { SettingsSource } from "../../config/settings";
import type { Closeable } from "../../resource/vendor";
import { withServer, type IsManaged } from "../adopt/with-server";
import { readObjects, writeOnlySecretsOf } from "../adopt/find";
import { type Found, type FoundObject, type Unsupported, objectOf } from "../adopt/model";
import { writeOnlySecretOf } from "../adopt/write-only-secret";
import { inNaturalOrder } from "../servers/inventory";
import { unlistedObjects } from "../servers/object-id";
import type { StackState } from "../state/export";
import { operationFor, type VendorCommands } from "../vendor/vendor";
import type { Recognised } from "./recognition";
import { legacyProperties } from "./legacy-inputs";

/** What of it servers have, and what they have no more. */
export interface LookedUp {
  readonly found: Found;
  readonly gone: readonly Recognised[];
  /** Keys of what the stack to import into owns already. */
  readonly managed: ReadonlySet<string>;
  /** Masked forms of credentials, in which servers answer. */
  readonly masked: ReadonlySet<string>;
}

export const keyOf = ({ kind, id }: Pick<FoundObject, "kind" | "id">) => `${kind.type} ${id}`;

/** Of several resources for the same object the first one, vendor by vendor, in the order of ids. */
const eachOnce = (vendors: readonly VendorCommands[], ours: readonly Recognised[]): readonly Recognised[] =>
  [...new Map(ours.toReversed().map((one) => [keyOf(one), one])).values()].toSorted(
    (one, other) =>
      vendors.indexOf(one.kind.vendor) - vendors.indexOf(other.kind.vendor) ||
      inNaturalOrder(one.id, other.id),
  );

/** Reads objects at their servers, and nothing else; `state` is that of the stack to import into. @throws PreconditionError if not one of several is there */
export async function lookUp(
  vendors: readonly VendorCommands[],
  ours: readonly Recognised[],
  settings: SettingsSource,
  state: StackState,
): Promise<LookedUp> {
  const servers = Map.groupBy(eachOnce(vendors, ours), ({ kind }) => kind.vendor);
  const looked = await Promise.all(
    [...servers].map(([vendor, its]) =>
      withServer(vendor, settings, [state], (run, isManaged) => lookAt(vendor, its, run, isManaged)),
    ),
  );
  const all = looked.flatMap(({ objects }) => objects);
  const objects = all.flatMap((one) => ("object" in one ? one.object : []));
  const goneIds = new Set(all.flatMap((one) => ("gone" in one ? keyOf(one.gone) : [])));
  const managed = new Set(looked.flatMap((one) => one.managed));
  return {
    found: {
      objects,
      unsupported: all.flatMap((one) => ("unsupported" in one ? one.unsupported : [])),
      managed: objects.filter((one) => managed.has(keyOf(one))).length,
      inactive: 0,
      untold: looked.flatMap(({ untold }) => untold),
    },
    gone: ours.filter((one) => goneIds.has(keyOf(one))),
    managed,
    masked: new Set(all.flatMap((one) => ("object" in one ? one.masked : []))),
  };
}

async function lookAt(
  vendor: VendorCommands,
  ours: readonly Recognised[],
  run: Closeable,
  isManaged: IsManaged,
) {
  // Together, so that one that is not there and one that is know of each other.
  const read = await Promise.all(ours.map(({ kind, id }) => kind.lifecycle.read(operationFor(run), id, {})));
  const objects = await Promise.all(
    ours.map((one, index) => {
      const { kind, id, old } = one;
      const { [index]: properties } = read;
      return properties === undefined
        ? { gone: one }
        : objectOf(kind, run, { id, name: old.name, properties });
    }),
  );
  const named = unlistedObjects(ours.map(({ kind, id }) => ({ vendor, kind: kind.row, id })));
  const managed = ours.filter(({ kind, id }) => isManaged(kind.row, id)).map(keyOf);
  return { objects, managed, untold: writeOnlySecretsOf(await readObjects(vendor, run, named)) };
}

/** The same of objects as their old state says they are, none of them looked for. */
export function offline(vendors: readonly VendorCommands[], ours: readonly Recognised[]): LookedUp {
  const objects: FoundObject[] = [];
  const unsupported: Unsupported[] = [];
  for (const one of eachOnce(vendors, ours)) {
    const { kind, id, old } = one;
    const said = legacyProperties(one);
    if ("why" in said) unsupported.push({ id, why: said.why });
    else objects.push({ kind, id, name: old.name, ...said, untold: writeOnlySecretOf(kind, id, said.inputs) });
  }
  const untold = objects.flatMap((object) => object.untold ?? []);
  const found = { objects, unsupported, managed: 0, inactive: 0, untold };
  return { found, gone: [], managed: new Set(), masked: new Set() };
}
