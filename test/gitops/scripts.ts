// A repository with the scripts of examples/gitops/ci, in a folder that is deleted after the test.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { gitops } from "./files.ts";

export interface Result {
  readonly stack: string;
  readonly outcome: string;
  readonly text?: string;
  readonly findings?: readonly { readonly kind: string; readonly text: string }[];
  readonly resources?: readonly { readonly resource: string; readonly cause: string }[];
  readonly heldToPlan?: boolean;
  readonly last?: unknown;
}

export class Scripts implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "rockit-durst-gitops-"));

  constructor() {
    cpSync(join(gitops, "ci"), this.path("ci"), { recursive: true });
    this.settings({});
  }

  path = (...names: readonly string[]) => join(this.folder, ...names);

  settings(changed: object): void {
    const settings = { organization: "", project: ".", watch: ["."], secretsProvider: "", ...changed };
    this.write("ci/settings.json", JSON.stringify(settings));
  }

  write(name: string, text = ""): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  read = (name: string) => readFileSync(this.path(name), "utf8");
  has = (name: string) => existsSync(this.path(name));

  result = (stack: string): Result => JSON.parse(this.read(`results/${stack}.json`));
  results(results: Readonly<Record<string, Omit<Result, "stack">>>): void {
    for (const [stack, result] of Object.entries(results))
      this.write(`results/${stack}.json`, JSON.stringify({ stack, ...result }));
  }

  /** Replaces `pulumi` by a bash script, with the arguments in "$@". */
  engine(script: string): void {
    this.write("bin/pulumi", `#!/usr/bin/env bash\n${script}\n`);
    chmodSync(this.path("bin/pulumi"), 0o755);
  }

  start(script: string, args: readonly string[] = [], environment: Record<string, string> = {}) {
    return execa(process.execPath, [this.path("ci", script), ...args], {
      cwd: this.folder,
      extendEnv: false,
      env: {
        PATH: `${this.path("bin")}${delimiter}${process.env["PATH"]}`,
        HOME: this.folder,
        ...environment,
      },
      reject: false,
      all: true,
      // In its own process group, as a runner starts a job.
      detached: true,
    });
  }

  async run(...started: Parameters<Scripts["start"]>) {
    const { exitCode, stdout, stderr, all } = await this.start(...started);
    return { exitCode, stdout, stderr, all };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
