import { Command } from "commander";
import type { Section } from "../doctor/diagnose";
import { CliError } from "../print/errors";
import type { Check } from "../print/check";
import { alignColumns, coloured, oneLine, safeJson } from "../print/terminal";
import type { VendorCommands } from "../vendor/vendor";

interface Options {
  readonly stack?: string;
  readonly cwd?: string;
  readonly json?: boolean;
}

/** `rockit-durst doctor`: whether all is there that a stack needs, and what to do where it is not. */
export function doctorCommand(vendors: readonly VendorCommands[], version: string): Command {
  return new Command("doctor")
    .description("Check everything that a stack needs, and say how to fix what is missing. Changes nothing.")
    .option("-s, --stack <name>", "check this stack; without it the environment's settings")
    .option("-C, --cwd <folder>", "the project's folder (default: the current one)")
    .option("--json", "print the lines as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ rockit-durst doctor --stack dev
  $ rockit-durst doctor --cwd infra --json

It logs in to Durst once, and asks ROCKIT for one list entry. It shows no setting's value.
Exit code 1 if a line fails; warnings alone give 0.`,
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
  const lines = sections.flatMap((section) =>
    section.lines.map((line) => ({ section: section.title, ...line })),
  );
  console.log(json ? safeJson(lines, 2) : sections.map(shown).join("\n"));
  const failing = lines.filter(({ status }) => status === "FAIL").length;
  if (failing > 0) throw new CliError(`${failing} of ${lines.length} checks fail`);
}

const shown = ({ title, lines }: Section) =>
  [oneLine(title, 200), ...alignColumns(lines.map(cellsOf)).split("\n").map(coloursOf)].join("\n");

const cellsOf = ({ status, id, what, remedy }: Check) => [
  `  ${status}`,
  id.replace(/^.*\./, ""),
  oneLine([what, remedy].filter(Boolean).join(" → "), 1500),
];

const coloursOf = (line: string) =>
  line
    .replace(/^ {2}ok\b/, `  ${coloured("green", "ok")}`)
    .replace(/^ {2}FAIL\b/, `  ${coloured("red", "FAIL")}`);
