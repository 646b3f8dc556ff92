// A contestant that is a program of Pulumi's: a project of its own, run by the command line on the file backend.
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "../../../tools/engine/engine.ts";
import { environmentOf } from "../../helpers/environment.ts";
import { Stack } from "../../helpers/stack.ts";
import type { RockitSimulator } from "../../simulators/index.ts";
import type { Contestant, Entry, Operation } from "./contestant.ts";

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

interface Written extends Omit<Contestant, "open" | "plugin"> {
  /** A CommonJS module; `count`, `url` and the names' `prefix` are there. */
  readonly program: string;
  /** The program is TypeScript, which the engine's host compiles. Default: JavaScript. */
  readonly typescript?: boolean;
  /** Packages that the program, or what its state refers to, requires: their folders, relative to the checkout. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Its resources are the native plugin's. */
  readonly native?: boolean;
}

/** What a project's Pulumi.yaml says to find the native plugin. */
export const pluginLines = "plugins:\n  providers:\n    - { name: rockit-durst, path: node_modules/.bin }\n";
const launcher = "pulumi-resource-rockit-durst";
export const nativePlugin = /pulumi-resource-rockit-durst/;

/** Puts the native plugin where a project finds it. */
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
}: Written): Contestant {
  return {
    ...contestant,
    plugin: native ? nativePlugin : /dynamic-provider/,
    async open({ folder, engine, rockit, backend }): Promise<Entry> {
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

/** A stack of the project in a folder. */
export async function stackIn(
  folder: string,
  engine: Engine,
  rockit: RockitSimulator,
  backend: Readonly<Record<string, string>> = {},
): Promise<Omit<Entry, "declare">> {
  const kept = join(folder, "stack");
  await mkdir(kept);
  const environment = { ...environmentOf({ rockit }), ...backend };
  const stack = await Stack.create({ engine, project: folder, environment, folder: kept });
  const { name } = stack;
  return {
    commandOf: (operation) => stack.command([...commands[operation], "--stack", name]),
    state: () => readFile(join(kept, "state", ".pulumi", "stacks", "bench", `${name}.json`), "utf8"),
  };
}
