import { Command } from "commander";
import type { Scope } from "../orphans/findings";
import type { Survey } from "../orphans/survey";
import { CliError } from "../print/errors";
import { aligned, plain, plainJson } from "../print/terminal";
import type { ObjectId } from "../servers/object-id";
import type { Finding } from "../state/ownership";
import { type KnownStack, readStacks, type StackOptions, withStackOptions } from "../state/stacks";
import type { VendorCommands } from "../vendor/vendor";
import { withInactive, withNamedObjects } from "./options";

interface Options extends StackOptions {
  readonly includeInactive?: boolean;
  readonly json?: boolean;
}

/** `rockit-durst orphans`: what servers have and no stack owns, and the reverse. */
export function orphansCommand(vendors: readonly VendorCommands[]): Command {
  const command = new Command("orphans").description(
    "Find objects on the servers that none of these stacks owns, objects that a stack owns but its server lacks, and objects with several owners.",
  );
  const namedIn = withNamedObjects(withStackOptions(command), vendors);
  return withInactive(command, vendors)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst orphans --stack dev --stack prod
  $ rockit-durst orphans --stack acme/shop/prod --stack acme/press/prod --subscriber 18
  $ rockit-durst orphans --state dev.json --json

The servers are those in the stacks' states; settings that are missing there come from the environment. For a stack without resources
of this package they are those in its configuration. Durst can't list subscribers: the command checks those that a stack knows, and
those given with --subscriber.
Name all stacks: what another stack owns counts as unowned.
Exit code 0 if nothing was found; 1 if something was found, if a server could not be read, or if none is known.`,
    )
    .action((options: Options) => orphans(vendors, namedIn(options), options));
}

/** What servers have and what these stacks know of it. */
export async function surveyed(
  vendors: readonly VendorCommands[],
  which: StackOptions,
  scope: Scope,
): Promise<{ readonly found: Survey; readonly stacks: readonly KnownStack[] }> {
  const stacks = await readStacks(which);
  // Loaded by who needs it: the other commands talk to no vendor.
  const [{ Servers }, { survey }] = await Promise.all([
    import("../servers/servers.js"),
    import("../orphans/survey.js"),
  ]);
  await using servers = await Servers.of(vendors, stacks);
  return { found: await survey(stacks, servers, scope), stacks };
}

async function orphans(
  vendors: readonly VendorCommands[],
  named: readonly ObjectId[],
  { includeInactive = false, json, ...which }: Options,
): Promise<void> {
  const { found, stacks } = await surveyed(vendors, which, { named, includeInactive });
  const interrupted = stacks.filter(({ state }) => state.pending.length > 0).map(({ label }) => label);
  if (json) console.log(plainJson(documentOf(found, interrupted), 2));
  else {
    if (found.servers.length > 0) console.log(listed(found));
    for (const label of interrupted) console.error(`${plain(label, 200)}: ${isInterrupted}`);
  }
  const wrong = [counted(found.findings), ...found.failures.map((failure) => plain(failure, 1000))];
  if (wrong.some(Boolean)) throw new CliError(wrong.filter(Boolean).join("; "));
}

const isInterrupted =
  "a run is in progress or was killed, so objects that it created may be listed here: run `rockit-durst recover`";

function listed({ findings, servers }: Survey): string {
  const objects = servers.reduce((sum, server) => sum + server.objects, 0);
  const where = servers.map(({ name }) => plain(name, 200)).join(", ");
  if (findings.length > 0) return aligned(findings.map(rowOf));
  return `Nothing found. Objects checked: ${objects}, on ${where}.`;
}

/** Somebody else's text is on one line, and acts on no terminal. */
const rowOf = ({ kind, id, server, what, madeFor, resources }: Finding): string[] =>
  [kind, id, server, [what, madeText(madeFor), usersText(kind, resources)].filter(Boolean).join("; ")].map(
    (cell) => plain(cell, 500),
  );

const madeText = (madeFor: Finding["madeFor"]) => {
  if (madeFor === undefined) return "";
  const { name, stacks } = madeFor;
  const whose = stacks.length === 0 ? "which none of these stacks has" : `as in ${stacks.join(", ")}`;
  return `made for "${name}", ${whose}`;
};

const usersText = (kind: Finding["kind"], resources: readonly string[]) => {
  if (resources.length === 0) return "";
  return `${kind === "unowned" ? "only read by" : "owned by"} ${resources.join(", ")}`;
};

const counted = (findings: readonly Finding[]): string =>
  [...Map.groupBy(findings, ({ kind }) => kind)].map(([kind, { length }]) => `${length} ${kind}`).join(", ");

const documentOf = ({ servers, findings, failures }: Survey, interrupted: readonly string[]) => ({
  servers,
  findings: findings.map(({ retirement: _, ...finding }) => finding),
  failures,
  interrupted,
});
