import { createRequire } from "node:module";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import type { Engine } from "../../tools/engine/engine.ts";
import { hostEnvironmentOf } from "./program-variants.ts";
import { type Program, type ProgramVariant, Project } from "./project.ts";
import { Stack } from "./stack.ts";

/** Runs a program on one stack, from a project folder or as an inline program. */
export interface Runner extends AsyncDisposable {
  readonly stack: Stack;
  up(program: Program): Promise<unknown>;
  /** Fails if a preview of the program or a refresh would change anything. */
  expectNoChanges(program: Program): Promise<void>;
  destroy(): Promise<void>;
}

interface RunnerOptions {
  readonly engine: Engine;
  readonly environment: Readonly<Record<string, string>>;
  /** Only of a program in a project folder; an inline program declares dynamic resources. */
  readonly variant?: ProgramVariant;
}

export const runners = { "project folder": projectFolder, "inline program": inlineProgram };

async function projectFolder({ engine, environment, variant = "dynamic" }: RunnerOptions): Promise<Runner> {
  const project = await Project.create(undefined, { variant });
  const host = await hostEnvironmentOf(variant);
  const stack = await Stack.create({
    engine,
    project: project.folder,
    environment: { ...environment, ...host },
  });
  return {
    stack,
    async up(program) {
      await project.write(program);
      await stack.up();
    },
    async expectNoChanges(program) {
      await project.write(program);
      await stack.expectNoChanges();
    },
    async destroy() {
      await stack.destroy();
    },
    async [Symbol.asyncDispose]() {
      await stack[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
    },
  };
}

const { declare } = createRequire(import.meta.url)("./program.cjs") as { declare(program: Program): object };

async function inlineProgram({ engine, environment }: RunnerOptions): Promise<Runner> {
  const project = await Project.create();
  const stack = await Stack.create({ engine, project: project.folder, environment });
  const pulumiCommand = await PulumiCommand.get({ root: engine.root });
  const select = (program: Program) =>
    LocalWorkspace.selectStack(
      { stackName: stack.name, projectName: "e2e", program: async () => declare(program) },
      {
        workDir: project.folder,
        pulumiCommand,
        envVars: { ...engine.projectEnvironment, ...stack.environment },
      },
    );
  return {
    stack,
    async up(program) {
      await (await select(program)).up();
    },
    async expectNoChanges(program) {
      const inline = await select(program);
      await inline.preview({ expectNoChanges: true });
      await inline.previewRefresh({ expectNoChanges: true });
    },
    async destroy() {
      await (await select({ resources: [] })).destroy();
    },
    async [Symbol.asyncDispose]() {
      await stack[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
    },
  };
}
