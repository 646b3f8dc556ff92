import { dynamicTokenOf, type ResourceKind, secretPaths } from "../../resource/kind";
import type { AnyLifecycle } from "../../resource/vendor";
import type { KindCommands, VendorCommands } from "./vendor";

/** A kind of resource that import and migrate can bring into a program. */
export interface ImportableKind {
  readonly vendor: VendorCommands;
  readonly row: ResourceKind;
  readonly lifecycle: AnyLifecycle;
  readonly commands: KindCommands;
  /** Type token. */
  readonly type: string;
  /** Paths of the properties that the state must encrypt. */
  readonly secrets: readonly string[];
}

export function importableKind(vendor: VendorCommands, lifecycle: AnyLifecycle): ImportableKind {
  const { kind: row } = lifecycle;
  return {
    vendor,
    row,
    lifecycle,
    commands: vendor.kinds?.[row.name] ?? {},
    type: dynamicTokenOf(row),
    secrets: secretPaths(row),
  };
}

/** Every kind of these vendors. */
export const importableKinds = (vendors: readonly VendorCommands[]): readonly ImportableKind[] =>
  vendors.flatMap((vendor) => vendor.row.lifecycles.map((lifecycle) => importableKind(vendor, lifecycle)));
