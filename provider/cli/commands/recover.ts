import { Command } from "commander";
import { CliError } from "../print/errors";
import { aligned, confirm, plain, plainJson } from "../print/terminal";
import type { NamedLeftover } from "../recover/recover";
import { stackFlags } from "../state/pulumi";
import { readIdleStacks } from "../state/stacks";
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
      "After `pulumi` was killed: remove from the servers what it created but did not record. The next `pulumi up` creates it again.",
    )
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option("-C, --cwd <folder>", "the project's folder (default: the current one)")
    .option("-y, --yes", "do not ask")
    .option("--json", "print the findings as JSON; remove nothing without --yes")
    .addHelpText(
      "after",
      `
Example, after a run of stack dev was killed:
  $ pulumi cancel --yes --stack dev
  $ rockit-durst recover --yes --stack dev
  $ pulumi refresh --yes --clear-pending-creates --stack dev
  $ pulumi up --stack dev

It reads the stack's state with \`pulumi stack export\`, and connects to the servers with the settings in that state;
what is missing there comes from the environment. It refuses to run during an update of the stack. Before it removes anything it reads
state and servers again, and leaves what has changed meanwhile. Exit code 1 if something is left.`,
    )
    .action((options: Options) => recover(vendors, options));
}

async function recover(
  vendors: readonly VendorCommands[],
  { stack, cwd, yes, json }: Options,
): Promise<void> {
  // Loaded by who needs it: the other commands talk to no vendor.
  const { Servers } = await import("../servers/servers.js");
  const { leftoversOf } = await import("../recover/recover.js");
  /** What is left now, with connections that last as long as the work. */
  const looking = async <T>(work: (found: readonly NamedLeftover[]) => Promise<T>): Promise<T> => {
    const named = stack === undefined ? {} : { stack: [stack] };
    const [known] = await readIdleStacks({ ...named, ...(cwd !== undefined && { cwd }) });
    await using servers = new Servers(vendors, known === undefined ? [] : [known]);
    return await work(known === undefined ? [] : await leftoversOf(vendors, known.state, servers));
  };
  const found = await looking(async (leftovers) => leftovers);
  const left = found.filter(({ retire }) => retire !== undefined);
  if (json) {
    const shown = found.map(({ urn, what, finding, retire }) => ({ urn, what, finding, left: !!retire }));
    console.log(plainJson(shown, 2));
  } else console.log(listed(found));
  let taken = 0;
  if (left.length > 0) {
    await confirm(`Remove ${left.length} from the servers?`, { yes, json });
    await looking(async (now) => {
      for (const { retire } of now.filter((one) => left.some((shown) => isSame(shown, one)))) {
        await retire?.();
        taken += 1;
      }
    });
  }
  if (taken < left.length)
    throw new CliError(
      `removed: ${taken}. ${left.length - taken} changed meanwhile and stay: run \`rockit-durst recover\` again`,
    );
  if (found.length > 0 && !json) console.log(`${done(taken)}${next({ stack, cwd })}`);
}

const isSame = (one: NamedLeftover, other: NamedLeftover) =>
  one.urn === other.urn && one.finding === other.finding;

const listed = (leftovers: readonly NamedLeftover[]) =>
  leftovers.length === 0
    ? "No creation of this package's resources was interrupted: nothing to recover."
    : aligned(leftovers.map(({ what, finding }) => [what, finding].map((cell) => plain(cell, 500))));

const done = (count: number) => (count === 0 ? "Nothing had to be removed. " : `Removed: ${count}. `);

const next = (stack: Parameters<typeof stackFlags>[0]) => {
  const which = ["", ...stackFlags(stack)].join(" ");
  return `Next: pulumi refresh --clear-pending-creates${which}, then pulumi up${which}`;
};
