import { isSameId, tokensOf } from "../../resource/kind";
import { isAsDeclared } from "../../resource/meaning";
import { nameOf } from "../../resource/operation";
import type { Properties } from "../../resource/properties";
import { asked } from "../print/with-progress";
import { settingsSourceOf } from "../servers/endpoints";
import { objectIdOf, ownerIdOf } from "../servers/object-id";
import type { Servers } from "../servers/servers";
import type { StackState } from "../state/export";
import { isPassing } from "../state/ownership";
import { type Creation, type Leftover, operationWith, servedBy, type VendorCommands } from "../vendor/vendor";

/** Something that a killed run may have made. */
export interface NamedLeftover extends Leftover {
  readonly urn: string;
  /** What a person calls it. */
  readonly what: string;
}

type Served = NonNullable<ReturnType<typeof servedBy>>;

/**
 * What the run that was killed may have made: the state says what it was creating, the server says what is there. What the stack's
 * resources own is no leftover.
 *
 * @throws CliError if a server can't be asked
 */
export async function leftoversOf(
  vendors: readonly VendorCommands[],
  state: StackState,
  servers: Servers,
): Promise<NamedLeftover[]> {
  const found: (NamedLeftover & { readonly at: string })[] = [];
  for (const { type, resource } of state.pending) {
    const served = servedBy(vendors, resource.type);
    if (type !== "creating" || served === undefined) continue;
    const { vendor, lifecycle } = served;
    const { urn, provider, inputs = {} } = resource;
    const what = nameOf(lifecycle, inputs);
    const { run, neighbours, key } = await asked(`looking for ${what}`, async () =>
      servers.at(vendor, settingsSourceOf(provider, state)),
    );
    const during: Creation<never>["during"] = (doing, work) =>
      asked(`${doing} ${what}`, () => work(run as never));
    // What will stay, and may be at this server: another site has other objects under the same ids.
    const owned = neighbours()
      .filter(({ resource: one }) => tokensOf(lifecycle.kind).includes(one.type) && !isPassing(one))
      .flatMap(({ resource: { id } }) => id ?? []);
    const { leftover } = vendor.kinds?.[lifecycle.kind.name] ?? {};
    found.push({
      urn,
      what,
      at: key,
      ...(await (leftover ?? asDeclared(served))({ inputs, owned, during })),
    });
  }
  // Of two that are the same, each look sees what both have left.
  const once = new Map(found.map((one) => [`${one.at} ${one.what} ${one.finding}`, one]));
  return [...once.values()].map(({ at: _, ...leftover }) => leftover);
}

/** Nothing tells what a run made from what was there before: what is as declared is told, and stays. */
const asDeclared =
  ({ vendor, lifecycle }: Served) =>
  async ({ inputs, owned, during }: Creation<never>): Promise<Leftover> => {
    const { kind } = lifecycle;
    const same = await during("looking for", async (run) => {
      const owner = ownerIdOf(kind, "", inputs);
      const ids = await lifecycle.list(operationWith(run), owner === undefined ? [] : [owner]);
      const others = ids.filter((id) => !owned.some((one) => isSameId(kind, one, id)));
      const read = await Promise.all(others.map((id) => lifecycle.read(operationWith(run), id, {})));
      return others.filter((_, index) => {
        const properties: Properties | undefined = read[index];
        return properties !== undefined && isAsDeclared(kind, properties, inputs);
      });
    });
    if (same.length === 0) return { finding: "was not created" };
    const ids = same.map((id) => objectIdOf(vendor, id)).join(", ");
    return {
      finding: `may have been created (${ids}): stays. If no other stack owns it, remove it with \`rockit-durst retire\``,
    };
  };
