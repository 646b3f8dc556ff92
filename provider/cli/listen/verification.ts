import { CliError } from "../print/errors";
import { pulumiStack, type StackChoice } from "../state/pulumi";

/** Where the secrets are: outputs of a stack, otherwise the environment. Never an argument, which every process can read. */
interface SecretSource extends StackChoice {
  /** Names of outputs; without them the environment is asked. */
  readonly output?: readonly string[] | undefined;
}

/** How a subscriber of Durst's authenticates its callbacks. */
interface DurstHeaders {
  /** The one with the JWT; without it user and password are expected. */
  readonly header?: string | undefined;
  readonly userHeader?: string | undefined;
  readonly passwordHeader?: string | undefined;
}

/** What ROCKIT's deliveries are signed with. */
interface RockitSecrets {
  readonly rockit: { readonly secret: readonly string[] };
}

/** What Durst's callbacks are signed with, or carry. */
interface DurstSecrets {
  readonly durst:
    | { readonly headerName: string; readonly key: readonly string[]; readonly xAuth?: never }
    | {
        readonly xAuth: readonly { readonly user: string; readonly password: string }[];
        readonly userHeader: string | undefined;
        readonly passwordHeader: string | undefined;
      };
}

/** With which secrets deliveries are verified, or test deliveries signed. */
export type Verification = RockitSecrets | DurstSecrets;

/** How ROCKIT's deliveries are verified. @throws CliError saying which secret is missing */
export async function rockitVerification(source: SecretSource): Promise<RockitSecrets> {
  const secret = await secretsOf(source, "ROCKIT_WEBHOOK_SECRET", (text) =>
    text.split(/[\s,]+/).filter((part) => part !== ""),
  );
  return { rockit: { secret } };
}

/** How Durst's callbacks are verified. @throws CliError saying which key, user or password is missing */
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
      "nothing to verify with: for JWT_SIGNING name the subscriber's header with --header, for XAUTH give its user in the environment variable DURST_CALLBACK_USER",
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
    `nothing to verify with: give the secret in the environment variable ${variable}, or name a stack's output with --output`,
  );
}

/** The texts in a stack's output. @throws CliError with pulumi's own words */
async function stackOutput(name: string, stack: StackChoice): Promise<string[]> {
  const stdout = await pulumiStack(
    `reading the output ${name}`,
    ["output", "--show-secrets", "--json"],
    stack,
    [name],
  );
  const texts = textsIn(stdout);
  if (texts !== undefined) return texts;
  throw new CliError(
    `the stack's output ${name} is neither a text nor several texts: name one that is a subscription's secret`,
  );
}

/** A text, a list of texts, or an object of texts such as a hub's `secrets`. */
function textsIn(json: string): string[] | undefined {
  const value: unknown = JSON.parse(json);
  const texts = typeof value === "object" && value !== null ? Object.values(value) : [value];
  return texts.every((text) => typeof text === "string") ? texts : undefined;
}
