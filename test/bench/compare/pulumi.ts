// A contestant that is a program of Pulumi's: a project of its own, run by the command line on the file backend.
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { environmentOf } from "../../helpers/environment.ts";
import { Stack } from "../../helpers/stack.ts";
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
}

export function pulumiContestant({
  program,
  typescript = false,
  packages = {},
  ...contestant
}: Written): Contestant {
  return {
    ...contestant,
    plugin: /dynamic-provider/,
    async open({ folder, engine, rockit }): Promise<Entry> {
      const modules = join(folder, "node_modules");
      await mkdir(modules);
      for (const [name, at] of Object.entries({ "@pulumi": "node_modules/@pulumi", ...packages }))
        await symlink(join(root, at), join(modules, name));
      const main = typescript ? "index.ts" : "index.js";
      const files = {
        "package.json": JSON.stringify({ main }),
        "Pulumi.yaml": `name: bench\nruntime:\n  name: nodejs\n  options: { typescript: ${typescript} }\n`,
        [main]: typescript
          ? `import { count, prefix, url } from "./declared.json";\n${program}\n`
          : `const { count, prefix, url } = require("./declared.json");\n${program}\n`,
        ...(typescript && { "tsconfig.json": JSON.stringify({ compilerOptions }) }),
      };
      for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
      const environment = environmentOf({ rockit });
      const kept = join(folder, "stack");
      await mkdir(kept);
      const stack = await Stack.create({ engine, project: folder, environment, folder: kept });
      const { name } = stack;
      return {
        declare: (count, url, prefix = "s") =>
          writeFile(join(folder, "declared.json"), JSON.stringify({ count, url, prefix })),
        commandOf: (operation) => stack.command([...commands[operation], "--stack", name]),
        state: () => readFile(join(kept, "state", ".pulumi", "stacks", "bench", `${name}.json`), "utf8"),
      };
    },
  };
}
