import { setting } from "../../config/settings";
import { canonicalId, type ResourceKind } from "../../resource/kind";
import { endpointsOf } from "../servers/endpoints";
import { readState } from "../state/export";
import { servedBy, type VendorCommands } from "../vendor/vendor";

/** Whether these stacks own an object at a vendor's server; read-only resources aside. */
export async function managedBy(
  stacks: readonly string[],
  cwd: string | undefined,
  vendor: VendorCommands,
  server: URL,
): Promise<(kind: ResourceKind, id: string) => boolean> {
  const { key } = setting(vendor.row.settings, "endpoint");
  const owned = new Set<string>();
  for (const stack of stacks) {
    for (const { configured, source, resources } of endpointsOf(vendor, await readState({ stack, cwd }))) {
      const at = configured ? source.config(key) : undefined;
      // Numbers and names of another server are other objects.
      const elsewhere = at !== undefined && URL.canParse(at) && plainly(new URL(at)) !== plainly(server);
      if (elsewhere) continue;
      for (const { type, id = "", external } of resources) {
        const kind = servedBy([vendor], type)?.lifecycle.kind;
        if (!external && kind !== undefined) owned.add(keyOf(kind, id));
      }
    }
  }
  return (kind, id) => owned.has(keyOf(kind, id));
}

const keyOf = (kind: ResourceKind, id: string) => `${kind.name} ${canonicalId(kind, id)}`;

const plainly = ({ origin, pathname }: URL) => `${origin}${pathname.replace(/\/+$/, "")}`;
