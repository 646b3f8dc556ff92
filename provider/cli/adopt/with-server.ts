import type { SettingsSource } from "../../config/settings";
import { canonicalId, type ResourceKind } from "../../resource/kind";
import type { Closeable } from "../../resource/vendor";
import { Servers } from "../servers/servers";
import type { StackState } from "../state/export";
import { Ownership } from "../state/ownership";
import { kindsOf, type VendorCommands } from "../vendor/vendor";

/** Whether one of the stacks manages an object of a server. */
export type IsManaged = (kind: ResourceKind, id: string) => boolean;

/**
 * Connects to a server for the duration of the work; `isManaged` tells which objects these stacks manage
 * there.
 */
export async function withServer<T>(
  vendor: VendorCommands,
  settings: SettingsSource,
  states: readonly StackState[],
  work: (run: Closeable, isManaged: IsManaged) => Promise<T>,
): Promise<T> {
  await using servers = new Servers(
    [vendor],
    states.map((state) => ({ label: "", state })),
  );
  const { run, possibleResources } = servers.connectTo(vendor, settings);
  const ownership = new Ownership(possibleResources());
  const keyOf = (kind: ResourceKind, id = "") => `${kind.name} ${canonicalId(kind, id)}`;
  const managed = new Set(
    kindsOf(vendor).flatMap((kind) => ownership.of(kind).map(({ resource }) => keyOf(kind, resource.id))),
  );
  return await work(run, (kind, id) => managed.has(keyOf(kind, id)));
}
