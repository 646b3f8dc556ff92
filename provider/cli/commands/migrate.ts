import { Argument, Command, InvalidArgumentError } from "commander";
import type { MigrateOptions, Tool } from "../migrate/migrate";
import { writing } from "../print/adopt-options";
import { refuseOtherLanguages } from "../state/project";
import { type ImportableKind, importableKinds } from "../vendor/importable-kind";
import type { VendorCommands } from "../vendor/vendor";

/** `rockit-durst migrate`: takes over what another tool owns, without touching the servers. */
export function migrateCommand(vendors: readonly VendorCommands[]): Command {
  const kinds = importableKinds(vendors);
  return withAdoptOptions(
    new Command("migrate")
      .description(
        "Take over the objects of a textbook dynamic provider or of Terraform's restapi provider: reads its state, and deletes or creates nothing.",
      )
      .addArgument(new Argument("<tool>", "whose state").choices(["pulumi", "terraform"]))
      .option(
        "--state <file>",
        "the state, of `pulumi stack export --show-secrets` or `terraform state pull`; - reads standard input",
      )
      .option("-s, --stack <name>", "pulumi: the stack with the old resources, instead of a file")
      .option(
        "--into <stack>",
        "the stack to import into, whose settings are used (default: that of --stack)",
      )
      .option(
        "--map <resource>=<kind>",
        `the kind of a URN or address that is not recognised: ${namesOf(kinds)}; repeatable`,
        moreOf(kinds),
      )
      .option("--offline", "trust the state, and ask no server"),
    "URNs or addresses",
    "ROCKIT",
  )
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst migrate pulumi --stack dev --dry-run
  $ rockit-durst migrate pulumi --stack old --into dev --out migrated
  $ rockit-durst migrate terraform --state terraform.tfstate --into dev --map 'restapi_object.hook["a"]=rockit:Subscription'

It changes nothing: it prints the commands to run, in order. It asks the servers whether the objects exist and match the state, with the
settings of the stack to import into and, for what is missing there, of the environment; --offline skips that.
Secrets in the state are kept. Others are given as for \`rockit-durst import\`.
Exit code 1 if something can't be migrated, is gone from its server, if nothing matches --filter, or if a signing secret is missing and
neither --dry-run, --without-secrets nor --rotate is given. The import needs Pulumi 3.255 or newer.`,
    )
    .action(async (tool: Tool, options: MigrateOptions, command: Command) => {
      const mistake = mistakeIn(tool, options);
      if (mistake !== undefined) command.error(`error: ${mistake}`);
      refuseOtherLanguages(options.cwd);
      // Loaded by who needs it: the other commands talk to no vendor.
      const { migrate } = await import("../migrate/migrate.js");
      await migrate(vendors, tool, options);
    });
}

/** An option that is missing, or would be of no use. */
function mistakeIn(tool: Tool, { state, stack }: MigrateOptions): string | undefined {
  if (tool === "terraform" && stack !== undefined) {
    return "--stack is for pulumi: name the stack to import into with --into";
  }
  if (tool === "terraform" && state === undefined) {
    return "name the state with --state: a file that `terraform state pull` wrote";
  }
  if (state === undefined && stack === undefined)
    return "name the old stack with --stack, or its export with --state";
  if (state !== undefined && stack !== undefined) return "--state and --stack exclude each other";
  return undefined;
}

const namesOf = (kinds: readonly ImportableKind[]) => kinds.map(({ row }) => row.name).join(", ");

const moreOf =
  (kinds: readonly ImportableKind[]) =>
  (text: string, maps: ReadonlyMap<string, ImportableKind> = new Map()): ReadonlyMap<string, ImportableKind> => {
    // An address may have an equals sign in it.
    const at = text.lastIndexOf("=");
    const kind = kinds.find(({ row }) => row.name === text.slice(at + 1));
    if (at > 0 && kind !== undefined) return new Map([...maps, [text.slice(0, at), kind]]);
    throw new InvalidArgumentError(`It must be a URN or an address, =, and one of ${namesOf(kinds)}.`);
  };
