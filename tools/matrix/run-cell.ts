// Runs one cell: install, up, preview and up without changes, refresh, destroy.
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve, sep } from "node:path";
import { execa } from "execa";
import { environmentOf } from "../../test/helpers/environment.ts";
import { Stack } from "../../test/helpers/stack.ts";
import { nodeOf } from "../../test/packages/old-node.ts";
import { startDurst, startRockit } from "../../test/simulators/index.ts";
import type { Engine } from "../engine/engine.ts";
import { basePath } from "../engine/environment.ts";
import { checkout } from "../engine/pins.ts";
import { policyPack } from "../engine/policy-pack.ts";
import { folderOf, type Manager, managers, registryEnvironment } from "./package-managers.ts";
import { type Tarballs, writeProject } from "./project.ts";
import type { Cell } from "./rows.ts";

/** The result of a cell. `rejected` is as expected, `failed` is not. */
export interface Outcome {
  readonly cell: Cell;
  readonly state: "works" | "rejected" | "failed";
  readonly seconds: number;
  /** Why the result differs from the row. */
  readonly why?: string;
}

export interface Setting {
  readonly engine: Engine;
  readonly tarballs: Tarballs;
  readonly interrupted: AbortSignal;
}

/** A result differs from the cell's row. */
class UnexpectedResult extends Error {}

export async function runCell(cell: Cell, setting: Setting): Promise<Outcome> {
  const started = performance.now();
  const folder = await realpath(await mkdtemp(join(tmpdir(), `rockit-durst-matrix-${cell.name}-`)));
  const outcome = await runLifecycle(cell, folder, setting).then(
    (state) => ({ state }),
    (failure: Error) => {
      setting.interrupted.throwIfAborted();
      return { state: "failed" as const, why: failure.message };
    },
  );
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  return { cell, ...outcome, seconds: Math.round((performance.now() - started) / 1000) };
}

async function runLifecycle(cell: Cell, folder: string, { engine, tarballs, interrupted }: Setting) {
  const manager: Manager = managers[cell.manager];
  const { rejected } = cell;
  const root = join(folder, "project");
  await mkdir(root);
  const project = await writeProject(cell, root, tarballs);
  const environment = { PATH: await pathOf(cell, engine) };

  const installed = await install(manager, root, environment, interrupted);
  if (rejected?.by === "package manager") {
    expectFailure(installed.exitCode, installed.output, rejected.says);
    return "rejected" as const;
  }
  if (installed.exitCode !== 0)
    throw new UnexpectedResult(`${manager.command} install:\n${installed.output}`);

  const pack = cell.policies
    ? policyPack(engine, join(project, "node_modules", "pulumi-rockit-durst-policy"))
    : undefined;
  await using rockit = await startRockit();
  await using durst = await startDurst();
  await using stack = await Stack.create({
    engine: {
      pulumi: await started(manager, engine, folder),
      projectEnvironment: { ...engine.projectEnvironment, ...environment },
    },
    project,
    environment: { ...environmentOf({ rockit, durst }) },
    interrupted,
  });

  if (rejected !== undefined) {
    const { exitCode, output } = await stack
      .up()
      .catch((failure: Error) => ({ exitCode: 1, output: failure.message }));
    expectFailure(exitCode, output, rejected.by === "program" ? rejected.says : undefined);
    const sent = rockit.writes().length + durst.writes().length;
    if (sent > 0) throw new UnexpectedResult(`it sent ${sent} write requests before it was rejected`);
    await doctor(cell, stack, root);
    return "rejected" as const;
  }

  await use(stack, pack);
  await doctor(cell, stack, root);
  await stack.destroy();
  const active = [...durst.subscriptions(17).values()].filter(({ status }) => status === "ACTIVE");
  const left = rockit.subscriptions.size + active.length;
  if (left > 0) throw new UnexpectedResult(`${left} subscriptions are left on the servers`);
  return "works" as const;
}

/** PATH with the cell's Node.js first, for package manager, language host, plugins and policy pack. */
async function pathOf(cell: Cell, engine: Engine): Promise<string> {
  const own = [
    dirname(await nodeOf(cell.node)),
    await folderOf(managers[cell.manager]),
    dirname(engine.pulumi),
  ];
  // npm adds the checkout's commands to the caller's PATH.
  const others = basePath()
    .split(delimiter)
    .filter((folder) => !(resolve(folder) + sep).startsWith(checkout + sep));
  return [...own, ...others].join(delimiter);
}

async function install(
  { command, install: args }: Manager,
  cwd: string,
  environment: Readonly<Record<string, string>>,
  interrupted: AbortSignal,
) {
  const { exitCode, all } = await execa(command, args, {
    cwd,
    env: { ...(await registryEnvironment()), ...environment },
    reject: false,
    all: true,
    stdin: "ignore",
    cancelSignal: interrupted,
    forceKillAfterDelay: 5_000,
  });
  return { exitCode, output: all };
}

async function use(stack: Stack, pack: string | undefined): Promise<void> {
  const { output } = await stack.up();
  if (/\bwarning: /.test(output)) throw new UnexpectedResult(`pulumi up warns:\n${output}`);
  await stack.preview("--expect-no-changes");
  await stack.up("--expect-no-changes");
  await stack.refresh("--expect-no-changes");
  if (pack !== undefined) {
    const checked = await stack.preview("--policy-pack", pack);
    if (!checked.output.includes("Policies:"))
      throw new UnexpectedResult(`no policy ran:\n${checked.output}`);
  }
}

/** Checks that the doctor finds what the cell's row says. */
async function doctor({ manager, doctor: says, rejected }: Cell, stack: Stack, root: string): Promise<void> {
  const { env } = stack.command([]);
  const command = "rockit-durst";
  // Plug'n'Play has no folder for commands.
  const found = [stack.project, root, join(root, "wrapper")]
    .map((folder) => join(folder, "node_modules", ".bin", command))
    .find((file) => existsSync(file));
  const [file, ...args] = found === undefined ? [managers[manager].command, "run", command] : [found];
  const { exitCode, all } = await execa(file, [...args, "doctor", "--stack", stack.name], {
    cwd: stack.project,
    env,
    reject: false,
    all: true,
  });
  const expected = rejected?.by === "doctor" ? rejected.says : says;
  if (expected !== undefined) expectSentence(all, expected);
  if (exitCode !== 0 && (rejected === undefined || expected === undefined))
    throw new UnexpectedResult(`rockit-durst doctor:\n${all}`);
}

function expectFailure(exitCode: number | undefined, output: string, says: string | undefined): void {
  if (exitCode === 0) throw new UnexpectedResult("it works, but should be rejected");
  if (says !== undefined) expectSentence(output, says);
}

/** Throws unless the output contains the sentence, ignoring line breaks, and no stack trace. */
function expectSentence(output: string, says: string): void {
  const line = (text: string) => text.replace(/\s+/g, " ");
  if (!line(output).includes(line(says)))
    throw new UnexpectedResult(`the output does not contain "${says}":\n${output}`);
  if (/^\s+at .+:\d+/m.test(output))
    throw new UnexpectedResult(`the output contains a stack trace:\n${output}`);
}

/** Starts `pulumi` like the manager's users. */
async function started(manager: Manager, engine: Engine, folder: string): Promise<string> {
  if (manager.starts === undefined) return engine.pulumi;
  const script = join(folder, "pulumi");
  await writeFile(script, `#!/bin/sh\nexec ${manager.command} ${manager.starts.join(" ")} pulumi "$@"\n`);
  await chmod(script, 0o755);
  return script;
}
