// The stacks of the sites, one for each, in Pulumi's backend.
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

/** A failure that stops the whole fleet: exit code 1. */
export class FleetError extends Error {}

/** The stacks that exist in the backend. */
export class Stacks {
  readonly #pulumi: PulumiCommand;
  readonly #names: ReadonlySet<string>;

  private constructor(pulumi: PulumiCommand, names: ReadonlySet<string>) {
    this.#pulumi = pulumi;
    this.#names = names;
  }

  /** @throws FleetError, also when the signal aborts */
  static find(signal: AbortSignal): Promise<Stacks> {
    const aborted = new Promise<never>((_, reject) => {
      const abort = () =>
        reject(
          new FleetError(
            (signal.reason as Error).name === "TimeoutError"
              ? "the backend did not answer within --timeout: nothing was done"
              : "interrupted before any site was started: nothing was done",
          ),
        );
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort);
    });
    return Promise.race([Stacks.#find(), aborted]);
  }

  static async #find(): Promise<Stacks> {
    const pulumi = await PulumiCommand.get().catch((failure: Error) => {
      throw new FleetError(
        /ENOENT/.test(failure.message)
          ? "there is no `pulumi` on PATH: install it (pulumi.com/docs/install), or add its folder to PATH"
          : `\`pulumi version\` failed: ${pulumiErrorOf(failure)}`,
      );
    });
    const envVars = oneConnectionAtATime();
    const workspace = await LocalWorkspace.create({ workDir: folder, pulumiCommand: pulumi, envVars });
    const stacks = await workspace.listStacks().catch((failure: Error) => {
      throw new FleetError(`the stacks can't be listed: ${pulumiErrorOf(failure)}`);
    });
    // Names in Pulumi Cloud begin with the organisation.
    const names = stacks.map(({ name }) => name.split("/").at(-1) ?? name);
    return new Stacks(pulumi, new Set(names));
  }

  has(site: string): boolean {
    return this.#names.has(site);
  }

  /** Stacks without a site in the list. */
  withoutSite(sites: readonly Site[]): string[] {
    const listed = new Set(sites.map(({ name }) => name));
    return [...this.#names].filter((name) => !listed.has(name)).sort();
  }

  /** A sentence for each secret that neither the environment nor a stack's configuration has. */
  async missingSecrets(sites: readonly Site[]): Promise<string[]> {
    const workspace = await LocalWorkspace.create({ workDir: folder, pulumiCommand: this.#pulumi });
    const missing = sites.map(async ({ name }) => {
      // A stack without a settings file has no configuration.
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

/**
 * Pulumi lists ten stacks at once, and hangs if its PostgreSQL pool is smaller: it has two connections per
 * processor.
 */
function oneConnectionAtATime(): Record<string, string> {
  const { PULUMI_BACKEND_URL = "", PULUMI_DIY_BACKEND_PARALLEL: set } = process.env;
  return PULUMI_BACKEND_URL.startsWith("postgres:") && !set ? { PULUMI_DIY_BACKEND_PARALLEL: "1" } : {};
}

/** Opens the stack of a site; creates a missing stack. */
export async function openStack(
  site: Site,
  { pulumi, exists, secretsProvider, timeout }: OpenStackOptions & { readonly timeout: number },
): Promise<Stack> {
  const { name } = site;
  const workspace = await LocalWorkspace.create({
    workDir: folder,
    pulumiCommand: pulumi,
    program: async () => declareSite(site),
    envVars: { ...currentCredentials(site), ...requestLimits(timeout) },
    ...(secretsProvider === undefined ? {} : { secretsProvider }),
  });
  // Saves two processes per site. Selecting a stack rewrites a file of the user, and every command here names
  // its stack; nobody needs the outputs that the SDK reads after every update.
  Object.assign(workspace, { selectStack: async () => {}, stackOutputs: async () => ({}) });
  if (exists) return Stack.select(name, workspace);
  return Stack.create(name, workspace).catch((failure: unknown) => {
    if (failure instanceof StackAlreadyExistsError) return Stack.select(name, workspace);
    throw failure;
  });
}

export interface OpenStackOptions {
  readonly pulumi: PulumiCommand;
  readonly exists: boolean;
  readonly secretsProvider: string | undefined;
}

/** Limits requests to the site's time limit, so that a hanging server does not delay the next safe point. */
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

/**
 * Credentials for the case that the server rejects the stored ones: refresh and destroy use those of the last
 * `up`.
 */
function currentCredentials({ name, endpoint, username }: Site): Record<string, string> {
  const password = secretOf(name, "password");
  if (password === undefined) return {};
  return { DURST_ENDPOINT: endpoint, DURST_USERNAME: username, DURST_PASSWORD: password };
}

/** Pulumi's last error, on one line. */
export function pulumiErrorOf(failure: Error): string {
  if (failure instanceof ConcurrentUpdateError) return "the stack is locked";
  const errors = failure.message.match(/^\s*error: .+$/gm) ?? [];
  const line = errors.at(-1) ?? failure.message.split("\n")[0] ?? "";
  return withoutPasswords(line.replace(/^\s*error: /, "").trim());
}
