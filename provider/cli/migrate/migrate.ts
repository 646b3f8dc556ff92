import { adopt, refuseUndecided } from "../adopt/adopt";
import { filterOf, noMatchMessage } from "../adopt/filter";
import type { Found } from "../adopt/model";
import { readTarget } from "../adopt/import-target";
import { CliError } from "../print/errors";
import type { AdoptOptions } from "../print/adopt-options";
import { withErrorContext } from "../print/with-error-context";
import type { ImportableKind } from "../vendor/importable-kind";
import type { VendorCommands } from "../vendor/vendor";
import { keyOf, lookUp, offline } from "./lookup";
import type { Skipped } from "./legacy-state";
import { pulumiState } from "./pulumi-state";
import { type Recognised, recognised } from "./recognition";
import { json, type Migration, text } from "./report";
import { differences } from "./legacy-inputs";
import { keptSecrets } from "./secrets";
import { terraformState } from "./terraform-state";

export type Tool = "pulumi" | "terraform";

export interface MigrateOptions extends AdoptOptions {
  readonly state?: string;
  readonly stack?: string;
  readonly into?: string;
  readonly map?: ReadonlyMap<string, ImportableKind>;
  readonly offline?: boolean;
}

type Pairs = ReadonlyMap<string, readonly Recognised[]>;

/** Reads the state of another tool, and writes the import file and the program. @throws CliError with what is left to do */
export async function migrate(
  vendors: readonly VendorCommands[],
  tool: Tool,
  options: MigrateOptions,
): Promise<void> {
  const { dryRun = false, cwd, filter } = options;
  const state = await (tool === "pulumi" ? pulumiState(options) : terraformState(options.state ?? ""));
  const isWanted = filterOf(filter);
  const wanted = state.resources.filter(({ at }) => isWanted(at));
  if (filter !== undefined && wanted.length === 0) throw new CliError(noMatchMessage(filter));
  const candidates = wanted.flatMap((one) => ("why" in one ? [] : one));
  const untouched = wanted.flatMap((one) => ("why" in one ? one : []));
  const { ours, skipped, unidentified } = recognised(vendors, candidates, options.map ?? new Map());
  const target = await readTarget({ stack: options.into ?? options.stack, cwd }, options, "--into");
  const old = new Set(candidates.map(({ at }) => at));
  const others = target.state.resources.filter(({ urn }) => !old.has(urn));
  const { gone, managed, masked, found } = await (options.offline
    ? offline(vendors, ours)
    : withErrorContext("asking the servers", async () =>
        lookUp(vendors, ours, await target.settings(), { ...target.state, resources: others }),
      ));
  const { pairs, doubtful } = paired(ours, found);
  const known = found.objects.flatMap((object) => {
    const [first] = pairs.get(keyOf(object)) ?? [];
    return first === undefined ? [] : [{ ...object, name: first.old.name }];
  });
  const objects = known.filter((object) => !managed.has(keyOf(object)));
  const kept = keptSecrets(objects, pairs, masked);
  const adopted = await adopt(vendors, { ...found, objects }, target, options, (object) =>
    kept.get(keyOf(object)),
  );
  // What the stack owns already the old state has to forget as well.
  const migrated = known.flatMap((object) =>
    (pairs.get(keyOf(object)) ?? []).map((one) => ({ one, object })),
  );
  const differing = migrated.map(({ one, object }) => ({ at: one.old.at, fields: differences(one, object) }));
  const migration: Migration = {
    adopted,
    differing: differing.filter(({ fields }) => fields.length > 0),
    gone,
    skipped: [...untouched, ...skipped, ...doubtful],
    unidentified,
    removal: migrated.length === 0 ? undefined : state.removal(migrated.map(({ one }) => one.old)),
    encrypted: state.encrypted,
  };
  console.log(options.json ? json(migration, dryRun) : text(migration, dryRun));
  refuseUndecided(adopted, dryRun, (whose) => `neither the old state nor you give ${whose}`);
  const left = found.unsupported.length + gone.length + unidentified.length + doubtful.length;
  if (left > 0) {
    throw new CliError(`${left} not migrated, for the reasons above: they stay in the old state as they are`);
  }
}

/**
 * Old resources by the object that they stand for. Several may stand for the same one; where they contradict each other, what is not as
 * the server's may be another server's, and stays where it is.
 */
function paired(
  ours: readonly Recognised[],
  { objects }: Found,
): { readonly pairs: Pairs; readonly doubtful: readonly Skipped[] } {
  const pairs = new Map<string, readonly Recognised[]>();
  const doubtful: Skipped[] = [];
  for (const object of objects) {
    const its = ours.filter((one) => keyOf(one) === keyOf(object));
    const right = its.length === 1 ? its : its.filter((one) => differences(one, object).length === 0);
    if (right.length > 0) pairs.set(keyOf(object), right);
    const others = its.filter((one) => !right.includes(one));
    doubtful.push(
      ...others.map(({ old, id }) => ({
        at: old.at,
        type: "",
        why: `stands for ${id} too, but differs from the server: if it belongs to another server, migrate it with that server's settings and --filter; otherwise remove it from the old state too`,
      })),
    );
  }
  return { pairs, doubtful };
}
