// bench/README.md and its pictures, made of bench/results.json and of nothing else: they change when the results do.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as figures from "../figures.ts";
import type { Machine, Results } from "../results.ts";
import { contestants } from "./contestants.ts";
import { goalsTable } from "./goals.ts";
import { latency } from "./latency.ts";
import { levers } from "./levers.ts";
import { type Section, section } from "./markdown.ts";
import { receiver } from "./receiver.ts";
import { requests } from "./requests.ts";
import { scale } from "./scale.ts";
import { slower } from "./slower.ts";
import { state } from "./state.ts";
import { growth, times } from "./time.ts";
import { list, number, subscriptions } from "./written.ts";

const beside = fileURLToPath(new URL("../../../bench", import.meta.url));
const pictures = ["times", "growth", "state", "requests", "latency", "scale", "levers"].map(
  (name) => `${name}.svg`,
);

/** Writes the page and its pictures, takes off those of parts that are gone, and returns the paths of what it wrote. */
export async function writePage(results: Results, folder = beside): Promise<string[]> {
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
    ...(compare ? [times(compare), growth(compare), state(compare), requests(compare)] : []),
    ...(results.latency ? [latency(results.latency, compare)] : []),
    ...(results.scale ? [scale(results.scale)] : []),
    ...(results.levers ? [levers(results.levers)] : []),
  ].filter((each): each is Section => each !== undefined);
  const ahead = compare && slower(compare);
  const parts = [
    "# What it costs",
    "The same ROCKIT subscriptions owned in several ways, side by side, with the real tools, against the same simulator. Written by the benchmark from [results.json](results.json), which has every sample:",
    "```sh\nnpm run bench\n```",
    measuredOn(results.machine),
    ...(compare ? [howOf(compare)] : []),
    `## Goals\n\n${goalsTable(results)}`,
    "Bytes and requests of Durst's resources, and the size of the reference that every resource carries, are held to goals 12 and 14 by [a test](../test/e2e/costs.long.test.ts).",
    ...(compare ? [contestants(compare)] : []),
    ...sections.map(section),
    ...(results.receiver ? [receiver(results.receiver)] : []),
    ...(ahead === undefined ? [] : [ahead]),
  ];
  return new Map([
    ["README.md", `${parts.join("\n\n")}\n`],
    ...sections.map(({ picture }) => [picture.file, picture.svg] as const),
  ]);
}

const measuredOn = (machine: Machine) =>
  `Measured on ${machine.date.slice(0, 10)}: ${machine.processors} processors (${machine.processor}), ${machine.memoryGb} GB of memory, ${machine.platform}, Node.js ${machine.node}, engine ${machine.engine}, @pulumi/pulumi ${machine.sdk}.`;

function howOf({ samples }: NonNullable<Results["compare"]>): string {
  const rounds = figures.sizesOf(samples).map((size) => {
    const of = samples.filter(({ resources }) => resources === size);
    return `${figures.distinct(of.map(({ round }) => round)).length} with ${subscriptions(size)}`;
  });
  const load = figures.spreadOf(samples.map((sample) => sample.load));
  return [
    `Every contestant has its own project, state in files, and server. Each operation goes through all contestants before the next one begins, in an order that rotates; rounds: ${list(rounds)}.`,
    "Ratios are taken within a round, and their median over the rounds is what is claimed: they hold from machine to machine better than seconds do. In brackets stand the lowest and the highest round.",
    ...(load === undefined
      ? []
      : [
          `The load average before a command was ${number(load.median)} at the median and ${number(load.max)} at most.`,
        ]),
  ].join(" ");
}
