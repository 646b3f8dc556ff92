// One cell for real: installed, brought up, planned twice without a change, refreshed and destroyed.
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

/** What became of a cell. `refused` is as its row says; `failed` is not. */
export interface Outcome {
  readonly cell: Cell;
  readonly state: "works" | "refused" | "failed";
  readonly seconds: number;
  /** Why it is not as its row says. */
  readonly why?: string;
}

export interface Setting {
  readonly engine: Engine;
  readonly tarballs: Tarballs;
  readonly interrupted: AbortSignal;
}

/** Something is not as the cell's row says. */
class NotAsTheRowSays extends Error {}

export async function runCell(cell: Cell, setting: Setting): Promise<Outcome> {
  const started = performance.now();
  const folder = await realpath(await mkdtemp(join(tmpdir(), `rockit-durst-matrix-${cell.name}-`)));
  const outcome = await live(cell, folder, setting).then(
    (state) => ({ state }),
    (failure: Error) => {
      setting.interrupted.throwIfAborted();
      return { state: "failed" as const, why: failure.message };
    },
  );
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  return { cell, ...outcome, seconds: Math.round((performance.now() - started) / 1000) };
}

async function live(cell: Cell, folder: string, { engine, tarballs, interrupted }: Setting) {
  const manager: Manager = managers[cell.manager];
  const { refused } = cell;
  const root = join(folder, "project");
  await mkdir(root);
  const project = await writeProject(cell, root, tarballs);
  const environment = { PATH: await pathOf(cell, engine) };

  const installed = await install(manager, root, environment, interrupted);
  if (refused?.by === "package manager") {
    expectFailure(installed.exitCode, installed.output, refused.says);
    return "refused" as const;
  }
  if (installed.exitCode !== 0) throw new NotAsTheRowSays(`${manager.command} install:\n${installed.output}`);

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

  if (refused !== undefined) {
    const { exitCode, output } = await stack
      .up()
      .catch((failure: Error) => ({ exitCode: 1, output: failure.message }));
    expectFailure(exitCode, output, refused.by === "program" ? refused.says : undefined);
    const sent = rockit.writes().length + durst.writes().length;
    if (sent > 0) throw new NotAsTheRowSays(`it sent ${sent} write requests before it was refused`);
    await doctor(cell, stack, root);
    return "refused" as const;
  }

  await use(stack, pack);
  await doctor(cell, stack, root);
  await stack.destroy();
  const active = [...durst.subscriptions(17).values()].filter(({ status }) => status === "ACTIVE");
  const left = rockit.subscriptions.size + active.length;
  if (left > 0) throw new NotAsTheRowSays(`${left} subscriptions are left at the servers`);
  return "works" as const;
}

/**
 * All that is started has the cell's Node.js first: package manager, language host, plugins and policy pack.
 */
async function pathOf(cell: Cell, engine: Engine): Promise<string> {
  const own = [
    dirname(await nodeOf(cell.node)),
    await folderOf(managers[cell.manager]),
    dirname(engine.pulumi),
  ];
  // npm puts commands of the checkout on the caller's.
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
  if (/\bwarning: /.test(output)) throw new NotAsTheRowSays(`pulumi up warns:\n${output}`);
  await stack.preview("--expect-no-changes");
  await stack.up("--expect-no-changes");
  await stack.refresh("--expect-no-changes");
  if (pack !== undefined) {
    const checked = await stack.preview("--policy-pack", pack);
    if (!checked.output.includes("Policies:")) throw new NotAsTheRowSays(`no policy ran:\n${checked.output}`);
  }
}

/** A person whose program does not run asks the doctor, whose word must be true of each cell. */
async function doctor({ manager, doctor: says, refused }: Cell, stack: Stack, root: string): Promise<void> {
  const { env } = stack.command([]);
  const command = "rockit-durst";
  // Under Plug'n'Play there is no folder of commands.
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
  const expected = refused?.by === "doctor" ? refused.says : says;
  if (expected !== undefined) expectSentence(all, expected);
  if (exitCode !== 0 && (refused === undefined || expected === undefined))
    throw new NotAsTheRowSays(`rockit-durst doctor:\n${all}`);
}

function expectFailure(exitCode: number | undefined, output: string, says: string | undefined): void {
  if (exitCode === 0) throw new NotAsTheRowSays("it works, and was to be refused");
  if (says !== undefined) expectSentence(output, says);
}

/** Throws unless a person sees that sentence, whatever the line breaks, and no stack trace. */
function expectSentence(output: string, says: string): void {
  const line = (text: string) => text.replace(/\s+/g, " ");
  if (!line(output).includes(line(says))) throw new NotAsTheRowSays(`it does not say "${says}":\n${output}`);
  if (/^\s+at .+:\d+/m.test(output)) throw new NotAsTheRowSays(`it shows a stack trace:\n${output}`);
}

/** `pulumi` as the manager's users start it. */
async function started(manager: Manager, engine: Engine, folder: string): Promise<string> {
  if (manager.starts === undefined) return engine.pulumi;
  const script = join(folder, "pulumi");
  await writeFile(script, `#!/bin/sh\nexec ${manager.command} ${manager.starts.join(" ")} pulumi "$@"\n`);
  await chmod(script, 0o755);
  return script;
}
