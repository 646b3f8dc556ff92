import type { Command } from "commander";
import { collect } from "../print/collect";
import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import { withProgress } from "../print/with-progress";
import { readState, readStateFile, type StackState } from "./export";
import { refuseWhileUpdating, type StackAtBackend } from "./refuse-while-updating";
import { stackIn } from "./urn";

/** A stack whose state was read. */
export interface KnownStack {
  /** `project/stack`, in full if several stacks have the same. */
  readonly label: string;
  readonly state: StackState;
  /** The stack at its backend; absent for a state from a file. */
  readonly at?: StackAtBackend;
}

/** The stacks that a command reads. */
export interface StackOptions {
  readonly stack?: readonly string[];
  readonly state?: readonly string[];
  readonly cwd?: string;
}

/** Adds the options that name stacks. */
export const withStackOptions = (command: Command): Command =>
  command
    .option("-s, --stack <name>", "a stack; repeatable (default: the selected one)", collect)
    .option("--state <file>", "a stack's export, or - for standard input; repeatable", collect)
    .option("-C, --cwd <folder>", "the project's folder (default: the current one)");

/** Reads the states of all named stacks. @throws CliError with pulumi's error */
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
    `the stack ${oneLine(twice.label, 200)} is named twice: name it once. If two organisations have this stack, give both in full with --stack`,
  );
}

/**
 * Two organisations may have stacks of the same name: their labels are the full names, if all are given in
 * full.
 */
const withFullNames = (alike: readonly KnownStack[]): readonly KnownStack[] =>
  alike.length > 1 && alike.every(({ at }) => at?.stack?.split("/").length === 3)
    ? alike.map((one) => ({ ...one, label: one.at?.stack ?? one.label }))
    : alike;

const labelOf = ({ resources, pending }: StackState) =>
  stackIn((resources[0] ?? pending[0]?.resource)?.urn ?? "");

/**
 * Reads the states before a removal: the state may lack objects of a running update.
 *
 * @throws CliError if an update is running
 */
export async function readIdleStacks(options: StackOptions): Promise<KnownStack[]> {
  const stacks = await readStacks(options);
  for (const { at } of stacks) if (at !== undefined) await refuseWhileUpdating(at);
  return stacks;
}
