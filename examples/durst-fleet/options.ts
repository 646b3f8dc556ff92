// What the command line says. Values are not repeated in what is wrong with it: one of them may be a secret.
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Site, sitesFile } from "./sites.ts";

const commands = {
  preview: "shows what `up` would change at each site, and changes nothing",
  up: "makes each site have what is declared",
  refresh: "takes over into each stack what the site's server has",
  drift: "tells which sites have something else than declared, and changes nothing",
  destroy: "takes what each stack owns off its server; needs --yes",
} as const;

export type Command = keyof typeof commands;

export interface Options {
  readonly command: Command;
  readonly file: string;
  readonly sites: readonly string[] | undefined;
  readonly filter: string | undefined;
  readonly parallel: number;
  /** Seconds for one site. */
  readonly timeout: number;
  readonly refresh: boolean;
  readonly json: boolean;
  readonly secretsProvider: string | undefined;
  /** Folder of a policy pack, or what the engine takes in its place. */
  readonly policyPack: string | undefined;
}

/** The command was not understood: exit code 2. */
export class Misunderstood extends Error {}

export const help = `Usage: node fleet.ts <command> [options]

Commands
${Object.entries(commands)
  .map(([name, words]) => `  ${name.padEnd(9)}${words}`)
  .join("\n")}

Options
  --sites a,b              only these sites
  --filter 'at-*'          only sites of such names: * is any text, ? any letter
  --parallel N             sites at once (default: this machine's processors, ${availableParallelism()})
  --timeout SECONDS        for one site, after which it ends at its next safe point (default 600)
  --refresh                with preview and up: looks at the server first, so that up repairs drift
  --json                   one JSON document on stdout; progress is on stderr in any case
  --file FILE              the list of sites (default sites.json beside the program, or SITES_FILE)
  --policy-pack FOLDER     with preview and up: policies that each site must comply with
  --secrets-provider URL   for stacks that are created, as of \`pulumi stack init\`
  --yes                    with destroy: yes, really
  --help

Exit codes: 0 all is well; 1 a site failed, has drift or was not begun; 2 the command or the list of sites is wrong, and nothing was done.
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
  if (values.yes && command !== "destroy") throw new Misunderstood("--yes is for destroy only");
  if (values.refresh && command !== "up" && command !== "preview")
    throw new Misunderstood("--refresh is for preview and up only");
  const policyPack = values["policy-pack"];
  if (policyPack !== undefined && command !== "up" && command !== "preview")
    throw new Misunderstood("--policy-pack is for preview and up only");
  return {
    command: command as Command,
    file: values.file === undefined ? sitesFile : resolve(values.file),
    sites: values.sites?.split(",").map((name) => name.trim()),
    filter: values.filter,
    parallel: wholeNumber("parallel", values.parallel, 64) ?? availableParallelism(),
    timeout: wholeNumber("timeout", values.timeout, 86_400) ?? 600,
    refresh: values.refresh ?? false,
    json: values.json ?? false,
    secretsProvider: values["secrets-provider"],
    policyPack: policyPack === undefined ? undefined : resolve(policyPack),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        sites: { type: "string" },
        filter: { type: "string" },
        parallel: { type: "string" },
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
export function chosen(all: readonly Site[], { sites, filter }: Options): Site[] {
  const unknown = (sites ?? []).filter((wanted) => !all.some(({ name }) => name === wanted));
  if (unknown.length > 0) throw new Misunderstood(`--sites: there is no site ${unknown.join(", ")}`);
  const left = all.filter(({ name }) => (sites?.includes(name) ?? true) && matches(name, filter));
  if (left.length === 0) throw new Misunderstood("no site is left by --sites and --filter");
  return left;
}

function matches(name: string, filter = "*"): boolean {
  if (!/^[a-z0-9*?-]+$/.test(filter))
    throw new Misunderstood("--filter must be of lower case letters, digits, hyphens, * and ?");
  return new RegExp(`^${filter.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(name);
}
