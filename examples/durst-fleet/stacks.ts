// One stack a site, in whatever backend Pulumi is told to use.
import {
  ConcurrentUpdateError,
  LocalWorkspace,
  PulumiCommand,
  Stack,
  StackAlreadyExistsError,
} from "@pulumi/pulumi/automation/index.js";
import { declareSite } from "./press.ts";
import { type Secret, secretOf, secrets, variableOf, withoutPasswords } from "./secrets.ts";
import { folder, type Site } from "./sites.ts";

/** Nothing can be done for any site: exit code 1. */
export class Unable extends Error {}

/** Those that the backend has. */
export class Stacks {
  readonly #pulumi: PulumiCommand;
  readonly #names: ReadonlySet<string>;

  private constructor(pulumi: PulumiCommand, names: ReadonlySet<string>) {
    this.#pulumi = pulumi;
    this.#names = names;
  }

  /** @throws Unable, also when the signal aborts */
  static find(signal: AbortSignal): Promise<Stacks> {
    const given = new Promise<never>((_, reject) => {
      const abort = () =>
        reject(
          new Unable(
            (signal.reason as Error).name === "TimeoutError"
              ? "the backend did not answer within --timeout: nothing was done"
              : "interrupted before any site was begun: nothing was done",
          ),
        );
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort);
    });
    return Promise.race([Stacks.#find(), given]);
  }

  static async #find(): Promise<Stacks> {
    const pulumi = await PulumiCommand.get().catch((failure: Error) => {
      throw new Unable(
        /ENOENT/.test(failure.message)
          ? "there is no `pulumi` on PATH: install it (pulumi.com/docs/install), or add its folder to PATH"
          : `\`pulumi version\` does not tell that it can be used: ${wordsOf(failure)}`,
      );
    });
    const envVars = oneConnectionAtATime();
    const workspace = await LocalWorkspace.create({ workDir: folder, pulumiCommand: pulumi, envVars });
    const stacks = await workspace.listStacks().catch((failure: Error) => {
      throw new Unable(`the backend can't be asked for its stacks: ${wordsOf(failure)}`);
    });
    // Pulumi Cloud puts the organisation in front.
    const names = stacks.map(({ name }) => name.split("/").at(-1) ?? name);
    return new Stacks(pulumi, new Set(names));
  }

  has(site: string): boolean {
    return this.#names.has(site);
  }

  /** Stacks of sites that the list no longer has. */
  without(sites: readonly Site[]): string[] {
    const listed = new Set(sites.map(({ name }) => name));
    return [...this.#names].filter((name) => !listed.has(name)).sort();
  }

  /** Secrets of these sites that neither the environment nor a stack's configuration has, a sentence each. */
  async missingSecrets(sites: readonly Site[]): Promise<string[]> {
    const workspace = await LocalWorkspace.create({ workDir: folder, pulumiCommand: this.#pulumi });
    const missing = sites.map(async ({ name }) => {
      // Without a file of its own a stack has no configuration.
      const { config = {} } = await workspace.stackSettings(name).catch(() => ({ config: {} }));
      return (Object.keys(secrets) as Secret[])
        .filter((secret) => secretOf(name, secret) === undefined)
        .filter((secret) => !Object.hasOwn(config, `durst-fleet:${secrets[secret].key}`))
        .map(
          (secret) =>
            `${name}: ${secret}: is missing: set ${variableOf(name, secret)}, or \`pulumi config set --secret ${secrets[secret].key} --stack ${name}\``,
        );
    });
    return (await Promise.all(missing)).flat();
  }
}

/** The engine lists ten stacks at once, and waits for ever where PostgreSQL gives it fewer connections: two for each processor. */
function oneConnectionAtATime(): Record<string, string> {
  const { PULUMI_BACKEND_URL = "", PULUMI_DIY_BACKEND_PARALLEL: set } = process.env;
  return PULUMI_BACKEND_URL.startsWith("postgres:") && !set ? { PULUMI_DIY_BACKEND_PARALLEL: "1" } : {};
}

/** The stack of a site; one that is not there is made. */
export async function openStack(
  site: Site,
  { pulumi, exists, secretsProvider, timeout }: Opening & { readonly timeout: number },
): Promise<Stack> {
  const { name } = site;
  const workspace = await LocalWorkspace.create({
    workDir: folder,
    pulumiCommand: pulumi,
    program: async () => declareSite(site),
    envVars: { ...currentCredentials(site), ...requestLimits(timeout) },
    ...(secretsProvider === undefined ? {} : { secretsProvider }),
  });
  // Every command names its stack, so that none need be selected, which would rewrite one file of the user's for each site; and nobody asks
  // for the outputs, which the SDK reads after every update. Each is a process less.
  Object.assign(workspace, { selectStack: async () => {}, stackOutputs: async () => ({}) });
  if (exists) return Stack.select(name, workspace);
  return Stack.create(name, workspace).catch((failure: unknown) => {
    if (failure instanceof StackAlreadyExistsError) return Stack.select(name, workspace);
    throw failure;
  });
}

export interface Opening {
  readonly pulumi: PulumiCommand;
  readonly exists: boolean;
  readonly secretsProvider: string | undefined;
}

/** No request lasts longer than its site may take, so that a server that hangs does not hold up the safe point. */
function requestLimits(timeout: number): Record<string, string> {
  const limits = {
    DURST_TOTAL_TIMEOUT: 120,
    DURST_REQUEST_TIMEOUT: 30,
    ROCKIT_TOTAL_TIMEOUT: 300,
    ROCKIT_REQUEST_TIMEOUT: 75,
  };
  return Object.fromEntries(
    Object.entries(limits)
      .filter(([variable, usual]) => timeout < Number(process.env[variable] || usual))
      .map(([variable]) => [variable, `${timeout}`]),
  );
}

/** Offered when the stored credentials are refused: plain refresh and destroy have those of the last `up`, which may have been changed since. */
function currentCredentials({ name, endpoint, username }: Site): Record<string, string> {
  const password = secretOf(name, "password");
  if (password === undefined) return {};
  return { DURST_ENDPOINT: endpoint, DURST_USERNAME: username, DURST_PASSWORD: password };
}

/** What pulumi itself said last, on one line. */
export function wordsOf(failure: Error): string {
  if (failure instanceof ConcurrentUpdateError) return "the stack is locked";
  const errors = failure.message.match(/^\s*error: .+$/gm) ?? [];
  const line = errors.at(-1) ?? failure.message.split("\n")[0] ?? "";
  return withoutPasswords(line.replace(/^\s*error: /, "").trim());
}
