// What the command line says. Values are not repeated in what is wrong with it: one of them may be a secret.
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { exitCodes } from "./report.ts";
import { type Site, sitesFile } from "./sites.ts";

const commands = {
  preview: "shows what `up` would change at each site, and changes nothing",
  up: "makes each site have what is declared",
  drift: "compares each server with what is declared, and changes nothing",
  repair: "looks at the servers first, and restores what is declared (`up --refresh`)",
  refresh: "takes over into each stack what the site's server has",
  destroy: "takes what each stack owns off its server; needs --yes",
} as const;

export type Command = keyof typeof commands;

export interface Options {
  readonly command: Command;
  readonly file: string;
  readonly sites: readonly string[] | undefined;
  readonly filter: string | undefined;
  /** An earlier report, of which the sites that were not ok are chosen. */
  readonly onlyFailed: string | undefined;
  readonly parallel: number;
  /** Failed sites after which no further one begins. */
  readonly stopAfter: number | undefined;
  /** Seconds over which the sites' beginnings are spread. */
  readonly jitter: number;
  /** Seconds for one site. */
  readonly timeout: number;
  readonly refresh: boolean;
  readonly json: boolean;
  readonly secretsProvider: string | undefined;
  /** Folder of a policy pack, or what the engine takes in its place. */
  readonly policyPack: string | undefined;
}

/** The command was not understood: exit code 2. */
export class Misunderstood extends Error {
  /** All that is wrong, where it is several things. */
  readonly mistakes: readonly string[];

  constructor(message: string, mistakes: readonly string[] = []) {
    super([message, ...mistakes.map((one) => `  ${one}`)].join("\n"));
    this.mistakes = mistakes;
  }
}

export const help = `Usage: node fleet.ts <command> [options]

Commands
${Object.entries(commands)
  .map(([name, words]) => `  ${name.padEnd(9)}${words}`)
  .join("\n")}

Options
  --sites a,b              only these sites
  --filter 'at-*'          only sites of such names: * is any text, ? any letter
  --only-failed FILE       only sites that were not ok in this report of --json
  --parallel N             sites at once (default: this machine's processors, ${availableParallelism()})
  --stop-after N           begins no other site once N sites have failed
  --jitter SECONDS         begins each site up to so much later, at random
  --timeout SECONDS        for one site, after which it is ended (default 600)
  --refresh                with preview and up: looks at the server first
  --json                   one JSON document on stdout, whatever happens; progress is on stderr in any case
  --file FILE              the list of sites (default sites.json beside the program, or SITES_FILE)
  --policy-pack FOLDER     with preview, up and repair: policies that each site must comply with
  --secrets-provider URL   for stacks that are created, as of \`pulumi stack init\`
  --yes                    with destroy: yes, really
  --help

Exit codes
${Object.entries(exitCodes)
  .map(([code, words]) => `  ${code}  ${words}`)
  .join("\n")}

Each site's secrets come from DURST_PASSWORD_<SITE> and DURST_CALLBACK_KEY_<SITE> (at-lienz: DURST_PASSWORD_AT_LIENZ), or from its stack's
encrypted configuration. The backend is whatever PULUMI_BACKEND_URL or \`pulumi login\` says.
`;

/** Undefined if help is wanted. @throws Misunderstood */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  const [command = "", ...rest] = positionals;
  if (!Object.hasOwn(commands, command))
    throw new Misunderstood(
      `${positionals.length === 0 ? "a command is missing" : "there is no such command"}; there are ${Object.keys(commands).join(", ")}`,
    );
  if (rest.length > 0) throw new Misunderstood("one command at a time; sites are named with --sites");
  if (command === "destroy" && !values.yes)
    throw new Misunderstood("destroy takes the callbacks of all these sites away: if you mean it, add --yes");
  for (const [option, allowed] of Object.entries(only))
    if (values[option as keyof typeof only] !== undefined && !allowed.includes(command as Command))
      throw new Misunderstood(`--${option} is for ${listed(allowed)} only`);
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

/** Options that only some commands have. */
const only = {
  yes: ["destroy"],
  refresh: ["preview", "up"],
  "policy-pack": ["preview", "up", "repair"],
} as const satisfies Readonly<Record<string, readonly Command[]>> as Readonly<
  Record<"yes" | "refresh" | "policy-pack", readonly Command[]>
>;

const listed = (names: readonly string[]): string =>
  [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" and ");

/** Whether a command line that may be wrong otherwise asks for JSON. */
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
    throw new Misunderstood(sentence.charAt(0).toLowerCase() + sentence.slice(1));
  }
}

function wholeNumber(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text) && Number(text) <= most) return Number(text);
  throw new Misunderstood(`--${option} must be a whole number from 1 to ${most}`);
}

/** @throws Misunderstood if a name is none, or if no site is left */
export function chosen(
  all: readonly Site[],
  { sites, filter }: Pick<Options, "sites" | "filter">,
  failed?: ReadonlySet<string>,
): Site[] {
  const unknown = (sites ?? []).filter((wanted) => !all.some(({ name }) => name === wanted));
  if (unknown.length > 0) throw new Misunderstood(`--sites: there is no site ${unknown.join(", ")}`);
  const gone = [...(failed ?? [])].filter((name) => !all.some((site) => site.name === name));
  if (gone.length > 0)
    throw new Misunderstood(`--only-failed: the list has no site ${gone.join(", ")}, which the report names`);
  const left = all.filter(
    ({ name }) =>
      (sites?.includes(name) ?? true) && matches(name, filter) && (failed === undefined || failed.has(name)),
  );
  if (left.length === 0 && failed === undefined)
    throw new Misunderstood("no site is left by --sites and --filter");
  return left;
}

function matches(name: string, filter = "*"): boolean {
  if (!/^[a-z0-9*?-]+$/.test(filter))
    throw new Misunderstood("--filter must be of lower case letters, digits, hyphens, * and ?");
  return new RegExp(`^${filter.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(name);
}
