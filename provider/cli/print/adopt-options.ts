import { type Command, InvalidArgumentError, Option } from "commander";
import { collect } from "./collect";

/** Options of the commands that write an import file and a program. */
export interface AdoptOptions {
  readonly cwd?: string;
  readonly filter?: readonly string[];
  /** Names of resources, by the ids of their objects. */
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

/**
 * Adds these options. `filtered`: what --filter matches. `issuers`: vendors whose servers show a secret only
 * once.
 */
export const withAdoptOptions = (command: Command, filtered: string, issuers: string): Command =>
  command
    .option(
      "-f, --filter <pattern>",
      `only ${filtered} that match; * stands for any characters; repeatable`,
      pattern,
    )
    .option("--name <id=name>", "name the resource of an object in the program; repeatable", nameOf)
    .option("--name-map <file>", "a file of such names, one id=name per line")
    .option("--provider <name>", "name or URN of an explicit provider in the stack; its settings are used")
    .option("--parent <name>", "name or URN of the component in the stack that becomes the parent")
    .option("--secrets <file>", "a file of secrets that the server does not show, one NAME=… per line")
    .option(
      "--without-secrets",
      `${issuers}: import webhooks without their signing secrets if these are unknown`,
    )
    .addOption(
      new Option(
        "--rotate",
        `${issuers}: let the next \`pulumi up\` replace webhooks whose signing secret is unknown`,
      ).conflicts("withoutSecrets"),
    )
    .option("-C, --cwd <folder>", "the project's folder (default: the current one)")
    .option("-o, --out <folder>", "the folder for import.json and subscriptions.ts", ".")
    .option("--force", "overwrite these files, instead of writing import-2.json and subscriptions-2.ts")
    .option("--dry-run", "write nothing")
    .option("--json", "print the result as JSON");

function pattern(text: string, patterns?: readonly string[]): readonly string[] {
  if (text === "") throw new InvalidArgumentError("It must be a name or a part of one, with * for the rest.");
  return collect(text, patterns);
}

export type Names = ReadonlyMap<string, string>;

const nameOf = (text: string, names: Names = new Map()): Names => addName(text, new Map(names));

/** Adds the name of `id=name`; the id may contain an equals sign. @throws InvalidArgumentError */
export function addName(text: string, names: Map<string, string>): Map<string, string> {
  const [, id, name] = /^(.+)=([^=]+)$/s.exec(text) ?? [];
  if (id === undefined || name === undefined)
    throw new InvalidArgumentError("It must be an id, =, and a name, such as 17=press.");
  if (names.has(id)) throw new InvalidArgumentError("The same id has a name already.");
  return names.set(id, name);
}
