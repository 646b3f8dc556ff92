// bench/README.md and its pictures, made only of bench/results.json: they change when the results do.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Results } from "../results.ts";
import { contestantsSection } from "./contestants.ts";
import { goalsTable } from "./goals.ts";
import { latencySection } from "./latency.ts";
import { leversSection } from "./levers.ts";
import { renderSection, type Section, wrap } from "./markdown.ts";
import { machineText, methodSection } from "./method.ts";
import { receiverSection } from "./receiver.ts";
import { requestsSection } from "./requests.ts";
import { scaleSection } from "./scale.ts";
import { slowerOperationsSection } from "./slower-operations.ts";
import { stateSection } from "./state.ts";
import { growthSection, wallTimeSection } from "./wall-time.ts";

const benchFolder = fileURLToPath(new URL("../../../bench", import.meta.url));
const pictures = ["times", "growth", "state", "requests", "latency", "scale", "levers"].map(
  (name) => `${name}.svg`,
);

/** Writes the page and its pictures, deletes pictures that the page no longer has, and returns the written paths. */
export async function writePage(results: Results, folder = benchFolder): Promise<string[]> {
  const files = page(results);
  await mkdir(folder, { recursive: true });
  await Promise.all(
    pictures.filter((file) => !files.has(file)).map((file) => rm(join(folder, file), { force: true })),
  );
  for (const [file, text] of files) await writeFile(join(folder, file), text);
  return [...files.keys()].map((file) => join(folder, file));
}

/** The texts of the files, by name. */
export function page(results: Results): Map<string, string> {
  const { compare } = results;
  const sections = [
    ...(compare
      ? [wallTimeSection(compare), growthSection(compare), stateSection(compare), requestsSection(compare)]
      : []),
    ...(results.latency ? [latencySection(results.latency, compare)] : []),
    ...(results.scale ? [scaleSection(results.scale)] : []),
    ...(results.levers ? [leversSection(results.levers)] : []),
  ].filter((each): each is Section => each !== undefined);
  const slowerOperations = compare && slowerOperationsSection(compare);
  const parts = [
    "# Benchmark",
    wrap(
      [
        "This benchmark compares ways to manage ROCKIT subscriptions: pulumi-rockit-durst, other Pulumi programs, and Terraform.",
        "It runs the real command-line tools against a simulated ROCKIT server.",
        "The benchmark writes this page from [results.json](results.json), which has every sample:",
      ].join(" "),
    ),
    "```sh\nnpm run bench\n```",
    machineText(results.machine),
    ...(compare ? [contestantsSection(compare), methodSection(compare)] : []),
    "## Goals",
    wrap(
      [
        "These are the project's goals for its own costs.",
        "“A ÷ B” is the ratio of A to B.",
        "pulumi-rockit-durst reads ROCKIT's list in pages of at most 1,000 entries. Each page repeats the last entry of the one before, which shows whether the list has changed in between.",
      ].join(" "),
    ),
    goalsTable(results),
    wrap(
      [
        "[A test](../test/e2e/costs.long.test.ts) sets limits for Durst's resources: their requests and their size in the state.",
        "It also limits the size of the reference to the provider's code that every resource has in the state.",
      ].join(" "),
    ),
    ...sections.map(renderSection),
    ...(results.receiver ? [receiverSection(results.receiver)] : []),
    ...(slowerOperations === undefined ? [] : [slowerOperations]),
  ];
  return new Map([
    ["README.md", `${parts.join("\n\n")}\n`],
    ...sections.map(({ picture }) => [picture.file, picture.svg] as const),
  ]);
}
