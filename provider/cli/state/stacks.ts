import type { Command } from "commander";
import { CliError } from "../print/errors";
import { several } from "../print/adopt-options";
import { withProgress } from "../print/with-progress";
import { oneLine } from "../print/terminal";
import { readState, readStateFile, type StackState } from "./export";
import { refuseWhileUpdating, type StackAtBackend } from "./refuse-while-updating";
import { stackIn } from "./urn";

/** A stack whose objects are known. */
export interface KnownStack {
  /** `project/stack`, by which a person tells it from others. */
  readonly label: string;
  readonly state: StackState;
  /** Where it is asked for again; a file can't be. */
  readonly at?: StackAtBackend;
}

/** Which stacks are looked at. */
export interface StackOptions {
  readonly stack?: readonly string[];
  readonly state?: readonly string[];
  readonly cwd?: string;
}

/** The options that say which stacks are looked at. */
export const withStackOptions = (command: Command): Command =>
  command
    .option("-s, --stack <name>", "a stack; repeatable (default: the selected one)", several)
    .option("--state <file>", "a stack's export, or - for standard input; repeatable", several)
    .option("-C, --cwd <folder>", "the project's folder (default: the current one)");

/** Reads the states of all stacks that are named. @throws CliError with pulumi's own words */
export async function readStacks({ stack, state = [], cwd }: StackOptions): Promise<KnownStack[]> {
  const named = stack ?? (state.length === 0 ? [undefined] : []);
  const stacks: KnownStack[] = [];
  for (const name of named) {
    const read = await withProgress(`reading the state of ${name ?? "the selected stack"}`, () =>
      readState({ stack: name, cwd }),
    );
    const own = labelOf(read);
    const label = own ?? name ?? "the selected stack";
    stacks.push({ label, state: read, at: { label, project: own?.split("/")[0], stack: name, cwd } });
  }
  for (const file of state) {
    const read = await readStateFile(file);
    stacks.push({ label: labelOf(read) ?? file, state: read });
  }
  const known = [...Map.groupBy(stacks, ({ label }) => label).values()].flatMap(withFullNames);
  const twice = known.find(({ label }, index) => known.findIndex((one) => one.label === label) < index);
  if (twice === undefined) return known;
  throw new CliError(
    `the stack ${oneLine(twice.label, 200)} is named twice: name it once, or with --stack in full if these are stacks of two organisations`,
  );
}

/** Two organisations may have stacks of one name: where all are named in full, these are their labels. */
const withFullNames = (alike: readonly KnownStack[]): readonly KnownStack[] =>
  alike.length > 1 && alike.every(({ at }) => at?.stack?.split("/").length === 3)
    ? alike.map((one) => ({ ...one, label: one.at?.stack ?? one.label }))
    : alike;

const labelOf = ({ resources, pending }: StackState) =>
  stackIn((resources[0] ?? pending[0]?.resource)?.urn ?? "");

/** The same where something is to be removed: what a running update makes may be in no state yet. @throws CliError if one is running */
export async function readIdleStacks(options: StackOptions): Promise<KnownStack[]> {
  const stacks = await readStacks(options);
  for (const { at } of stacks) if (at !== undefined) await refuseWhileUpdating(at);
  return stacks;
}
