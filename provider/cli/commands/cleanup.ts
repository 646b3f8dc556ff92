import { Command } from "commander";
import type { NamedCleanupFinding } from "../cleanup/cleanup-findings";
import { counted } from "../print/counted";
import { CliError } from "../print/errors";
import { alignColumns, confirm, oneLine, safeJson } from "../print/terminal";
import { stackFlags } from "../state/pulumi";
import { readIdleStacks } from "../state/stacks";
import type { VendorCommands } from "../vendor/vendor";

interface Options {
  readonly stack?: string;
  readonly cwd?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `rockit-durst cleanup`: removes objects that a killed update created but did not record in the state. */
export function cleanupCommand(vendors: readonly VendorCommands[]): Command {
  return new Command("cleanup")
    .description(
      "Remove objects that a killed `pulumi up` created on the servers but did not record in the state. The next `pulumi up` creates them again.",
    )
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option("-C, --cwd <folder>", "the project's folder (default: the current one)")
    .option("-y, --yes", "do not ask")
    .option("--json", "print the findings as JSON; remove nothing without --yes")
    .addHelpText(
      "after",
      `
Example, after an update of stack dev was killed, if no other run of it is in progress:
  $ pulumi cancel --stack dev
  $ rockit-durst cleanup --stack dev
  $ pulumi refresh --clear-pending-creates --stack dev
  $ pulumi up --stack dev

Sample output:
  ROCKIT subscription "builds"  was created, but its signing secret is lost: will be deleted
  Removed 1 object. Next: pulumi refresh --clear-pending-creates, then pulumi up

The command reads the state with \`pulumi stack export\`, and connects to the servers with the
settings in the state. Settings that are missing there come from the environment. It refuses to run
during an update of the stack. Before it removes an object it reads state and servers again, and
keeps objects that have changed.
Exit code 1 if an object to remove is left.`,
    )
    .action((options: Options) => cleanup(vendors, options));
}

async function cleanup(
  vendors: readonly VendorCommands[],
  { stack, cwd, yes, json }: Options,
): Promise<void> {
  // Loaded on use: most commands need no HTTP client.
  const { Servers } = await import("../servers/servers.js");
  const { cleanupFindingsOf } = await import("../cleanup/cleanup-findings.js");
  /** Reads state and servers anew; connections stay open until the work ends. */
  const withFindings = async <T>(
    work: (findings: readonly NamedCleanupFinding[]) => Promise<T>,
  ): Promise<T> => {
    const named = stack === undefined ? {} : { stack: [stack] };
    const [known] = await readIdleStacks({ ...named, ...(cwd !== undefined && { cwd }) });
    await using servers = new Servers(vendors, known === undefined ? [] : [known]);
    return await work(known === undefined ? [] : await cleanupFindingsOf(vendors, known.state, servers));
  };
  const findings = await withFindings(async (all) => all);
  const removable = findings.filter(({ remove }) => remove !== undefined);
  if (json) {
    const shown = findings.map(({ urn, description, finding, remove }) => ({
      urn,
      description,
      finding,
      removable: remove !== undefined,
    }));
    console.log(safeJson(shown, 2));
  } else console.log(listed(findings));
  let removed = 0;
  if (removable.length > 0) {
    await confirm(`Remove ${counted(removable.length, "object")} from the servers?`, { yes, json });
    await withFindings(async (now) => {
      for (const { remove } of now.filter((one) => removable.some((shown) => isSame(shown, one)))) {
        await remove?.();
        removed += 1;
      }
    });
  }
  if (removed < removable.length)
    throw new CliError(
      `removed ${removed} of ${counted(removable.length, "object")}: the rest has changed since it was shown. Run \`rockit-durst cleanup\` again`,
    );
  if (findings.length > 0 && !json) console.log(`${summary(removed)} ${nextSteps({ stack, cwd })}`);
}

const isSame = (one: NamedCleanupFinding, other: NamedCleanupFinding) =>
  one.urn === other.urn && one.finding === other.finding;

const listed = (findings: readonly NamedCleanupFinding[]) =>
  findings.length === 0
    ? "No creation of this package's resources was interrupted: nothing to clean up."
    : alignColumns(
        findings.map(({ description, finding }) => [description, finding].map((cell) => oneLine(cell, 500))),
      );

const summary = (removed: number) =>
  removed === 0 ? "Nothing had to be removed." : `Removed ${counted(removed, "object")}.`;

const nextSteps = (stack: Parameters<typeof stackFlags>[0]) => {
  const flags = ["", ...stackFlags(stack)].join(" ");
  return `Next: pulumi refresh --clear-pending-creates${flags}, then pulumi up${flags}`;
};
