import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import type { WriteOnlySecret } from "../vendor/adoption";
import type { VendorCommands } from "../vendor/vendor";
import { linesOf } from "./read-lines";
import { secretSources } from "./write-only-secret";

/** Gives the secret that a person knows; `undefined` if it was not given. */
export type Secrets = (secret: WriteOnlySecret) => string | undefined;

/**
 * Secrets of a file, otherwise of the environment: never arguments, which every process can read.
 *
 * @throws CliError naming the line or the variable that is of no use, never the value
 */
export async function secretsOf(
  vendors: readonly VendorCommands[],
  file: string | undefined,
  untold: readonly WriteOnlySecret[],
): Promise<Secrets> {
  const inFile =
    file === undefined
      ? new Map<string, string>()
      : secretsIn(file, await linesOf(file, "--secrets"), untold, vendors);
  const variables = Map.groupBy(untold, ({ variable }) => variable);
  return (secret) => {
    const { key, variable } = secret;
    const given = inFile.get(key);
    if (given !== undefined) return given;
    const value = process.env[variable];
    if (value === undefined) return undefined;
    if ((variables.get(variable)?.length ?? 0) > 1) {
      throw new CliError(
        `the environment variable ${variable} could be meant for several: give them in a file, with --secrets`,
      );
    }
    return checked(value, secret, `the environment variable ${variable}`);
  };
}

function secretsIn(
  file: string,
  lines: readonly string[],
  untold: readonly WriteOnlySecret[],
  vendors: readonly VendorCommands[],
): Map<string, string> {
  // A name may have an equals sign in it.
  const known = untold.toSorted((one, other) => other.key.length - one.key.length);
  const secrets = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    const where = `${oneLine(file, 200)}, line ${index + 1}`;
    const [meant, another] = known.filter(({ key }) => line.startsWith(`${key}=`));
    if (meant === undefined) {
      if (line.trim() === "" || line.startsWith("#")) continue;
      const form = line.includes("=")
        ? "names no secret of what the server has"
        : "is not of the form NAME=value";
      const ways = secretSources(vendors).map(([way, , what]) => `${way} (${what})`);
      throw new CliError(`${where} ${form}: lines are ${ways.join(", ")}`);
    }
    if (another?.key === meant.key)
      throw new CliError(`${where} could be meant for several: give them in the environment`);
    if (secrets.has(meant.key))
      throw new CliError(`${where} gives again what a line before it gave: keep one of them`);
    secrets.set(meant.key, checked(line.slice(meant.key.length + 1), meant, where));
  }
  return secrets;
}

function checked(value: string, { label, given }: WriteOnlySecret, where: string): string {
  if (value === "") throw new CliError(`${where} gives an empty secret: give it, or leave it out`);
  if (given !== undefined && !given.isValid(value))
    throw new CliError(`${where} gives no ${label}: it must be ${given.form}, without blanks`);
  if (value.trim() === value) return value;
  throw new CliError(
    `${where} gives a secret that begins or ends with a blank, which no resource takes: remove it, or change the secret at the server first`,
  );
}
