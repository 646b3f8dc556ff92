import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CliError } from "../print/errors";
import { oneLine, shellQuote } from "../print/terminal";

/** A stack and the folder of its project. */
export interface StackChoice {
  /** Default: the selected one. */
  readonly stack?: string | undefined;
  /** Default: the current folder. */
  readonly cwd?: string | undefined;
}

const run = promisify(execFile);
const longestOutput = 1024 ** 3;

/**
 * Runs `pulumi stack …`; returns its output. `doing` begins the error.
 *
 * @throws CliError with pulumi's error
 */
export const pulumiStack = (
  doing: string,
  command: readonly string[],
  stack: StackChoice,
  names: readonly string[] = [],
): Promise<string> => pulumiOf(doing, ["stack", ...command], stack, names);

/** Runs `pulumi version`; returns its output. */
export const pulumiVersion = (doing: string): Promise<string> => pulumiOf(doing, ["version"], {}, []);

/** Runs `pulumi …`; returns its JSON. @throws CliError with pulumi's error */
export async function pulumiJson(
  doing: string,
  command: readonly string[],
  stack: StackChoice,
): Promise<unknown> {
  const text = await pulumiOf(doing, command, stack, []);
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(`${doing}: pulumi did not print JSON`);
  }
}

/** The flags that name a stack on pulumi's command line. */
export const stackFlags = ({ stack, cwd }: StackChoice): string[] => [
  ...(stack === undefined ? [] : [`--stack ${shellQuote(stack)}`]),
  ...(cwd === undefined ? [] : [`--cwd ${shellQuote(cwd)}`]),
];

/** Pulumi's error about an unreachable database contains its address, with the password. */
const withoutPasswords = (text: string) =>
  text.replaceAll(/(:\/\/[^\s:@/]*:)\S*(?=@)|(?<=[?&](?:ssl)?password=)[^\s&"]*/g, "$1[secret]");

async function pulumiOf(
  doing: string,
  command: readonly string[],
  { stack, cwd }: StackChoice,
  names: readonly string[],
): Promise<string> {
  const which = stack === undefined ? [] : ["--stack", stack];
  const all = [...command, ...which, ...(names.length === 0 ? [] : ["--", ...names])];
  const { stdout } = await run("pulumi", all, { cwd, maxBuffer: longestOutput }).catch((failure) => {
    if (failure.code === "ENOENT") {
      throw new CliError(
        "`pulumi` is not on PATH, or the folder does not exist",
        "install it, or correct PATH or --cwd",
      );
    }
    const words = oneLine(withoutPasswords(String(failure.stderr ?? failure.code).trim()), 1000);
    throw new CliError(`${doing}: pulumi said: ${words}`);
  });
  return stdout;
}
