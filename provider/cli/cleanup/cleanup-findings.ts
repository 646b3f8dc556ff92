import { isSameId, tokensOf } from "../../resource/kind";
import { isAsDeclared } from "../../resource/meaning";
import { nameOf } from "../../resource/operation";
import type { Properties } from "../../resource/properties";
import { withErrorContext } from "../print/with-error-context";
import { settingsSourceOf } from "../servers/endpoints";
import { objectIdOf, ownerIdOf } from "../servers/object-id";
import type { Servers } from "../servers/servers";
import type { StackState } from "../state/export";
import { isBeingReplaced } from "../state/ownership";
import {
  type CleanupFinding,
  lifecycleOfType,
  operationFor,
  type PendingCreate,
  type VendorCommands,
} from "../vendor/vendor";

/** What became of a creation that a killed update had begun. */
export interface NamedCleanupFinding extends CleanupFinding {
  readonly urn: string;
  /** `ROCKIT subscription "builds"` */
  readonly description: string;
}

type Served = NonNullable<ReturnType<typeof lifecycleOfType>>;

/**
 * Looks up the pending creations of a state on the servers. An object that a resource of the stack owns is
 * never removed.
 *
 * @throws CliError if a server can't be read
 */
export async function cleanupFindingsOf(
  vendors: readonly VendorCommands[],
  state: StackState,
  servers: Servers,
): Promise<NamedCleanupFinding[]> {
  const findings: (NamedCleanupFinding & { readonly server: string })[] = [];
  for (const { type, resource } of state.pending) {
    const served = lifecycleOfType(vendors, resource.type);
    if (type !== "creating" || served === undefined) continue;
    const { vendor, lifecycle } = served;
    const { urn, provider, inputs = {} } = resource;
    const description = nameOf(lifecycle, inputs);
    const { run, possibleResources, key } = await withErrorContext(`looking for ${description}`, async () =>
      servers.connectTo(vendor, settingsSourceOf(provider, state)),
    );
    const request: PendingCreate<never>["request"] = (doing, work) =>
      withErrorContext(`${doing} ${description}`, () => work(run as never));
    // Only resources that may be at this server: another site may have other objects with the same ids.
    const ownedIds = possibleResources()
      .filter(({ resource: one }) => tokensOf(lifecycle.kind).includes(one.type) && !isBeingReplaced(one))
      .flatMap(({ resource: { id } }) => id ?? []);
    const { cleanup } = vendor.kinds?.[lifecycle.kind.name] ?? {};
    findings.push({
      urn,
      description,
      server: key,
      ...(await (cleanup ?? findEqual(served))({ inputs, ownedIds, request })),
    });
  }
  // Two equal creations find the same objects: each object is listed once.
  const unique = new Map(findings.map((one) => [`${one.server} ${one.description} ${one.finding}`, one]));
  return [...unique.values()].map(({ server: _, ...finding }) => finding);
}

/**
 * Nothing shows whether the killed update created an equal object, or someone before: such objects are named
 * and kept.
 */
const findEqual =
  ({ vendor, lifecycle }: Served) =>
  async ({ inputs, ownedIds, request }: PendingCreate<never>): Promise<CleanupFinding> => {
    const { kind } = lifecycle;
    const equal = await request("looking for", async (run) => {
      const owner = ownerIdOf(kind, "", inputs);
      const ids = await lifecycle.list(operationFor(run), owner === undefined ? [] : [owner]);
      const others = ids.filter((id) => !ownedIds.some((one) => isSameId(kind, one, id)));
      const read = await Promise.all(others.map((id) => lifecycle.read(operationFor(run), id, {})));
      return others.filter((_, index) => {
        const properties: Properties | undefined = read[index];
        return properties !== undefined && isAsDeclared(kind, properties, inputs);
      });
    });
    if (equal.length === 0) return { finding: "was not created" };
    const ids = equal.map((id) => objectIdOf(vendor, id)).join(", ");
    return {
      finding: `may have been created (${ids}): kept. If no other stack manages it, remove it with \`rockit-durst remove\``,
    };
  };
