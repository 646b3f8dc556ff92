import { type SettingsSource, setting, vendorSettings } from "../../config/settings";
import { canonicalId, type ResourceKind } from "../../resource/kind";
import { endpointsOf } from "../servers/endpoints";
import type { StackState } from "../state/export";
import { servedBy, type VendorCommands } from "../vendor/vendor";

/** Whether one of these stacks owns an object at the server that `settings` lead to; read-only resources aside. */
export function managedBy(
  states: readonly StackState[],
  vendor: VendorCommands,
  settings: SettingsSource,
): (kind: ResourceKind, id: string) => boolean {
  const server = addressOf(vendor, settings);
  const owned = new Set<string>();
  for (const { configured, source, resources } of states.flatMap((state) => endpointsOf(vendor, state))) {
    // Numbers and names of another server are other objects.
    if (configured && isElsewhere(addressOf(vendor, source), server)) continue;
    for (const { type, id = "", external } of resources) {
      const kind = servedBy([vendor], type)?.lifecycle.kind;
      if (!external && kind !== undefined) owned.add(keyOf(kind, id));
    }
  }
  return (kind, id) => owned.has(keyOf(kind, id));
}

const keyOf = (kind: ResourceKind, id: string) => `${kind.name} ${canonicalId(kind, id)}`;

interface Address {
  readonly url: string | undefined;
  /** A token does not tell it. */
  readonly organisation: string | undefined;
}

const isElsewhere = (one: Address, other: Address) =>
  differ(one.url, other.url) || differ(one.organisation, other.organisation);

const differ = (one: string | undefined, other: string | undefined) =>
  one !== undefined && other !== undefined && one !== other;

/** What settings say of it, as far as they do. */
function addressOf(vendor: VendorCommands, source: SettingsSource): Address {
  const { key, variable } = setting(vendor.row.settings, "endpoint");
  const at = source.config(key) ?? source.environment[variable];
  const url = at !== undefined && URL.canParse(at) ? new URL(at) : undefined;
  return {
    url: url && `${url.origin}${url.pathname.replace(/\/+$/, "")}`,
    organisation: organisationOf(vendor, source),
  };
}

function organisationOf(vendor: VendorCommands, source: SettingsSource): string | undefined {
  try {
    return vendor.account?.(vendorSettings(vendor.row.settings, source).credentials).organisation;
  } catch {
    return undefined;
  }
}
