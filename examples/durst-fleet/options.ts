// Parses the command line. Errors never repeat values: a value may be a secret.
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { exitCodes } from "./report.ts";
import { type Site, sitesFile } from "./sites.ts";

const commands = {
  preview: "shows what `up` would change at each site; changes nothing",
  up: "applies the program to each site",
  drift: "compares each server with the program; changes nothing",
  repair: "reads the servers first, then applies the program (`up --refresh`)",
  refresh: "reads the servers into the stacks",
  destroy: "removes the objects of each stack from its server; needs --yes",
} as const;

export type Command = keyof typeof commands;

export interface Options {
  readonly command: Command;
  readonly file: string;
  readonly sites: readonly string[] | undefined;
  readonly filter: string | undefined;
  /** An earlier report: only its sites that were not ok are chosen. */
  readonly onlyFailed: string | undefined;
  readonly parallel: number;
  /** Number of failed sites after which the others are skipped. */
  readonly stopAfter: number | undefined;
  /** Maximum random delay before each site, in seconds. */
  readonly jitter: number;
  /** Time limit for one site, in seconds. */
  readonly timeout: number;
  readonly refresh: boolean;
  readonly json: boolean;
  readonly secretsProvider: string | undefined;
  /** Folder of a policy pack. */
  readonly policyPack: string | undefined;
}

/** Wrong arguments or a wrong list of sites: exit code 2. */
export class UsageError extends Error {
  /** The mistakes, if there can be several. */
  readonly mistakes: readonly string[];

  constructor(message: string, mistakes: readonly string[] = []) {
    super([message, ...mistakes.map((one) => `  ${one}`)].join("\n"));
    this.mistakes = mistakes;
  }
}

export const help = `Runs one Pulumi command for many print sites, each with its own stack.

Usage: node fleet.ts <command> [options]

Commands
${Object.entries(commands)
  .map(([name, words]) => `  ${name.padEnd(9)}${words}`)
  .join("\n")}

Options
  --sites a,b              only these sites
  --filter 'at-*'          only sites whose name matches: * is any text, ? one character
  --only-failed FILE       only sites that were not ok in this --json report
  --parallel N             number of sites at a time (default: this machine's processors, ${availableParallelism()})
  --stop-after N           skip the other sites after N failed sites
  --jitter SECONDS         wait a random time before each site, up to this limit
  --timeout SECONDS        stop a site that takes longer (default 600)
  --refresh                preview, up: read the server first
  --json                   print one JSON document on stdout, also after an error; progress stays on stderr
  --file FILE              the list of sites (default: SITES_FILE, else sites.json beside the program)
  --policy-pack FOLDER     preview, up, repair: check each site with these policies
  --secrets-provider URL   the secrets provider of new stacks, as for \`pulumi stack init\`
  --yes                    destroy: confirm
  --help                   print this help

Examples
  node fleet.ts up --parallel 4
  node fleet.ts drift --json > drift.json
  node fleet.ts repair --only-failed drift.json   after an exit code of 3

Sample output of up
  site          result  create  update  replace  delete  unchanged  seconds
  at-innsbruck  ok           3       .        .       .          .     12.7
  at-lienz      failed       .       .        .       .          .     11.3

Exit codes
${Object.entries(exitCodes)
  .map(([code, words]) => `  ${code}  ${words}`)
  .join("\n")}

Each site's secrets come from DURST_PASSWORD_<SITE> and DURST_CALLBACK_KEY_<SITE> (at-lienz: DURST_PASSWORD_AT_LIENZ), or from the encrypted
configuration of its stack. The backend is that of PULUMI_BACKEND_URL or \`pulumi login\`.
`;

/** Returns undefined for --help. @throws UsageError */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  const [command = "", ...rest] = positionals;
  if (!Object.hasOwn(commands, command))
    throw new UsageError(
      `${positionals.length === 0 ? "a command is missing" : "there is no such command"}; commands are ${Object.keys(commands).join(", ")}`,
    );
  if (rest.length > 0) throw new UsageError("give one command; name sites with --sites");
  if (command === "destroy" && !values.yes)
    throw new UsageError("destroy removes the callbacks of all these sites: confirm with --yes");
  for (const [option, allowed] of Object.entries(commandsOf))
    if (values[option as keyof typeof commandsOf] !== undefined && !allowed.includes(command as Command))
      throw new UsageError(`--${option} is for ${listed(allowed)} only`);
  const policyPack = values["policy-pack"];
  const onlyFailed = values["only-failed"];
  return {
    command: command as Command,
    file: values.file === undefined ? sitesFile : resolve(values.file),
    sites: values.sites?.split(",").map((name) => name.trim()),
    filter: values.filter,
    onlyFailed: onlyFailed === undefined ? undefined : resolve(onlyFailed),
    parallel: wholeNumber("parallel", values.parallel, 64) ?? availableParallelism(),
    stopAfter: wholeNumber("stop-after", values["stop-after"], 10_000),
    jitter: wholeNumber("jitter", values.jitter, 86_400) ?? 0,
    timeout: wholeNumber("timeout", values.timeout, 86_400) ?? 600,
    refresh: values.refresh ?? false,
    json: values.json ?? false,
    secretsProvider: values["secrets-provider"],
    policyPack: policyPack === undefined ? undefined : resolve(policyPack),
  };
}

/** The commands of options that not every command has. */
const commandsOf = {
  yes: ["destroy"],
  refresh: ["preview", "up"],
  "policy-pack": ["preview", "up", "repair"],
} as const satisfies Readonly<Record<string, readonly Command[]>> as Readonly<
  Record<"yes" | "refresh" | "policy-pack", readonly Command[]>
>;

const listed = (names: readonly string[]): string =>
  [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" and ");

/** Whether a possibly wrong command line asks for JSON. */
export const wantsJson = (args: readonly string[]): boolean => args.includes("--json");

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        sites: { type: "string" },
        filter: { type: "string" },
        "only-failed": { type: "string" },
        parallel: { type: "string" },
        "stop-after": { type: "string" },
        jitter: { type: "string" },
        timeout: { type: "string" },
        refresh: { type: "boolean" },
        json: { type: "boolean" },
        file: { type: "string" },
        "policy-pack": { type: "string" },
        "secrets-provider": { type: "string" },
        yes: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (failure) {
    const [sentence = ""] = (failure as Error).message.split(/[.\n]/);
    throw new UsageError(sentence.charAt(0).toLowerCase() + sentence.slice(1));
  }
}

function wholeNumber(option: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text) && Number(text) <= max) return Number(text);
  throw new UsageError(`--${option} must be a whole number from 1 to ${max}`);
}

/** @throws UsageError for an unknown name, or if no site is left */
export function chooseSites(
  all: readonly Site[],
  { sites, filter }: Pick<Options, "sites" | "filter">,
  failed?: ReadonlySet<string>,
): Site[] {
  const unknown = (sites ?? []).filter((wanted) => !all.some(({ name }) => name === wanted));
  if (unknown.length > 0) throw new UsageError(`--sites: there is no site ${unknown.join(", ")}`);
  const gone = [...(failed ?? [])].filter((name) => !all.some((site) => site.name === name));
  if (gone.length > 0)
    throw new UsageError(`--only-failed: the report names ${gone.join(", ")}, which the list does not have`);
  const left = all.filter(
    ({ name }) =>
      (sites?.includes(name) ?? true) && matches(name, filter) && (failed === undefined || failed.has(name)),
  );
  if (left.length === 0 && failed === undefined) throw new UsageError("no site matches --sites and --filter");
  return left;
}

function matches(name: string, filter = "*"): boolean {
  if (!/^[a-z0-9*?-]+$/.test(filter))
    throw new UsageError("--filter may contain lower case letters, digits, hyphens, * and ?");
  return new RegExp(`^${filter.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(name);
}
