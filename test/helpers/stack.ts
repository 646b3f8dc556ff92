import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { Engine } from "../../tools/engine/engine.ts";
import { endProcessGroup } from "./end-process-group.ts";
import { copyProject, isInCheckout } from "./project-copy.ts";

export interface CommandResult {
  readonly exitCode: number;
  /** Both output streams, in order, as at a terminal. */
  readonly output: string;
  readonly stdout: string;
}

/** A resource in an exported stack. */
export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
}

export interface StackOptions {
  readonly engine: Pick<Engine, "pulumi" | "projectEnvironment">;
  /** Folder with the Pulumi.yaml. The stack copies a project of the checkout and runs the copy. */
  readonly project: string;
  /** Environment of the programs and plugins, such as the vendors' settings. */
  readonly environment: Readonly<Record<string, string>>;
  /** Default `test`. */
  readonly name?: string;
  /** An empty folder for the stack's files. Default: a temporary folder. */
  readonly folder?: string;
  /** Receives the engine's output, line by line. */
  readonly print?: (line: string) => void;
  /** Interrupts the running command and prevents others. Each command then has a process group of its own, which ends as a whole. */
  readonly interrupted?: AbortSignal;
}

/** A stack on a file backend of its own, run by the real command line. Its files are deleted when it is disposed of. */
export class Stack implements AsyncDisposable {
  readonly folder: string;
  readonly #options: StackOptions;

  private constructor(options: StackOptions, folder: string) {
    this.#options = options;
    this.folder = folder;
  }

  static async create(options: StackOptions): Promise<Stack> {
    const folder = options.folder ?? (await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-stack-"))));
    await mkdir(join(folder, "state"));
    const project = isInCheckout(options.project)
      ? await copyProject(options.project, join(folder, "checkout"))
      : options.project;
    const stack = new Stack({ ...options, project }, folder);
    try {
      await stack.pulumi(["stack", "init", stack.name], { quiet: true });
      return stack;
    } catch (thrown) {
      await stack[Symbol.asyncDispose]();
      throw thrown;
    }
  }

  /** The folder in which its commands run. */
  get project(): string {
    return this.#options.project;
  }

  get name(): string {
    return this.#options.name ?? "test";
  }

  /** The environment in which any command finds this stack. */
  get environment(): Record<string, string> {
    return {
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
      NO_COLOR: "1",
      ...this.#options.environment,
    };
  }

  /** How `pulumi …` is started in the project's folder. */
  command(args: readonly string[]) {
    return {
      file: this.#options.engine.pulumi,
      args: [...args, "--non-interactive"],
      cwd: this.#options.project,
      env: { ...this.#options.engine.projectEnvironment, ...this.environment },
    };
  }

  /** Runs `pulumi …` in the project's folder. Fails unless it ends with the expected code; by default any but 0 fails. */
  async pulumi(
    args: readonly string[],
    { fails = false, quiet = false, input }: { fails?: boolean; quiet?: boolean; input?: string } = {},
  ): Promise<CommandResult> {
    const { file, args: commandArgs, cwd, env } = this.command(args);
    const { print, interrupted } = this.#options;
    interrupted?.throwIfAborted();
    const running = execa(file, commandArgs, {
      cwd,
      env,
      reject: false,
      all: true,
      ...(input === undefined ? { stdin: "ignore" } : { input }),
      detached: interrupted !== undefined && process.platform !== "win32",
    });
    using _group =
      interrupted === undefined ? undefined : endProcessGroup(running.nodeChildProcess, interrupted);
    if (print !== undefined && !quiet) {
      for await (const line of running.iterable({ from: "all" })) print(line);
    }
    const { exitCode, all, stdout } = await running;
    interrupted?.throwIfAborted();
    if ((exitCode !== 0) !== fails) {
      const outcome = fails ? "should have failed" : `failed with exit code ${exitCode}`;
      const words = print === undefined || quiet ? `:\n${all}` : ", its words are above";
      throw new Error(`pulumi ${args.join(" ")} ${outcome}${words}`);
    }
    return { exitCode: exitCode ?? -1, output: all, stdout };
  }

  /** With `path` a key may name a part of a value: `list[0]`. */
  async configure(
    values: Readonly<Record<string, string>>,
    { secret = false, path = false } = {},
  ): Promise<void> {
    for (const [key, value] of Object.entries(values)) {
      const setArgs = [...(path ? ["--path"] : []), ...(secret ? ["--secret", key] : [key, value])];
      await this.pulumi(["config", "set", "--stack", this.name, ...setArgs], {
        quiet: true,
        ...(secret ? { input: value } : {}),
      });
    }
  }

  up(...args: string[]): Promise<CommandResult> {
    return this.#change("up", args);
  }

  preview(...args: string[]): Promise<CommandResult> {
    return this.pulumi(["preview", "--suppress-progress", "--stack", this.name, ...args]);
  }

  refresh(...args: string[]): Promise<CommandResult> {
    return this.#change("refresh", args);
  }

  destroy(...args: string[]): Promise<CommandResult> {
    return this.#change("destroy", args);
  }

  #change(command: "up" | "refresh" | "destroy", args: readonly string[]): Promise<CommandResult> {
    const unattended = ["--yes", "--skip-preview", "--suppress-progress"];
    return this.pulumi([command, ...unattended, "--stack", this.name, ...args]);
  }

  /** Fails if a preview or a refresh would change anything. */
  async expectNoChanges(): Promise<void> {
    await this.preview("--expect-no-changes");
    await this.pulumi(["refresh", "--preview-only", "--expect-no-changes", "--stack", this.name]);
  }

  /** Outputs of the stack, with decrypted secrets. */
  async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = await this.pulumi(
      ["stack", "output", "--json", "--show-secrets", "--stack", this.name],
      {
        quiet: true,
      },
    );
    return JSON.parse(stdout);
  }

  /** The state as text, with encrypted secrets, as in the backend. */
  async exportState(): Promise<string> {
    const { stdout } = await this.pulumi(["stack", "export", "--stack", this.name], { quiet: true });
    return stdout;
  }

  /** The state's resources of one type. Default: all resources of this package's types. */
  async resources(type?: string): Promise<ExportedResource[]> {
    const state = JSON.parse(await this.exportState()) as { deployment: { resources?: ExportedResource[] } };
    return (state.deployment.resources ?? []).filter((resource) =>
      type === undefined ? /^(pulumi-nodejs|rockit-durst):/.test(resource.type) : resource.type === type,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await rm(join(this.#options.project, `Pulumi.${this.name}.yaml`), { force: true });
  }
}
