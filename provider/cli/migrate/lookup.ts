import { type SettingsSource, vendorSettings } from "../../config/settings";
import type { Closeable } from "../../resource/vendor";
import { seenAt, untoldAmong } from "../adopt/find";
import { type Found, type FoundObject, objectOf } from "../adopt/model";
import { inNaturalOrder } from "../servers/inventory";
import { unlistedAmong } from "../servers/object-id";
import { operationWith, type VendorCommands } from "../vendor/vendor";
import type { Recognised } from "./recognition";

/** What of it servers have, and what they have no more. */
export interface LookedUp {
  readonly found: Found;
  readonly gone: readonly Recognised[];
  /** Masked forms of credentials, in which servers answer. */
  readonly masked: ReadonlySet<string>;
}

export const keyOf = ({ kind, id }: Pick<FoundObject, "kind" | "id">) => `${kind.type} ${id}`;

/** Of several resources for the same object the first one, vendor by vendor, in the order of ids. */
export const eachOnce = (
  vendors: readonly VendorCommands[],
  ours: readonly Recognised[],
): readonly Recognised[] =>
  [...new Map(ours.toReversed().map((one) => [keyOf(one), one])).values()].toSorted(
    (one, other) =>
      vendors.indexOf(one.kind.vendor) - vendors.indexOf(other.kind.vendor) ||
      inNaturalOrder(one.id, other.id),
  );

/** Reads objects at their servers, and nothing else. @throws PreconditionError if not one of several is there */
export async function lookUp(
  vendors: readonly VendorCommands[],
  ours: readonly Recognised[],
  settings: SettingsSource,
): Promise<LookedUp> {
  const servers = Map.groupBy(eachOnce(vendors, ours), ({ kind }) => kind.vendor);
  const looked = await Promise.all([...servers].map(([vendor, its]) => lookAt(vendor, its, settings)));
  const all = looked.flatMap(({ objects }) => objects);
  const goneIds = new Set(all.flatMap((one) => ("gone" in one ? keyOf(one.gone) : [])));
  return {
    found: {
      objects: all.flatMap((one) => ("object" in one ? one.object : [])),
      leftOut: all.flatMap((one) => ("leftOut" in one ? one.leftOut : [])),
      managed: 0,
      inactive: 0,
      untold: looked.flatMap(({ untold }) => untold),
    },
    gone: ours.filter((one) => goneIds.has(keyOf(one))),
    masked: new Set(all.flatMap((one) => ("object" in one ? one.masked : []))),
  };
}

async function lookAt(vendor: VendorCommands, ours: readonly Recognised[], settings: SettingsSource) {
  const run: Closeable = vendor.row.connect(vendorSettings(vendor.row.settings, settings));
  try {
    // Together, so that one that is not there and one that is know of each other.
    const read = await Promise.all(
      ours.map(({ kind, id }) => kind.lifecycle.read(operationWith(run), id, {})),
    );
    const objects = await Promise.all(
      ours.map((one, index) => {
        const { kind, id, old } = one;
        const { [index]: properties } = read;
        return properties === undefined
          ? { gone: one }
          : objectOf(kind, run, { id, name: old.name, properties });
      }),
    );
    const named = unlistedAmong(ours.map(({ kind, id }) => ({ vendor, kind: kind.row, id })));
    return { objects, untold: untoldAmong(await seenAt(vendor, run, named)) };
  } finally {
    await run.close();
  }
}
