import { mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { yamlProgram } from "./yaml-program.ts";

const root = join(import.meta.dirname, "..", "..");

/**
 * Resources and language of a program: dynamic resources, or the native plugin's in TypeScript or in YAML. `plain` declares the native ones
 * like an SDK without the schema.
 */
export type ProgramVariant = "dynamic" | "native" | "plain" | "yaml";

const plugins = "plugins:\n  providers:\n    - { name: rockit-durst, path: node_modules/.bin }\n";

/** The imports of a program, and additions to its Pulumi.yaml. */
const nodeVariants: Readonly<
  Record<Exclude<ProgramVariant, "yaml">, { readonly entry: string; readonly plugins: string }>
> = {
  dynamic: { entry: "pulumi-rockit-durst", plugins: "" },
  native: { entry: "pulumi-rockit-durst/native", plugins },
  plain: { entry: join(root, "test", "helpers", "plain-classes.cjs"), plugins },
};

/** A program as `program.cjs` and `yaml-program.ts` understand it. */
export interface Program {
  readonly resources: readonly {
    readonly type:
      | "RockitSubscription"
      | "DurstSubscriber"
      | "DurstSubscription"
      | "RockitEventHub"
      | "RockitWebhook"
      | "DurstCallback"
      | "Provider";
    readonly name: string;
    readonly args?: object;
    /** The id of an existing object that is only read. Replaces `args`. */
    readonly get?: string;
    readonly opts?: object;
  }[];
  readonly outputs?: object;
  /** Parts of a YAML program, in the form of Pulumi.yaml. */
  readonly yaml?: {
    readonly config?: object;
    readonly variables?: object;
    readonly resources?: object;
    readonly outputs?: object;
  };
}

/** Equal ROCKIT subscriptions with the names s0, s1 and so on. */
export const rockitSubscriptions = (count: number): Program => ({
  resources: Array.from({ length: count }, (_, number) => ({
    type: "RockitSubscription",
    name: `s${number}`,
    args: {
      name: `s${number}`,
      sender: "mkraw",
      event: "end",
      type: "webhook",
      url: "https://hooks.example",
    },
  })),
});

/** An output of another resource of the program. */
export const outputOf = (name: string, property = "id") => ({ $of: name, property });

/** A reference to another resource of the program, for options. */
export const resourceNamed = (name: string) => ({ $of: name });

/** A text of several parts. A part may be an output of another resource. */
export const concat = (...parts: readonly (string | object)[]) => ({ $concat: parts });

export const secret = (value: string) => ({ $secret: value });

/** A secret value that the program makes plaintext. */
export const unsecret = (value: object) => ({ $unsecret: value });

/** A Pulumi project in a temporary folder, with the checkout's packages. Its program can be replaced. */
export class Project implements AsyncDisposable {
  readonly folder: string;
  #plugins = "";
  private variant: ProgramVariant = "dynamic";

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(program?: Program, { variant = "dynamic" as ProgramVariant } = {}): Promise<Project> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "rockit-durst-project-")));
    const project = new Project(folder);
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "package.json"), '{ "main": "index.js" }\n');
    await project.switchVariant(variant);
    if (program !== undefined) await project.write(program);
    return project;
  }

  /** Changes what the program imports. Pulumi.yaml keeps a plugin that it named once. `yaml` replaces the program by an empty one. */
  async switchVariant(variant: ProgramVariant): Promise<void> {
    this.variant = variant;
    if (variant === "yaml") return this.write({ resources: [] });
    const { entry, plugins } = nodeVariants[variant];
    this.#plugins ||= plugins;
    await writeFile(
      join(this.folder, "Pulumi.yaml"),
      `name: e2e\nruntime:\n  name: nodejs\n  options: { typescript: false }\n${this.#plugins}`,
    );
    const helper = JSON.stringify(join(root, "test", "helpers", "program.cjs"));
    await this.writeSource(
      `module.exports = require(${helper}).declare(require("./program.json"), ${JSON.stringify(entry)});\n`,
    );
  }

  async write(program: Program): Promise<void> {
    if (this.variant === "yaml") return writeFile(join(this.folder, "Pulumi.yaml"), yamlProgram(program));
    await writeFile(join(this.folder, "program.json"), JSON.stringify(program));
  }

  /** Writes a CommonJS program as text, where data is not enough. */
  async writeSource(program: string): Promise<void> {
    await writeFile(join(this.folder, "index.js"), program);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
