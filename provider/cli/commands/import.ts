import { Argument, Command } from "commander";
import { secretSources } from "../adopt/write-only-secret";
import type { ImportOptions } from "../import/import";
import { several, writing } from "../print/adopt-options";
import { alignColumns } from "../print/terminal";
import type { ObjectId } from "../servers/object-id";
import { refuseOtherLanguages } from "../state/project";
import { flagOf, type VendorCommands, nounFor } from "../vendor/vendor";
import { withInactive, withNamedObjects } from "./object-options";

/** `rockit-durst import`: brings in what was made by hand. */
export function importCommand(vendors: readonly VendorCommands[]): Command {
  const namespaces = vendors.map(namespaceOf);
  const once = vendors.filter(givesSecrets).map(titleOf).join(", ");
  const command = new Command("import")
    .description(
      "Import existing objects of a server: writes a file for `pulumi import`, and the program that declares them.",
    )
    .addArgument(new Argument("<vendor>", "whose subscriptions").choices(namespaces));
  const namedIn = withNamedObjects(
    command,
    vendors,
    (vendor) => `${titleOf(vendor)}: a ${wordOf(vendor)} and its subscriptions; repeatable`,
  );
  return withAdoptOptions(
    withInactive(command, vendors, (vendor) => `${titleOf(vendor)}: also INACTIVE ones`)
      .option("-s, --stack <name>", "the stack to import into, whose settings are used")
      .option("--exclude-managed <stack>", "leave out what this stack owns, too; repeatable", several),
    "names",
    once,
  )
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst import rockit --stack dev --dry-run
  $ rockit-durst import rockit --stack dev --filter 'build-*' --secrets secrets.env
  $ rockit-durst import rockit --stack dev --provider innsbruck --parent hall-1 --name builds=image-builds
  $ rockit-durst import durst --stack dev --subscriber 17 --subscriber 18

It connects with the settings of the named stack; what is missing there comes from the environment. It changes neither server nor
stack, and leaves out what that stack owns already. With --provider or --parent the program is a function that takes them.
Secrets that no server shows are given in the file of --secrets or in the environment:
${alignColumns(secretSources(vendors).map((cells) => cells.map((cell) => `  ${cell}`)))}
Exit code 1 if something can't be imported, if nothing matches --filter, or if a signing secret is missing and neither --dry-run,
--without-secrets nor --rotate is given. The import needs Pulumi 3.255 or newer.`,
    )
    .action(async (namespace: string, options: ImportOptions, command: Command) => {
      const vendor = vendors.find((one) => namespaceOf(one) === namespace) as VendorCommands;
      const named = namedIn(options);
      const mistake = mistakeIn(vendors, vendor, named, options);
      if (mistake !== undefined) command.error(`error: ${mistake}`);
      refuseOtherLanguages(options.cwd);
      // Loaded by who needs it: the other commands talk to no vendor.
      const { importFrom } = await import("../import/import.js");
      await importFrom(vendor, named, options);
    });
}

const namespaceOf = ({ row }: VendorCommands) => row.settings.namespace;
const titleOf = ({ row }: VendorCommands) => row.settings.title;
const wordOf = ({ unlisted }: VendorCommands) => (unlisted === undefined ? "" : nounFor(unlisted.kind));

/** Whether a server gives a secret once, when an object is created. */
const givesSecrets = ({ row }: VendorCommands) =>
  row.lifecycles.some(({ kind }) => Object.values(kind.outputs).some(({ secret }) => secret));

/** An option that is missing, or would be of no use. */
function mistakeIn(
  vendors: readonly VendorCommands[],
  vendor: VendorCommands,
  named: readonly ObjectId[],
  { includeInactive, withoutSecrets, rotate }: ImportOptions,
): string | undefined {
  const others = (having: (one: VendorCommands) => unknown) =>
    vendors.filter(having).map(namespaceOf).join(" and ");
  if (vendor.unlisted !== undefined && !named.some((one) => one.vendor === vendor)) {
    return `${titleOf(vendor)} can't list its ${wordOf(vendor)}s: name them with ${flagOf(vendor)}`;
  }
  const [strange] = named.filter((one) => one.vendor !== vendor);
  if (strange !== undefined) return `${flagOf(strange.vendor)} is for ${namespaceOf(strange.vendor)}`;
  if (includeInactive && vendor.inactive === undefined) {
    return `--include-inactive is for ${others(({ inactive }) => inactive !== undefined)}`;
  }
  if ((withoutSecrets || rotate) && !givesSecrets(vendor)) {
    return `--without-secrets and --rotate are for ${others(givesSecrets)}: ${titleOf(vendor)} is sent the declared credential by the next \`pulumi up\``;
  }
  return undefined;
}
