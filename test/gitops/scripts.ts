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
import { afterEach, beforeEach } from "vitest";
import { gitopsFolder } from "./files.ts";

export interface Result {
  readonly stack: string;
  readonly outcome: string;
  readonly text?: string;
  readonly findings?: readonly { readonly kind: string; readonly text: string }[];
  readonly resources?: readonly { readonly resource: string; readonly cause: string }[];
  readonly heldToPlan?: boolean;
  readonly last?: unknown;
}

/** The results of a run, by stack. */
export type Results = Readonly<Record<string, Omit<Result, "stack">>>;

export class Scripts implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "rockit-durst-gitops-"));

  constructor() {
    cpSync(join(gitopsFolder, "ci"), this.path("ci"), { recursive: true });
    this.writeSettings({});
  }

  path = (...names: readonly string[]) => join(this.folder, ...names);

  writeSettings(changed: object): void {
    const settings = { organization: "", project: ".", watch: ["."], secretsProvider: "", ...changed };
    this.write("ci/settings.json", JSON.stringify(settings));
  }

  write(name: string, text = ""): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  read = (name: string) => readFileSync(this.path(name), "utf8");
  has = (name: string) => existsSync(this.path(name));

  readResult = (stack: string): Result => JSON.parse(this.read(`results/${stack}.json`));
  writeResults(results: Results): void {
    for (const [stack, result] of Object.entries(results))
      this.write(`results/${stack}.json`, JSON.stringify({ stack, ...result }));
  }

  /** Replaces `pulumi` by a bash script, with the arguments in "$@". */
  replacePulumi(script: string): void {
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

/** The repository of the running test, in a file that calls `newScriptsForEachTest`. */
export let scripts: Scripts;

/** Gives each test a repository of its own. */
export function newScriptsForEachTest(): void {
  beforeEach(() => {
    scripts = new Scripts();
  });
  afterEach(() => scripts[Symbol.dispose]());
}
