import { filesIn, refuseToOverwrite, write } from "../adopt/files";
import { filterOf } from "../adopt/filter";
import { holdsSecrets, importFile } from "../adopt/import-file";
import type { Found, FoundObject } from "../adopt/model";
import { distinct } from "../adopt/names";
import { programOf } from "../adopt/program";
import { secretsOf } from "../adopt/secrets";
import { completed, noSecrets, undecided } from "../adopt/write-only-secrets";
import { CliError } from "../print/errors";
import type { WritingOptions } from "../print/flags";
import { asked } from "../print/with-progress";
import { nextSettings } from "../state/config";
import type { Kind } from "../vendor/kinds";
import type { VendorCommands } from "../vendor/vendor";
import { keyOf, lookUp } from "./lookup";
import { offline } from "./offline";
import type { LeftAlone } from "./old-state";
import { pulumiState } from "./pulumi-state";
import { type Recognised, recognised } from "./recognition";
import { type Migration, printed } from "./report";
import { differences } from "./said";
import { keptSecrets } from "./secrets";
import { terraformState } from "./terraform-state";

export type Tool = "pulumi" | "terraform";

export interface MigrateOptions extends WritingOptions {
  readonly state?: string;
  readonly stack?: string;
  readonly into?: string;
  readonly map?: ReadonlyMap<string, Kind>;
  readonly offline?: boolean;
}

type Pairs = ReadonlyMap<string, readonly Recognised[]>;

/** Reads the state of another tool, and writes the import file and the program. @throws CliError with what is left to do */
export async function migrate(
  vendors: readonly VendorCommands[],
  tool: Tool,
  options: MigrateOptions,
): Promise<void> {
  const { dryRun = false, force = false, json = false, rotate = false, cwd } = options;
  const target = { stack: options.into ?? options.stack, cwd };
  const files = filesIn(options.out);
  if (!dryRun && !force) await refuseToOverwrite(files);
  const state = await (tool === "pulumi" ? pulumiState(options) : terraformState(options.state ?? ""));
  const isWanted = filterOf(options.filter);
  const candidates = state.candidates.filter(({ at }) => isWanted(at));
  const { ours, leftAlone } = recognised(vendors, candidates, options.map ?? new Map());
  const { gone, masked, ...looked } = await (options.offline
    ? offline(vendors, ours)
    : asked("asking the servers", async () => lookUp(vendors, ours, await nextSettings(target))));
  const { pairs, doubtful } = paired(ours, looked.found);
  const found = {
    ...looked.found,
    objects: looked.found.objects.filter((object) => pairs.has(keyOf(object))),
  };

  const given = await secretsOf(vendors, options.secrets, found.untold);
  const kept = keptSecrets(found.objects, pairs, masked);
  const isTaken = (type: string, name: string) => state.taken(type, name, target.stack);
  const objects = named(found.objects, pairs, isTaken).map((object) =>
    completed(object, (untold) => given(untold) ?? kept.get(keyOf(object)), rotate),
  );
  const open = options.withoutSecrets ? [] : undecided(objects);
  const program = programOf(objects);
  const writes = !dryRun && objects.length > 0 && open.length === 0;
  if (writes) await write(files, importFile(objects), program.text);
  const migrated = found.objects.flatMap((object) =>
    (pairs.get(keyOf(object)) ?? []).map((one) => ({ one, object })),
  );
  const migration: Migration = {
    objects,
    found,
    program,
    files: { ...files, secrets: holdsSecrets(objects) },
    written: writes,
    target,
    differing: migrated.map(({ one, object }) => ({ at: one.old.at, fields: differences(one, object) })),
    gone,
    leftAlone: [...state.leftAlone.filter(({ at }) => isWanted(at)), ...leftAlone, ...doubtful],
    removal: migrated.length === 0 ? undefined : state.removal(migrated.map(({ one }) => one.old)),
    encrypted: state.encrypted,
  };
  console.log(printed(migration, { json, dryRun }));
  if (open.length > 0) {
    throw new CliError(noSecrets(open, (whose) => `neither the old state nor you give ${whose}`));
  }
  const left = found.leftOut.length + gone.length;
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
): { readonly pairs: Pairs; readonly doubtful: readonly LeftAlone[] } {
  const pairs = new Map<string, readonly Recognised[]>();
  const doubtful: LeftAlone[] = [];
  for (const object of objects) {
    const its = ours.filter((one) => keyOf(one) === keyOf(object));
    const right = its.length === 1 ? its : its.filter((one) => differences(one, object).length === 0);
    if (right.length > 0) pairs.set(keyOf(object), right);
    const others = its.filter((one) => !right.includes(one));
    doubtful.push(
      ...others.map(({ old, id }) => ({
        at: old.at,
        type: "",
        why: `stands for ${id} too, and says otherwise than the server: ${another}`,
      })),
    );
  }
  return { pairs, doubtful };
}

const another = "if it is another server's, migrate it with that one's settings and --filter";

/** Objects under the names that people know them by. */
function named(
  objects: readonly FoundObject[],
  pairs: Pairs,
  isTaken: (type: string, name: string) => boolean,
): FoundObject[] {
  const nameOf = (object: FoundObject) => pairs.get(keyOf(object))?.[0]?.old.name ?? object.name;
  return [...Map.groupBy(objects, ({ kind }) => kind.type).values()].flatMap((its) => {
    const names = distinct(its.map((object) => ({ id: object.id, words: nameOf(object) })));
    return its.map((object) => {
      const name = names.get(object.id) as string;
      return { ...object, name: isTaken(object.kind.type, name) ? `${name}-migrated` : name };
    });
  });
}
