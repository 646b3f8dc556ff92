import { Command } from "commander";
import type { Section } from "../doctor/diagnose";
import type { Check } from "../print/check";
import { CliError } from "../print/errors";
import { alignColumns, coloured, oneLine, safeJson } from "../print/terminal";
import type { VendorCommands } from "../vendor/vendor";

interface Options {
  readonly stack?: string;
  readonly cwd?: string;
  readonly json?: boolean;
}

/** `rockit-durst doctor`: checks everything that a stack needs, and names the remedies. */
export function doctorCommand(vendors: readonly VendorCommands[], version: string): Command {
  return new Command("doctor")
    .description(
      "Check settings, servers, the Pulumi CLI, the project and the state; say how to fix problems. Changes nothing.",
    )
    .option("-s, --stack <name>", "the stack to check (default: only the environment's settings)")
    .option("-C, --cwd <folder>", "the project's folder (default: the current one)")
    .option("--json", "print the checks as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst doctor --stack dev
  $ rockit-durst doctor --cwd infra --json

Sample output:
  ROCKIT
    ok    settings  endpoint, orgName, username, apiKey from the configuration
    FAIL  reach     backend.example.com can't be reached (ECONNREFUSED) → check the endpoint's port

The command logs in to Durst once, and requests one list entry from ROCKIT. It never prints the
value of a setting.
Exit code 1 if a check fails; warnings alone give 0.`,
    )
    .action((options: Options) => doctor(vendors, options, version));
}

async function doctor(
  vendors: readonly VendorCommands[],
  { stack, cwd, json }: Options,
  version: string,
): Promise<void> {
  const { diagnose } = await import("../doctor/diagnose.js");
  const sections = await diagnose(vendors, { stack, cwd }, version);
  const checks = sections.flatMap((section) =>
    section.checks.map((check) => ({ section: section.title, ...check })),
  );
  console.log(json ? safeJson(checks, 2) : sections.map(sectionText).join("\n"));
  const failing = checks.filter(({ status }) => status === "FAIL").length;
  if (failing > 0) throw new CliError(`${failing} of ${checks.length} checks fail`);
}

const sectionText = ({ title, checks }: Section) =>
  [oneLine(title, 200), ...alignColumns(checks.map(cellsOf)).split("\n").map(withColours)].join("\n");

const cellsOf = ({ status, id, what, remedy }: Check) => [
  `  ${status}`,
  id.replace(/^.*\./, ""),
  oneLine([what, remedy].filter(Boolean).join(" → "), 1500),
];

const withColours = (line: string) =>
  line
    .replace(/^ {2}ok\b/, `  ${coloured("green", "ok")}`)
    .replace(/^ {2}FAIL\b/, `  ${coloured("red", "FAIL")}`);
