import { Argument, Command } from "commander";
import { CliError } from "../print/errors";
import { alignColumns, oneLine, safeJson } from "../print/terminal";
import type { ObjectId } from "../servers/object-id";
import type { Finding } from "../state/ownership";
import { type StackOptions, withStackOptions } from "../state/stacks";
import type { VendorCommands } from "../vendor/vendor";
import { withInactive, withNamedObjects } from "./object-options";
import { scanStacks } from "./unmanaged";

interface Options extends StackOptions {
  readonly includeInactive?: boolean;
  readonly json?: boolean;
}

/** `rockit-durst list`: all objects on the servers, each with the resources that manage it. */
export function listCommand(vendors: readonly VendorCommands[]): Command {
  const namespaceOf = ({ row }: VendorCommands) => row.settings.namespace;
  const command = new Command("list")
    .description("List the objects on the servers, and the resources that manage them. Changes nothing.")
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

Sample output:
  id             server                        description                     managed by
  rockit:builds  backend.example.com (my-org)  mkraw end to hooks.example.com  shop/dev builds
  rockit:old     backend.example.com (my-org)  mkraw end to hooks.example.com  (unmanaged)

The command reads the same servers as \`rockit-durst unmanaged\`.
Exit code 1 if a server could not be read, or no server is known.`,
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
  { includeInactive = false, json, ...options }: Options,
): Promise<void> {
  const { found } = await scanStacks(vendors, options, { named, includeInactive, everything: true });
  const { servers, findings, failures } = found;
  if (json) console.log(safeJson({ servers, objects: findings.map(documentOf), failures }, 2));
  else if (findings.length > 0)
    console.log(alignColumns([["id", "server", "description", "managed by"], ...findings.map(rowOf)]));
  else if (servers.length > 0) console.log("The servers have no objects.");
  if (failures.length > 0) throw new CliError(failures.map((failure) => oneLine(failure, 1000)).join("; "));
}

const isManaged = ({ kind }: Finding) => kind === "managed";

const rowOf = (one: Finding): string[] => {
  const managedBy = isManaged(one) ? one.resources.join(", ") || "an unfinished creation" : "(unmanaged)";
  return [one.id, one.server, one.description, managedBy].map((cell) => oneLine(cell, 500));
};

const documentOf = (one: Finding) => ({
  id: one.id,
  server: one.server,
  description: one.description,
  managed: isManaged(one),
  managedBy: isManaged(one) ? one.resources : [],
});
