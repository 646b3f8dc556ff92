import type { SettingsSource } from "../../config/settings";
import type { Closeable } from "../../resource/vendor";
import { readObjects, writeOnlySecretsOf } from "../adopt/find";
import { type Found, type FoundObject, objectOf, type Unsupported } from "../adopt/model";
import { type IsManaged, withServer } from "../adopt/with-server";
import { writeOnlySecretOf } from "../adopt/write-only-secret";
import { inNaturalOrder } from "../servers/inventory";
import { unlistedObjects } from "../servers/object-id";
import type { StackState } from "../state/export";
import { operationFor, type VendorCommands } from "../vendor/vendor";
import { legacyProperties } from "./legacy-inputs";
import type { Recognised } from "./recognition";

/** The objects of recognised resources. */
export interface LookupResult {
  readonly found: Found;
  /** Resources whose object is no longer on the server. */
  readonly missing: readonly Recognised[];
  /** Keys of objects that the target stack manages already. */
  readonly managed: ReadonlySet<string>;
  /** Masked forms in which servers show credentials. */
  readonly masked: ReadonlySet<string>;
}

export const keyOf = ({ kind, id }: Pick<FoundObject, "kind" | "id">) => `${kind.type} ${id}`;

/** The first resource of each object, by vendor and id. */
const uniqueByObject = (
  vendors: readonly VendorCommands[],
  recognised: readonly Recognised[],
): readonly Recognised[] =>
  [...new Map(recognised.toReversed().map((one) => [keyOf(one), one])).values()].toSorted(
    (one, other) =>
      vendors.indexOf(one.kind.vendor) - vendors.indexOf(other.kind.vendor) ||
      inNaturalOrder(one.id, other.id),
  );

/**
 * Reads the objects on their servers; `state` is the target stack's.
 *
 * @throws PreconditionError if all of several objects are missing
 */
export async function lookUp(
  vendors: readonly VendorCommands[],
  recognised: readonly Recognised[],
  settings: SettingsSource,
  state: StackState,
): Promise<LookupResult> {
  const byVendor = Map.groupBy(uniqueByObject(vendors, recognised), ({ kind }) => kind.vendor);
  const results = await Promise.all(
    [...byVendor].map(([vendor, own]) =>
      withServer(vendor, settings, [state], (run, isManaged) => lookUpAt(vendor, own, run, isManaged)),
    ),
  );
  const all = results.flatMap(({ objects }) => objects);
  const objects = all.flatMap((one) => ("object" in one ? one.object : []));
  const missingKeys = new Set(all.flatMap((one) => ("missing" in one ? keyOf(one.missing) : [])));
  const managed = new Set(results.flatMap((one) => one.managed));
  return {
    found: {
      objects,
      unsupported: all.flatMap((one) => ("unsupported" in one ? one.unsupported : [])),
      managed: objects.filter((one) => managed.has(keyOf(one))).length,
      inactive: 0,
      writeOnly: results.flatMap(({ writeOnly }) => writeOnly),
    },
    missing: recognised.filter((one) => missingKeys.has(keyOf(one))),
    managed,
    masked: new Set(all.flatMap((one) => ("object" in one ? one.masked : []))),
  };
}

async function lookUpAt(
  vendor: VendorCommands,
  recognised: readonly Recognised[],
  run: Closeable,
  isManaged: IsManaged,
) {
  // Read at once: the run compares missing with existing objects, to detect a wrong server.
  const read = await Promise.all(
    recognised.map(({ kind, id }) => kind.lifecycle.read(operationFor(run), id, {})),
  );
  const objects = await Promise.all(
    recognised.map((one, index) => {
      const { kind, id, old } = one;
      const { [index]: properties } = read;
      return properties === undefined
        ? { missing: one }
        : objectOf(kind, run, { id, name: old.name, properties });
    }),
  );
  const named = unlistedObjects(recognised.map(({ kind, id }) => ({ vendor, kind: kind.row, id })));
  const managed = recognised.filter(({ kind, id }) => isManaged(kind.row, id)).map(keyOf);
  return { objects, managed, writeOnly: writeOnlySecretsOf(await readObjects(vendor, run, named)) };
}

/** The objects as the old state describes them, without asking a server. */
export function offline(vendors: readonly VendorCommands[], recognised: readonly Recognised[]): LookupResult {
  const objects: FoundObject[] = [];
  const unsupported: Unsupported[] = [];
  for (const one of uniqueByObject(vendors, recognised)) {
    const { kind, id, old } = one;
    const legacy = legacyProperties(one);
    if ("reason" in legacy) unsupported.push({ id, reason: legacy.reason });
    else {
      const writeOnly = writeOnlySecretOf(kind, id, legacy.inputs);
      objects.push({ kind, id, name: old.name, ...legacy, writeOnly });
    }
  }
  const writeOnly = objects.flatMap((object) => object.writeOnly ?? []);
  const found = { objects, unsupported, managed: 0, inactive: 0, writeOnly };
  return { found, missing: [], managed: new Set(), masked: new Set() };
}
