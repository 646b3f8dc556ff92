import { CliError } from "../print/errors";
import { pulumiStack, type StackChoice } from "../state/pulumi";

/**
 * Where secrets come from: outputs of a stack, else the environment. Never an argument, which every process
 * can read.
 */
interface SecretSource extends StackChoice {
  /** Names of outputs; without them the environment is read. */
  readonly output?: readonly string[] | undefined;
}

/** The headers with which a Durst subscriber authenticates callbacks. */
interface DurstHeaders {
  /** The header with the JWT; without it user and password are expected. */
  readonly header?: string | undefined;
  readonly userHeader?: string | undefined;
  readonly passwordHeader?: string | undefined;
}

/** The secrets that sign ROCKIT deliveries. */
interface RockitSecrets {
  readonly rockit: { readonly secret: readonly string[] };
}

/** The keys that sign Durst callbacks, or the users and passwords in them. */
interface DurstSecrets {
  readonly durst:
    | { readonly headerName: string; readonly key: readonly string[]; readonly xAuth?: never }
    | {
        readonly xAuth: readonly { readonly user: string; readonly password: string }[];
        readonly userHeader: string | undefined;
        readonly passwordHeader: string | undefined;
      };
}

/** The secrets that verify deliveries, or sign test deliveries. */
export type Verification = RockitSecrets | DurstSecrets;

/** Reads the secrets for ROCKIT deliveries. @throws CliError naming the missing secret */
export async function rockitVerification(source: SecretSource): Promise<RockitSecrets> {
  const secret = await secretsOf(source, "ROCKIT_WEBHOOK_SECRET", (text) =>
    text.split(/[\s,]+/).filter((part) => part !== ""),
  );
  return { rockit: { secret } };
}

/** Reads the secrets for Durst callbacks. @throws CliError naming the missing key, user or password */
export async function durstVerification(
  source: SecretSource,
  { header, userHeader, passwordHeader }: DurstHeaders,
): Promise<DurstSecrets> {
  if (header !== undefined) {
    return { durst: { headerName: header, key: await secretsOf(source, "DURST_CALLBACK_KEY") } };
  }
  const user = process.env["DURST_CALLBACK_USER"];
  if (!user) {
    throw new CliError(
      "no secret given: for JWT_SIGNING name the subscriber's header with --header, for XAUTH set its user in the environment variable DURST_CALLBACK_USER",
    );
  }
  const passwords = await secretsOf(source, "DURST_CALLBACK_PASSWORD");
  return { durst: { xAuth: passwords.map((password) => ({ user, password })), userHeader, passwordHeader } };
}

async function secretsOf(
  source: SecretSource,
  variable: string,
  split = (text: string) => (text === "" ? [] : [text]),
): Promise<string[]> {
  const named = await Promise.all((source.output ?? []).map((name) => stackOutput(name, source)));
  const secrets = source.output === undefined ? split(process.env[variable] ?? "") : named.flat();
  if (secrets.length > 0) return secrets;
  throw new CliError(
    `no secret given: set the environment variable ${variable}, or name a stack's output with --output`,
  );
}

/** The strings in a stack's output. @throws CliError with pulumi's error */
async function stackOutput(name: string, stack: StackChoice): Promise<string[]> {
  const stdout = await pulumiStack(
    `reading the output ${name}`,
    ["output", "--show-secrets", "--json"],
    stack,
    [name],
  );
  const strings = stringsIn(stdout);
  if (strings !== undefined) return strings;
  throw new CliError(
    `the stack's output ${name} is neither a string nor a list or object of strings: name an output with a subscription's secret`,
  );
}

/** A string, a list of strings, or an object of strings such as a hub's `secrets`. */
function stringsIn(json: string): string[] | undefined {
  const value: unknown = JSON.parse(json);
  const values = typeof value === "object" && value !== null ? Object.values(value) : [value];
  return values.every((one) => typeof one === "string") ? values : undefined;
}
