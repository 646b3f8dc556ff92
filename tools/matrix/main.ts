// `npm run matrix`: runs the packages with each supported combination of versions and package managers.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildPackages } from "../build.ts";
import { ensureEngine } from "../engine/engine.ts";
import { check, info, runScenario, step } from "../scenario.ts";
import { packAll } from "./project.ts";
import { type Cell, cells } from "./rows.ts";
import { type Outcome, runCell } from "./run-cell.ts";
import { tableOf, titleOf, writeTables } from "./table.ts";

const help = `Usage: npm run matrix [-- --only NAME… | --list | --write]

For each cell, installs the packed packages into a new project with the cell's Node.js, SDK, TypeScript and package manager,
and runs up, preview, refresh and destroy against simulators. Exit code 1 if a result differs from tools/matrix/rows.ts.

  --only NAME…   run only these cells
  --list         list the cells
  --write        write the table of a complete run into docs/supported-versions.md
`;

interface Options {
  readonly chosen: readonly Cell[];
  readonly write: boolean;
}

function readOptions(): Options {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        only: { type: "string", multiple: true },
        list: { type: "boolean" },
        write: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
    if (values.help) leave(help);
    if (values.list) leave(cells.map((cell) => `${cell.name.padEnd(26)}${titleOf(cell)}`).join("\n"));
    const names = [...(values.only ?? []), ...positionals];
    const unknown = names.find((name) => !cells.some((cell) => cell.name === name));
    if (unknown !== undefined) throw new Error(`unknown cell ${unknown}; --list shows all cells`);
    if (positionals.length > 0 && values.only === undefined) throw new Error("name cells after --only");
    if (values.write && names.length > 0) throw new Error("--write needs a complete run, without --only");
    return {
      chosen: names.length === 0 ? cells : cells.filter(({ name }) => names.includes(name)),
      write: values.write === true,
    };
  } catch (thrown) {
    console.error(`matrix: ${(thrown as Error).message}\n\n${help}`);
    process.exit(2);
  }
}

function leave(text: string): never {
  console.log(text);
  process.exit(0);
}

async function matrix({ chosen, write }: Options, interrupted: AbortSignal): Promise<void> {
  step("Build and pack the packages, and find the Pulumi CLI (download or build it on the first run)");
  check(await buildPackages(), "the packages do not build");
  const engine = await ensureEngine({ log: info });
  const tarballs = await packAll(await mkdtemp(join(tmpdir(), "packed-")));

  step(`Run ${chosen.length} ${chosen.length === 1 ? "cell" : "cells"}`);
  const outcomes: Outcome[] = [];
  for (const cell of chosen) {
    interrupted.throwIfAborted();
    const outcome = await runCell(cell, { engine, tarballs, interrupted });
    outcomes.push(outcome);
    info(
      `${outcome.state.padEnd(8)}${String(outcome.seconds).padStart(4)} s  ${cell.name.padEnd(26)}${titleOf(cell)}`,
    );
    if (outcome.why !== undefined) console.log(outcome.why.replace(/^/gm, "      "));
  }

  step("Print the table");
  console.log(tableOf(outcomes, engine.version));
  const failed = outcomes.filter(({ state }) => state === "failed").map(({ cell }) => cell.name);
  check(failed.length === 0, `results differ from tools/matrix/rows.ts: ${failed.join(", ")}`);
  if (write) info(`written into ${await writeTables(outcomes, engine.version)}`);
}

const options = readOptions();
await runScenario("matrix", (interrupted) => matrix(options, interrupted), "; every result is as expected.");
