import { Command } from "commander";
import { CliError } from "../print/errors";
import { agreed, aligned, plainJson } from "../print/terminal";
import type { NamedLeftover } from "../recover/recover";
import { readState } from "../state/export";
import type { VendorCommands } from "../vendor/vendor";

interface Options {
  readonly stack?: string;
  readonly cwd?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `rockit-durst recover`: takes off the servers what a killed run made and no state recorded. */
export function recoverCommand(vendors: readonly VendorCommands[]): Command {
  return new Command("recover")
    .description(
      "After `pulumi` was killed: take off the servers what it had made and not recorded. The next `pulumi up` creates it again.",
    )
    .option("-s, --stack <name>", "the stack; by default the selected one")
    .option("-C, --cwd <folder>", "the project's folder; by default the current one")
    .option("-y, --yes", "do not ask")
    .option("--json", "print what was found as JSON")
    .addHelpText(
      "after",
      `
Example, after a run of stack dev was killed:
  $ pulumi cancel --yes --stack dev
  $ rockit-durst recover --yes --stack dev
  $ pulumi refresh --yes --clear-pending-creates --stack dev
  $ pulumi up --stack dev

It reads the stack's state with \`pulumi stack export\`, and asks the servers with the settings in it, then those of the environment.
Exit code 1 if something is left that it may not take off without --yes.`,
    )
    .action((options: Options) => recover(vendors, options));
}

async function recover(
  vendors: readonly VendorCommands[],
  { stack, cwd, yes = false, json = false }: Options,
): Promise<void> {
  const state = await readState({ stack, cwd });
  // Loaded by who needs it: the other commands talk to no vendor.
  const { Connections } = await import("../servers/connections.js");
  const { leftoversOf } = await import("../recover/recover.js");
  await using connections = new Connections();
  const leftovers = await leftoversOf(vendors, state, connections);
  if (json) {
    const found = leftovers.map(({ urn, what, finding, retire }) => ({ urn, what, finding, left: !!retire }));
    console.log(plainJson(found, 2));
  } else console.log(listed(leftovers));
  const left = leftovers.flatMap(({ retire }) => retire ?? []);
  if (left.length > 0) {
    if (!yes && !(await agreed(`Take ${left.length} of them off?`))) {
      throw new CliError("nothing was taken off: run it again with --yes");
    }
    for (const retire of left) await retire();
  }
  if (leftovers.length > 0 && !json) console.log(`${done(left.length)}${next(stack)}`);
}

const listed = (leftovers: readonly NamedLeftover[]) =>
  leftovers.length === 0
    ? "No creation of this package's resources was interrupted: nothing to recover."
    : aligned(leftovers.map(({ what, finding }) => [what, finding]));

const done = (count: number) => (count === 0 ? "Nothing had to be taken off. " : `Taken off: ${count}. `);

const next = (stack: string | undefined) => {
  const which = stack === undefined ? "" : ` --stack ${stack}`;
  return `Next: pulumi refresh --clear-pending-creates${which}, then pulumi up${which}`;
};
