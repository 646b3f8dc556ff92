import { expect, inject, onTestFailed } from "vitest";
import type { DurstSimulator, RockitSimulator } from "../simulators/index.ts";
import { expectNoSecretsIn } from "./canary.ts";
import { environmentOf } from "./environment.ts";
import { expectSettled } from "./expect-settled.ts";
import { hostEnvironmentOf } from "./program-variants.ts";
import { type Program, type ProgramVariant, Project } from "./project.ts";
import { openServers, type ServerOptions, type Servers } from "./servers.ts";
import { type CommandResult, Stack } from "./stack.ts";

export interface SceneOptions extends ServerOptions {
  /** Default: the dynamic resources. */
  readonly variant?: ProgramVariant | undefined;
  /** The stack's name. */
  readonly name?: string;
  /** Environment of the commands, in addition to the servers' settings. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether several tests share the scene. Then errors quote a command's output, and a failed test prints no other output. */
  readonly shared?: boolean;
}

/** One stack on the command line with both vendors' servers, and all output of its commands. */
export class Scene implements AsyncDisposable {
  readonly #secrets: string[];

  private constructor(
    readonly rockit: RockitSimulator,
    readonly durst: DurstSimulator,
    readonly stack: Stack,
    /** The environment of the following commands; mutable. */
    readonly environment: Record<string, string>,
    readonly project: Project,
    /** All that the commands printed, by lines. */
    readonly printed: string[],
  ) {
    this.#secrets = [rockit.credentials.apiKey, durst.credentials.password];
  }

  static async start({
    variant = "dynamic",
    name = "test",
    shared = false,
    ...options
  }: SceneOptions = {}): Promise<Scene> {
    const { rockit, durst } = await openServers(options);
    const project = await Project.create(undefined, { variant });
    const environment = {
      ...environmentOf({ rockit, durst }),
      ...(await hostEnvironmentOf(variant)),
      ...options.environment,
    };
    const printed: string[] = [];
    const stack = await Stack.create({
      engine: inject("engine"),
      project: project.folder,
      name,
      environment,
      ...(shared ? {} : { print: (line: string) => printed.push(line) }),
    });
    if (!shared) onTestFailed(() => console.log(printed.join("\n")));
    return new Scene(rockit, durst, stack, environment, project, printed);
  }

  /** Changes what the program imports. */
  async switchVariant(variant: ProgramVariant): Promise<void> {
    Object.assign(this.environment, await hostEnvironmentOf(variant));
    await this.project.switchVariant(variant);
  }

  /** Removes the settings of these servers from the environment. Default: of both. */
  clearSettings(servers: Partial<Servers> = this): void {
    for (const name of Object.keys(environmentOf(servers))) delete this.environment[name];
  }

  /** Adds secrets that no output and no state may contain as plaintext. */
  forbidSecrets(...secrets: string[]): void {
    this.#secrets.push(...secrets);
  }

  async up(program: Program, ...args: string[]): Promise<CommandResult> {
    await this.project.write(program);
    return this.stack.up(...args);
  }

  /** All writes to the servers so far, ROCKIT's first. */
  writes(): string[] {
    return [...this.rockit.writes(), ...this.durst.writes()].map(({ method, path }) => `${method} ${path}`);
  }

  clearRequests(): void {
    for (const server of [this.rockit, this.durst]) server.clearRequests();
  }

  /** Runs an `up` that must fail. Returns its output. */
  async upFailure(program?: Program): Promise<string> {
    if (program !== undefined) await this.project.write(program);
    const { output } = await this.stack.pulumi(
      ["up", "--yes", "--skip-preview", "--suppress-progress", "--stack", this.stack.name],
      { fails: true },
    );
    return output;
  }

  async preview(program: Program, { fails = false, args = ["--diff"] } = {}): Promise<string> {
    await this.project.write(program);
    const { output } = await this.stack.pulumi(
      ["preview", ...args, "--suppress-progress", "--stack", this.stack.name],
      { fails },
    );
    return output;
  }

  async expectNoChanges(program: Program): Promise<void> {
    await this.project.write(program);
    // Both commands change nothing, so they run at once.
    await Promise.all([
      this.stack.preview("--expect-no-changes"),
      this.stack.pulumi(["refresh", "--preview-only", "--expect-no-changes", "--stack", this.stack.name]),
    ]);
  }

  /** The output of `refresh --preview-only --diff`. Fails if it shows no drift. */
  async expectDrift(): Promise<string> {
    const { output } = await this.stack.pulumi(
      ["refresh", "--preview-only", "--expect-no-changes", "--diff", "--stack", this.stack.name],
      { fails: true },
    );
    return output;
  }

  refresh(options: { fails?: boolean } = {}): Promise<CommandResult> {
    return this.stack.pulumi(
      ["refresh", "--yes", "--skip-preview", "--suppress-progress", "--stack", this.stack.name],
      options,
    );
  }

  /** Fails also if a command printed a secret. Not for a shared scene, which keeps no output. */
  async expectSettled(program: Program): Promise<void> {
    expect(this.printed).not.toEqual([]);
    await expectSettled(this, program, [this.rockit, this.durst], this.#secrets);
    expectNoSecretsIn(this.printed.join("\n"), ...this.#secrets);
  }

  async destroy(): Promise<void> {
    await this.stack.destroy();
    expectNoSecretsIn(this.printed.join("\n"), ...this.#secrets);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stack[Symbol.asyncDispose]();
    await this.project[Symbol.asyncDispose]();
    await this.rockit.close();
    await this.durst.close();
  }
}

/** The differences in the output of `--diff`, by resource: a line for each changed field, also nested ones, or `(delete)`. */
export function changesIn(diff: string): Record<string, string[]> {
  const blocks = diff.split(/^ {4}(?=\S+ ?(?:pulumi-nodejs|rockit-durst):)/m).slice(1);
  return Object.fromEntries(
    blocks.map((block) => {
      const [, name = ""] = /urn=.*::(.+)\]$/m.exec(block) ?? [];
      const fields = block.match(/^ {6,}[~+-] \w+ *: .+$/gm) ?? [];
      return [
        name,
        /^- /.test(block)
          ? ["(delete)"]
          : fields.map((line) => line.trim().replace(/ +/g, " ").replace(" :", ":")),
      ];
    }),
  );
}
