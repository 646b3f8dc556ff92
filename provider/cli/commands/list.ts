import { Argument, Command } from "commander";
import { CliError } from "../print/errors";
import { aligned, plain, plainJson } from "../print/terminal";
import type { ObjectId } from "../servers/object-id";
import type { Finding } from "../state/ownership";
import { type StackOptions, withStackOptions } from "../state/stacks";
import type { VendorCommands } from "../vendor/vendor";
import { withInactive, withNamedObjects } from "./options";
import { surveyed } from "./orphans";

interface Options extends StackOptions {
  readonly includeInactive?: boolean;
  readonly json?: boolean;
}

/** `rockit-durst list`: what servers have, and which stack owns it. */
export function listCommand(vendors: readonly VendorCommands[]): Command {
  const namespaceOf = ({ row }: VendorCommands) => row.settings.namespace;
  const command = new Command("list")
    .description("List the objects on the servers, and the stack that owns each.")
    .addArgument(new Argument("[vendor]", "default: all").choices(vendors.map(namespaceOf)));
  const namedIn = withNamedObjects(withStackOptions(command), vendors);
  return withInactive(command, vendors)
    .option("--json", "print the list as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst list --stack dev
  $ rockit-durst list durst --stack dev --subscriber 18 --json

It reads the same servers as \`rockit-durst orphans\`. Exit code 1 if one could not be read, or none is known.`,
    )
    .action((namespace: string | undefined, options: Options) => {
      const wanted = vendors.filter((vendor) => namespace === undefined || namespaceOf(vendor) === namespace);
      const named = namedIn(options).filter(({ vendor }) => wanted.includes(vendor));
      return list(wanted, named, options);
    });
}

async function list(
  vendors: readonly VendorCommands[],
  named: readonly ObjectId[],
  { includeInactive = false, json, ...which }: Options,
): Promise<void> {
  const { found } = await surveyed(vendors, which, { named, includeInactive, everything: true });
  const { servers, findings, failures } = found;
  if (json) console.log(plainJson({ servers, objects: findings.map(documentOf), failures }, 2));
  else if (findings.length > 0)
    console.log(aligned([["id", "server", "what", "owner"], ...findings.map(rowOf)]));
  else if (servers.length > 0) console.log("The servers have no objects.");
  if (failures.length > 0) throw new CliError(failures.map((failure) => plain(failure, 1000)).join("; "));
}

const isOwned = ({ kind }: Finding) => kind === "owned";

const rowOf = (one: Finding): string[] => {
  const owner = isOwned(one) ? one.resources.join(", ") || "an unfinished creation" : "nobody";
  return [one.id, one.server, one.what, owner].map((cell) => plain(cell, 500));
};

const documentOf = (one: Finding) => ({
  id: one.id,
  server: one.server,
  what: one.what,
  owned: isOwned(one),
  owners: isOwned(one) ? one.resources : [],
});
