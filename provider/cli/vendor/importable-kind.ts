import { dynamicTokenOf, type ResourceKind, secretPaths } from "../../resource/kind";
import type { AnyLifecycle } from "../../resource/vendor";
import type { KindCommands, VendorCommands } from "./vendor";

/** One kind of resource, as commands that bring objects into a program know it. */
export interface ImportableKind {
  readonly vendor: VendorCommands;
  /** All there is to know of it. */
  readonly row: ResourceKind;
  readonly lifecycle: AnyLifecycle;
  /** What is special about it. */
  readonly commands: KindCommands;
  /** Type token. */
  readonly type: string;
  /** Paths of the properties that must lie encrypted in the state. */
  readonly secrets: readonly string[];
}

export function kindOf(vendor: VendorCommands, lifecycle: AnyLifecycle): ImportableKind {
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
  vendors.flatMap((vendor) => vendor.row.lifecycles.map((lifecycle) => kindOf(vendor, lifecycle)));
