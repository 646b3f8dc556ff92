import type { Command } from "commander";

/** Collects the values of an option that may be given again. */
export const several = (text: string, texts: readonly string[] = []): readonly string[] => [...texts, text];

/** What is common to the commands that write an import file and a program. */
export interface WritingOptions {
  readonly cwd?: string;
  readonly filter?: readonly string[];
  readonly secrets?: string;
  readonly withoutSecrets?: boolean;
  readonly rotate?: boolean;
  readonly out: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Adds the options that say where and how it is written. */
export const writing = (command: Command): Command =>
  command
    .option("-C, --cwd <folder>", "the project's folder; by default the current one")
    .option("-o, --out <folder>", "where import.json and subscriptions.ts are written", ".")
    .option("--force", "overwrite them")
    .option("--dry-run", "write nothing")
    .option("--json", "print what was found as JSON");
