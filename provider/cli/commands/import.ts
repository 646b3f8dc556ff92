import { Argument, Command } from "commander";
import { secretSources } from "../adopt/write-only-secret";
import type { ImportOptions } from "../import/import";
import { withAdoptOptions } from "../print/adopt-options";
import { collect } from "../print/collect";
import { alignColumns } from "../print/terminal";
import type { ObjectId } from "../servers/object-id";
import { refuseOtherLanguages } from "../state/project";
import { flagOf, nounFor, type VendorCommands } from "../vendor/vendor";
import { withInactive, withNamedObjects } from "./object-options";

/** `rockit-durst import`: imports existing objects of a server into a stack. */
export function importCommand(vendors: readonly VendorCommands[]): Command {
  const namespaces = vendors.map(namespaceOf);
  const issuers = vendors.filter(issuesSecrets).map(titleOf).join(", ");
  const command = new Command("import")
    .description(
      "Import existing objects of a server: write a file for `pulumi import` and the program that declares the objects. Changes neither server nor stack.",
    )
    .addArgument(new Argument("<vendor>", "the vendor of the server").choices(namespaces));
  const namedIn = withNamedObjects(
    command,
    vendors,
    (vendor) => `${titleOf(vendor)}: a ${unlistedNoun(vendor)} to import with its subscriptions; repeatable`,
  );
  return withAdoptOptions(
    withInactive(command, vendors, (vendor) => `${titleOf(vendor)}: import INACTIVE objects too`)
      .option("-s, --stack <name>", "the stack to import into; its settings are used")
      .option("--exclude-managed <stack>", "leave out objects that this stack manages; repeatable", collect),
    "names",
    issuers,
  )
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst import rockit --stack dev --dry-run
  $ rockit-durst import rockit --stack dev --filter 'build-*' --secrets secrets.env
  $ rockit-durst import rockit --stack dev --provider innsbruck --parent hall-1 --name builds=image-builds
  $ rockit-durst import durst --stack dev --subscriber 17 --subscriber 18

Sample output:
  builds  mkraw end to hooks.example.com  no signing secret
  chat    deploy end to C0123456789       no token
  Written: subscriptions.ts, and import.json.

The output ends with the command that imports; it needs Pulumi 3.255 or newer. The command connects
with the settings of the named stack; missing settings come from the environment. Objects that the
stack already manages are left out. With --provider or --parent the program is a function that takes
them as options.
Secrets that the server does not show are read from the file of --secrets, or from the environment:
${alignColumns(secretSources(vendors).map((cells) => cells.map((cell) => `  ${cell}`)))}
Exit code 1 if an object can't be imported, if nothing matches --filter, or if a signing secret is
missing and none of --dry-run, --without-secrets and --rotate is given.`,
    )
    .action(async (namespace: string, options: ImportOptions, command: Command) => {
      const vendor = vendors.find((one) => namespaceOf(one) === namespace) as VendorCommands;
      const named = namedIn(options);
      const message = invalidOptions(vendors, vendor, named, options);
      if (message !== undefined) command.error(`error: ${message}`);
      refuseOtherLanguages(options.cwd);
      // Loaded on use: most commands need no HTTP client.
      const { importFrom } = await import("../import/import.js");
      await importFrom(vendor, named, options);
    });
}

const namespaceOf = ({ row }: VendorCommands) => row.settings.namespace;
const titleOf = ({ row }: VendorCommands) => row.settings.title;
const unlistedNoun = ({ unlisted }: VendorCommands) => (unlisted === undefined ? "" : nounFor(unlisted.kind));

/** Whether a server issues a secret when an object is created. */
const issuesSecrets = ({ row }: VendorCommands) =>
  row.lifecycles.some(({ kind }) => Object.values(kind.outputs).some(({ secret }) => secret));

/** The error about a missing option, or about one that has no effect. */
function invalidOptions(
  vendors: readonly VendorCommands[],
  vendor: VendorCommands,
  named: readonly ObjectId[],
  { includeInactive, withoutSecrets, rotate }: ImportOptions,
): string | undefined {
  const others = (having: (one: VendorCommands) => unknown) =>
    vendors.filter(having).map(namespaceOf).join(" and ");
  if (vendor.unlisted !== undefined && !named.some((one) => one.vendor === vendor)) {
    return `${titleOf(vendor)} can't list its ${unlistedNoun(vendor)}s: name them with ${flagOf(vendor)}`;
  }
  const [foreign] = named.filter((one) => one.vendor !== vendor);
  if (foreign !== undefined) return `${flagOf(foreign.vendor)} is for ${namespaceOf(foreign.vendor)}`;
  if (includeInactive && vendor.inactive === undefined) {
    return `--include-inactive is for ${others(({ inactive }) => inactive !== undefined)}`;
  }
  if ((withoutSecrets || rotate) && !issuesSecrets(vendor)) {
    return `--without-secrets and --rotate are for ${others(issuesSecrets)}: the next \`pulumi up\` sends the declared credential to ${titleOf(vendor)}`;
  }
  return undefined;
}
