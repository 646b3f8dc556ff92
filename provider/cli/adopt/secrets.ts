import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import type { WriteOnlySecret } from "../vendor/adoption";
import type { VendorCommands } from "../vendor/vendor";
import { readLines } from "./read-lines";
import { secretSources } from "./write-only-secret";

/** Returns the value that the user gave for a secret; `undefined` without one. */
export type SecretLookup = (secret: WriteOnlySecret) => string | undefined;

/**
 * Reads secrets from a file, else from the environment; never from arguments, which every process can read.
 *
 * @throws CliError naming the malformed line or variable, never the value
 */
export async function readSecrets(
  vendors: readonly VendorCommands[],
  file: string | undefined,
  writeOnly: readonly WriteOnlySecret[],
): Promise<SecretLookup> {
  const inFile =
    file === undefined
      ? new Map<string, string>()
      : secretsIn(file, await readLines(file, "--secrets"), writeOnly, vendors);
  const byVariable = Map.groupBy(writeOnly, ({ variable }) => variable);
  return (secret) => {
    const { key, variable } = secret;
    const given = inFile.get(key);
    if (given !== undefined) return given;
    const value = process.env[variable];
    if (value === undefined) return undefined;
    if ((byVariable.get(variable)?.length ?? 0) > 1) {
      throw new CliError(
        `the environment variable ${variable} could be the secret of several objects: give these secrets in a file, with --secrets`,
      );
    }
    return checked(value, secret, `the environment variable ${variable}`);
  };
}

function secretsIn(
  file: string,
  lines: readonly string[],
  writeOnly: readonly WriteOnlySecret[],
  vendors: readonly VendorCommands[],
): Map<string, string> {
  // Longest key first: a name may contain an equals sign.
  const known = writeOnly.toSorted((one, other) => other.key.length - one.key.length);
  const secrets = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    const where = `${oneLine(file, 200)}, line ${index + 1}`;
    const [meant, another] = known.filter(({ key }) => line.startsWith(`${key}=`));
    if (meant === undefined) {
      if (line.trim() === "" || line.startsWith("#")) continue;
      const mistake = line.includes("=")
        ? "names no secret of an object on the server"
        : "is not of the form NAME=value";
      const forms = secretSources(vendors).map(([form, , what]) => `${form} (${what})`);
      throw new CliError(`${where} ${mistake}: lines are ${forms.join(", ")}`);
    }
    if (another?.key === meant.key)
      throw new CliError(
        `${where} could be the secret of several objects: give these secrets in the environment`,
      );
    if (secrets.has(meant.key))
      throw new CliError(`${where} repeats the name of an earlier line: keep one of them`);
    secrets.set(meant.key, checked(line.slice(meant.key.length + 1), meant, where));
  }
  return secrets;
}

function checked(value: string, { label, issued }: WriteOnlySecret, where: string): string {
  if (value === "") throw new CliError(`${where} has an empty secret: add the secret, or leave it out`);
  if (issued !== undefined && !issued.isValid(value))
    throw new CliError(`${where} has no ${label}: it must be ${issued.format}, without blanks`);
  if (value.trim() === value) return value;
  throw new CliError(
    `${where} has a secret that begins or ends with a blank, which no resource accepts: remove the blank, or change the secret on the server first`,
  );
}
