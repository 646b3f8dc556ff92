// A contestant that is a Pulumi program: its own project, run by the Pulumi CLI with state in files.
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "../../../tools/engine/engine.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { Stack } from "../../helpers/stack.ts";
import type { RockitSimulator } from "../../simulators/index.ts";
import type { Contestant, ContestantProject, Operation } from "./contestant.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const unattended = ["--yes", "--skip-preview", "--suppress-progress"];

const commands: Readonly<Record<Operation, readonly string[]>> = {
  create: ["up", ...unattended],
  unchanged: ["up", ...unattended],
  preview: ["preview", "--suppress-progress"],
  refresh: ["refresh", ...unattended],
  change: ["up", ...unattended],
  destroy: ["destroy", ...unattended],
};

const compilerOptions = { strict: true, module: "nodenext", target: "es2022", resolveJsonModule: true };

interface PulumiProgram extends Omit<Contestant, "open" | "plugin"> {
  /** A CommonJS module, which can use the variables `count`, `url` and `prefix`. */
  readonly program: string;
  /** The program is TypeScript, which the engine's host compiles. Default: JavaScript. */
  readonly typescript?: boolean;
  /** Folders of the packages that the program or its state requires, relative to the checkout. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Whether its resources belong to the native plugin. */
  readonly native?: boolean;
}

/** The lines of Pulumi.yaml by which the CLI finds the native plugin. */
export const pluginLines = "plugins:\n  providers:\n    - { name: rockit-durst, path: node_modules/.bin }\n";
const launcher = "pulumi-resource-rockit-durst";
export const nativePlugin = /pulumi-resource-rockit-durst/;

/** Installs the native plugin for a project. */
export async function addPlugin(modules: string): Promise<void> {
  await mkdir(join(modules, ".bin"), { recursive: true });
  await symlink(join(root, "provider", "bin", launcher), join(modules, ".bin", launcher));
}

export function pulumiContestant({
  program,
  typescript = false,
  packages = {},
  native = false,
  ...contestant
}: PulumiProgram): Contestant {
  return {
    ...contestant,
    plugin: native ? nativePlugin : /dynamic-provider/,
    async open({ folder, engine, rockit, backend }): Promise<ContestantProject> {
      const modules = join(folder, "node_modules");
      await mkdir(modules);
      for (const [name, at] of Object.entries({ "@pulumi": "node_modules/@pulumi", ...packages }))
        await symlink(join(root, at), join(modules, name));
      if (native) await addPlugin(modules);
      const main = typescript ? "index.ts" : "index.js";
      const files = {
        "package.json": JSON.stringify({ main }),
        "Pulumi.yaml": `name: bench\nruntime:\n  name: nodejs\n  options: { typescript: ${typescript} }\n${native ? pluginLines : ""}`,
        [main]: typescript
          ? `import { count, prefix, url } from "./declared.json";\n${program}\n`
          : `const { count, prefix, url } = require("./declared.json");\n${program}\n`,
        ...(typescript && { "tsconfig.json": JSON.stringify({ compilerOptions }) }),
      };
      for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
      return {
        declare: (count, url, prefix = "s") =>
          writeFile(join(folder, "declared.json"), JSON.stringify({ count, url, prefix })),
        ...(await stackIn(folder, engine, rockit, backend)),
      };
    },
  };
}

/** Creates a stack for the project in a folder. */
export async function stackIn(
  folder: string,
  engine: Engine,
  rockit: RockitSimulator,
  backend: Readonly<Record<string, string>> = {},
): Promise<Omit<ContestantProject, "declare">> {
  const stackFolder = join(folder, "stack");
  await mkdir(stackFolder);
  const environment = { ...environmentOf({ rockit }), ...backend };
  const stack = await Stack.create({ engine, project: folder, environment, folder: stackFolder });
  const { name } = stack;
  return {
    commandOf: (operation) => stack.command([...commands[operation], "--stack", name]),
    state: () => readFile(join(stackFolder, "state", ".pulumi", "stacks", "bench", `${name}.json`), "utf8"),
  };
}
