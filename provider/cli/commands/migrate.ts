import { Argument, Command, InvalidArgumentError } from "commander";
import type { MigrateOptions, Tool } from "../migrate/migrate";
import { withAdoptOptions } from "../print/adopt-options";
import { refuseOtherLanguages } from "../state/project";
import { type ImportableKind, importableKinds } from "../vendor/importable-kind";
import type { VendorCommands } from "../vendor/vendor";

/**
 * `rockit-durst migrate`: moves objects from another tool's state into a stack, without changing the servers.
 */
export function migrateCommand(vendors: readonly VendorCommands[]): Command {
  const kinds = importableKinds(vendors);
  return withAdoptOptions(
    new Command("migrate")
      .description(
        "Move objects from the state of a self-written dynamic provider, or of Terraform's restapi provider, into a stack. Changes neither server nor state: prints the commands that do.",
      )
      .addArgument(new Argument("<tool>", "the tool that wrote the state").choices(["pulumi", "terraform"]))
      .option(
        "--state <file>",
        "the state, written by `pulumi stack export --show-secrets` or `terraform state pull`; - for standard input",
      )
      .option("-s, --stack <name>", "pulumi: the stack with the old resources, instead of a file")
      .option(
        "--into <stack>",
        "the stack to import into; its settings are used (default: the stack of --stack)",
      )
      .option(
        "--map <resource>=<kind>",
        `the kind of a resource that is not recognised: ${namesOf(kinds)}; repeatable`,
        mapOf(kinds),
      )
      .option("--offline", "trust the state; read no server"),
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

Sample output:
  builds  mkraw end to hooks.example.com  no signing secret
  Skipped:
  random_password.callback  is not a resource of the provider restapi
  Written: subscriptions.ts, and import.json.

The output ends with the commands to run, in order; the import needs Pulumi 3.255 or newer. The
command reads the servers to check that the objects exist and match the state, with the settings of
the stack to import into; missing settings come from the environment. --offline skips this. Secrets
in the state are kept. Other secrets are given as for \`rockit-durst import\`.
Exit code 1 if an object can't be migrated or is missing from its server, if nothing matches
--filter, or if a signing secret is missing and none of --dry-run, --without-secrets and --rotate is
given.`,
    )
    .action(async (tool: Tool, options: MigrateOptions, command: Command) => {
      const message = invalidOptions(tool, options);
      if (message !== undefined) command.error(`error: ${message}`);
      refuseOtherLanguages(options.cwd);
      // Loaded on use: most commands need no HTTP client.
      const { migrate } = await import("../migrate/migrate.js");
      await migrate(vendors, tool, options);
    });
}

/** The error about a missing option, or about one that has no effect. */
function invalidOptions(tool: Tool, { state, stack }: MigrateOptions): string | undefined {
  if (tool === "terraform" && stack !== undefined) {
    return "--stack is for pulumi: name the stack to import into with --into";
  }
  if (tool === "terraform" && state === undefined) {
    return "name the state with --state, a file that `terraform state pull` wrote";
  }
  if (state === undefined && stack === undefined)
    return "name the old stack with --stack, or its export with --state";
  if (state !== undefined && stack !== undefined) return "give either --state or --stack, not both";
  return undefined;
}

const namesOf = (kinds: readonly ImportableKind[]) => kinds.map(({ row }) => row.name).join(", ");

const mapOf =
  (kinds: readonly ImportableKind[]) =>
  (
    text: string,
    maps: ReadonlyMap<string, ImportableKind> = new Map(),
  ): ReadonlyMap<string, ImportableKind> => {
    // The last equals sign: an address may contain others.
    const at = text.lastIndexOf("=");
    const kind = kinds.find(({ row }) => row.name === text.slice(at + 1));
    if (at > 0 && kind !== undefined) return new Map([...maps, [text.slice(0, at), kind]]);
    throw new InvalidArgumentError(`It must be a URN or an address, =, and one of ${namesOf(kinds)}.`);
  };
