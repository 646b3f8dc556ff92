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
  /** Of the commands, beside the settings that lead to the servers. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Of several tests, so that no test's failure shows what the commands printed; errors quote it. */
  readonly shared?: boolean;
}

/** One stack with both vendors' servers, run by the command line, and all that a person at the terminal was shown. */
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

  /** From now on the environment leads to none of these servers; default: to none at all. */
  clearSettings(servers: Partial<Servers> = this): void {
    for (const name of Object.keys(environmentOf(servers))) delete this.environment[name];
  }

  /** Secrets that from now on must not be in the state, nor in anything that was printed. */
  forbidSecrets(...secrets: string[]): void {
    this.#secrets.push(...secrets);
  }

  async up(program: Program, ...args: string[]): Promise<CommandResult> {
    await this.project.write(program);
    return this.stack.up(...args);
  }

  /** What the servers were asked to change so far, in order. */
  writes(): string[] {
    return [...this.rockit.writes(), ...this.durst.writes()].map(({ method, path }) => `${method} ${path}`);
  }

  clearRequests(): void {
    for (const server of [this.rockit, this.durst]) server.clearRequests();
  }

  /** Fails if the engine does not refuse; what it says. */
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
    // Both change nothing, so they run at once.
    await Promise.all([
      this.stack.preview("--expect-no-changes"),
      this.stack.pulumi(["refresh", "--preview-only", "--expect-no-changes", "--stack", this.stack.name]),
    ]);
  }

  /** What a look at the servers shows; fails if it shows no change. */
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

  /** Not for a shared scene, of which nothing is printed that could be searched. */
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

/** What a `--diff` shows to differ, by the resource's name: its changed fields, also nested ones, a line each, or that it is deleted. */
export function changesIn(shown: string): Record<string, string[]> {
  const blocks = shown.split(/^ {4}(?=\S+ ?(?:pulumi-nodejs|rockit-durst):)/m).slice(1);
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
