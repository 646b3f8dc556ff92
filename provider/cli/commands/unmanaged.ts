import { Command } from "commander";
import { counted } from "../print/counted";
import { CliError } from "../print/errors";
import { alignColumns, oneLine, safeJson } from "../print/terminal";
import type { ObjectId } from "../servers/object-id";
import type { Finding } from "../state/ownership";
import { type KnownStack, readStacks, type StackOptions, withStackOptions } from "../state/stacks";
import type { Scope } from "../unmanaged/findings";
import type { ScanResult } from "../unmanaged/scan";
import type { VendorCommands } from "../vendor/vendor";
import { withInactive, withNamedObjects } from "./object-options";

interface Options extends StackOptions {
  readonly includeInactive?: boolean;
  readonly json?: boolean;
}

/** `rockit-durst unmanaged`: objects on which servers and stacks differ. */
export function unmanagedCommand(vendors: readonly VendorCommands[]): Command {
  const command = new Command("unmanaged").description(
    "List objects that are on the servers but in none of these stacks, objects that a stack has but its server lacks, and objects that several resources manage. Changes nothing.",
  );
  const namedIn = withNamedObjects(withStackOptions(command), vendors);
  return withInactive(command, vendors)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst unmanaged --stack dev --stack prod
  $ rockit-durst unmanaged --stack acme/shop/prod --stack acme/press/prod --subscriber 18
  $ rockit-durst unmanaged --state dev.json --json

Sample output:
  unmanaged  rockit:old  backend.example.com (my-org)  mkraw end to hooks.example.com
  missing    durst:17/4  workflow.example.com          not on the server; managed by shop/dev jobs

Name all stacks that use these servers: objects of other stacks are listed as unmanaged. The command
reads the servers in the stacks' states. Settings that are missing there come from the environment.
A stack without resources of this package has its servers in its configuration. Durst can't list
subscribers: the command reads those that a stack has, and those given with --subscriber.
Exit code 0: nothing found. 1: something was found, a server could not be read, or no server is
known.`,
    )
    .action((options: Options) => unmanaged(vendors, namedIn(options), options));
}

/** Reads the stacks, then their servers. */
export async function scanStacks(
  vendors: readonly VendorCommands[],
  options: StackOptions,
  scope: Scope,
): Promise<{ readonly found: ScanResult; readonly stacks: readonly KnownStack[] }> {
  const stacks = await readStacks(options);
  // Loaded on use: most commands need no HTTP client.
  const [{ Servers }, { scan }] = await Promise.all([
    import("../servers/servers.js"),
    import("../unmanaged/scan.js"),
  ]);
  await using servers = await Servers.of(vendors, stacks);
  return { found: await scan(stacks, servers, scope), stacks };
}

async function unmanaged(
  vendors: readonly VendorCommands[],
  named: readonly ObjectId[],
  { includeInactive = false, json, ...options }: Options,
): Promise<void> {
  const { found, stacks } = await scanStacks(vendors, options, { named, includeInactive });
  const interrupted = stacks.filter(({ state }) => state.pending.length > 0).map(({ label }) => label);
  if (json) console.log(safeJson(documentOf(found, interrupted), 2));
  else {
    if (found.servers.length > 0) console.log(listed(found));
    for (const label of interrupted) console.error(`${oneLine(label, 200)}: ${interruptedNote}`);
  }
  const problems = [totals(found.findings), ...found.failures.map((failure) => oneLine(failure, 1000))];
  if (problems.some(Boolean)) throw new CliError(problems.filter(Boolean).join("; "));
}

const interruptedNote =
  "an update is running or was killed. Objects that it created may be listed here: wait until it ends; if it was killed, run `rockit-durst cleanup` for this stack (`--stack`)";

function listed({ findings, servers }: ScanResult): string {
  if (findings.length > 0) return alignColumns(findings.map(rowOf));
  const objects = servers.reduce((sum, server) => sum + server.objects, 0);
  const names = servers.map(({ name }) => oneLine(name, 200)).join(", ");
  return `Nothing found. Checked ${counted(objects, "object")} on ${names}.`;
}

const rowOf = ({ kind, id, server, description, generatedFor, resources }: Finding): string[] =>
  [
    kind,
    id,
    server,
    [description, generatedText(generatedFor), resourcesText(kind, resources)].filter(Boolean).join("; "),
  ].map((cell) => oneLine(cell, 500));

const generatedText = (generatedFor: Finding["generatedFor"]) => {
  if (generatedFor === undefined) return "";
  const { name, stacks } = generatedFor;
  const where = stacks.length === 0 ? "none of these stacks" : stacks.join(", ");
  return `auto-named for the resource "${name}", which is in ${where}`;
};

const resourcesText = (kind: Finding["kind"], resources: readonly string[]) => {
  if (resources.length === 0) return "";
  return `${kind === "unmanaged" ? "only read by" : "managed by"} ${resources.join(", ")}`;
};

const totals = (findings: readonly Finding[]): string =>
  [...Map.groupBy(findings, ({ kind }) => kind)].map(([kind, { length }]) => `${length} ${kind}`).join(", ");

const documentOf = ({ servers, findings, failures }: ScanResult, interrupted: readonly string[]) => ({
  servers,
  findings: findings.map(({ removal: _, ...finding }) => finding),
  failures,
  interrupted,
});
