import { adopt, refuseUndecided } from "../adopt/adopt";
import { filterOf, noMatchMessage } from "../adopt/filter";
import { readTarget } from "../adopt/import-target";
import type { Found } from "../adopt/model";
import type { AdoptOptions } from "../print/adopt-options";
import { counted } from "../print/counted";
import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import { withErrorContext } from "../print/with-error-context";
import type { ImportableKind } from "../vendor/importable-kind";
import type { VendorCommands } from "../vendor/vendor";
import { differences } from "./legacy-inputs";
import type { Skipped } from "./legacy-state";
import { keyOf, lookUp, offline } from "./lookup";
import { pulumiState } from "./pulumi-state";
import { type Recognised, recognise } from "./recognition";
import { json, type Migration, text } from "./report";
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

/**
 * Reads the state of another tool, and writes the import file and the program.
 *
 * @throws CliError if something is left to do
 */
export async function migrate(
  vendors: readonly VendorCommands[],
  tool: Tool,
  options: MigrateOptions,
): Promise<void> {
  const { dryRun = false, cwd, filter } = options;
  const state = await (tool === "pulumi" ? pulumiState(options) : terraformState(options.state ?? ""));
  const matchesFilter = filterOf(filter);
  const wanted = state.resources.filter(({ address }) => matchesFilter(address));
  if (filter !== undefined && wanted.length === 0) throw new CliError(noMatchMessage(filter));
  const candidates = wanted.flatMap((one) => ("reason" in one ? [] : one));
  const foreign = wanted.flatMap((one) => ("reason" in one ? one : []));
  const { recognised, skipped, unidentified } = recognise(vendors, candidates, options.map ?? new Map());
  const target = await readTarget({ stack: options.into ?? options.stack, cwd }, options, "--into");
  const old = new Set(candidates.map(({ address }) => address));
  const others = target.state.resources.filter(({ urn }) => !old.has(urn));
  const { missing, managed, masked, found } = await (options.offline
    ? offline(vendors, recognised)
    : withErrorContext("reading the servers", async () =>
        lookUp(vendors, recognised, await target.settings(), { ...target.state, resources: others }),
      ));
  const { pairs, contradicting } = pairUp(recognised, found);
  const paired = found.objects.flatMap((object) => {
    const [first] = pairs.get(keyOf(object)) ?? [];
    return first === undefined ? [] : [{ ...object, name: first.old.name }];
  });
  const objects = paired.filter((object) => !managed.has(keyOf(object)));
  const kept = keptSecrets(objects, pairs, masked);
  const adopted = await adopt(vendors, { ...found, objects }, target, options, (object) =>
    kept.get(keyOf(object)),
  );
  // Resources whose object the stack manages already are removed from the old state too.
  const migrated = paired.flatMap((object) =>
    (pairs.get(keyOf(object)) ?? []).map((one) => ({ one, object })),
  );
  const differing = migrated.map(({ one, object }) => ({
    address: one.old.address,
    fields: differences(one, object),
  }));
  const migration: Migration = {
    adopted,
    differences: differing.filter(({ fields }) => fields.length > 0),
    missing,
    skipped: [...foreign, ...skipped, ...contradicting],
    unidentified,
    removal: migrated.length === 0 ? undefined : state.removal(migrated.map(({ one }) => one.old)),
    encrypted: state.encrypted,
  };
  console.log(options.json ? json(migration, dryRun) : text(migration, dryRun));
  refuseUndecided(adopted, dryRun, (secrets) => `neither the old state nor you give ${secrets}`);
  const left = found.unsupported.length + missing.length + unidentified.length + contradicting.length;
  if (left > 0) {
    throw new CliError(
      `${counted(left, "resource")} not migrated, for the reasons above. The old state still has them`,
    );
  }
}

/**
 * Old resources by their object. If several stand for the same object, those that differ from the server may
 * belong to another server: they are skipped.
 */
function pairUp(
  recognised: readonly Recognised[],
  { objects }: Found,
): { readonly pairs: Pairs; readonly contradicting: readonly Skipped[] } {
  const pairs = new Map<string, readonly Recognised[]>();
  const contradicting: Skipped[] = [];
  for (const object of objects) {
    const all = recognised.filter((one) => keyOf(one) === keyOf(object));
    const matching = all.length === 1 ? all : all.filter((one) => differences(one, object).length === 0);
    if (matching.length > 0) pairs.set(keyOf(object), matching);
    const others = all.filter((one) => !matching.includes(one));
    contradicting.push(
      ...others.map(({ old, id }) => ({
        address: old.address,
        type: "",
        reason: `stands for ${oneLine(id, 100)} too, but differs from the server: if it belongs to another server, migrate it with that server's settings and --filter; otherwise remove it from the old state`,
      })),
    );
  }
  return { pairs, contradicting };
}
