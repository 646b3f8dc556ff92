import { type Command, InvalidArgumentError, Option } from "commander";

/** Collects the values of an option that may be given again. */
export const several = (text: string, texts: readonly string[] = []): readonly string[] => [...texts, text];

/** What is common to the commands that write an import file and a program. */
export interface AdoptOptions {
  readonly cwd?: string;
  readonly filter?: readonly string[];
  /** Names of one's choosing, by ids. */
  readonly name?: Names;
  /** A file of such names. */
  readonly nameMap?: string;
  readonly provider?: string;
  readonly parent?: string;
  readonly secrets?: string;
  readonly withoutSecrets?: boolean;
  readonly rotate?: boolean;
  readonly out: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Adds the options that say what is written, where and how; `once` has the vendors whose servers tell a secret once. */
export const withAdoptOptions = (command: Command, filtered: string, once: string): Command =>
  command
    .option(
      "-f, --filter <pattern>",
      `only ${filtered} that match; * stands for any characters; repeatable`,
      pattern,
    )
    .option("--name <id=name>", "the name of an object's resource in the program; repeatable", nameOf)
    .option("--name-map <file>", "a file of such names, one id=name per line")
    .option("--provider <name>", "name or URN of an explicit provider of the stack; its settings are used")
    .option("--parent <name>", "name or URN of the component of the stack that is to be their parent")
    .option("--secrets <file>", "a file of secrets that are not known otherwise, one NAME=… per line")
    .option(
      "--without-secrets",
      `${once}: import webhooks without their signing secrets where these are not known`,
    )
    .addOption(
      new Option(
        "--rotate",
        `${once}: have the next \`pulumi up\` replace webhooks whose signing secret is not known`,
      ).conflicts("withoutSecrets"),
    )
    .option("-C, --cwd <folder>", "the project's folder (default: the current one)")
    .option("-o, --out <folder>", "where import.json and subscriptions.ts are written", ".")
    .option("--force", "overwrite them, instead of writing import-2.json and subscriptions-2.ts")
    .option("--dry-run", "write nothing")
    .option("--json", "print the result as JSON");

function pattern(text: string, patterns?: readonly string[]): readonly string[] {
  if (text === "") throw new InvalidArgumentError("It must be a name or a part of one, with * for the rest.");
  return several(text, patterns);
}

export type Names = ReadonlyMap<string, string>;

const nameOf = (text: string, names: Names = new Map()): Names => addName(text, new Map(names));

/** Adds the name that `id=name` gives: an id may have an equals sign in it. @throws InvalidArgumentError */
export function addName(text: string, names: Map<string, string>): Map<string, string> {
  const [, id, name] = /^(.+)=([^=]+)$/s.exec(text) ?? [];
  if (id === undefined || name === undefined)
    throw new InvalidArgumentError("It must be an id, =, and a name, such as 17=press.");
  if (names.has(id)) throw new InvalidArgumentError("It names again what was named before.");
  return names.set(id, name);
}
