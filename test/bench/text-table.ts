// The tables that `npm run bench` prints.
import { type Operation, operations } from "./compare/contestant.ts";
import * as figures from "./figures.ts";
import { latencyOf } from "./latency-figures.ts";
import { leversOf } from "./lever-figures.ts";
import {
  formatMedian,
  formatNumber,
  formatPlainText,
  formatRatio,
  formatRequests,
  formatSpread,
} from "./page/format.ts";
import type {
  Comparison,
  Latency,
  LeverSample,
  LoadingSample,
  ReceiverSample,
  ScaleSample,
} from "./results.ts";
import { alignColumns } from "./table.ts";

/** A table for each number of subscriptions and each operation, with a row for each contestant that has samples. */
export function comparisonTable(comparison: Comparison): string {
  const blocks = figures
    .sizesOf(comparison.samples)
    .flatMap((resources) =>
      operations.flatMap((operation) => operationTable(comparison, operation, resources)),
    );
  const absent = comparison.absent.map(({ title, reason }) => `${title}: absent, ${reason}`);
  return [...blocks, ...(absent.length > 0 ? [absent.join("\n")] : [])].join("\n\n");
}

/** The cells of a contestant's row; `undefined` if it has no samples of the operation. */
export function cellsOf(
  { samples, states }: Comparison,
  contestant: string,
  operation: Operation,
  resources: number,
) {
  const own = figures.samplesOf(samples, contestant, operation, resources);
  if (own.length === 0) return undefined;
  const of = (value: (sample: (typeof own)[number]) => number | undefined) =>
    figures.spreadOf(own.flatMap((sample) => value(sample) ?? []));
  const times = figures.ratioOf(samples, contestant, figures.baseline, operation, resources);
  return {
    wall: formatMedian(of(({ wallSeconds }) => wallSeconds)),
    times:
      contestant === figures.baseline ? formatMedian(times, formatRatio) : formatSpread(times, formatRatio),
    cpu: formatMedian(of(({ cpuSeconds }) => cpuSeconds)),
    memory: formatMedian(
      of(({ pluginMemoryMb }) => pluginMemoryMb),
      (value) => value.toFixed(0),
    ),
    requests: formatRequests(of(figures.requestsOf), figures.routesOf(own)),
    bytes: formatMedian(figures.bytesOf(states, contestant, resources), (value) => value.toFixed(0)),
    clear: formatPlainText(figures.secretsInTheClear(states, contestant, resources)),
  };
}

function operationTable(comparison: Comparison, operation: Operation, resources: number): string[] {
  const rows = comparison.contestants.flatMap(({ name, title }) => {
    const cells = cellsOf(comparison, name, operation, resources);
    return cells === undefined ? [] : [{ title, ...cells }];
  });
  if (rows.length === 0) return [];
  const isCreate = operation === "create";
  const header = [
    `${resources.toLocaleString("en")} × ${operation}`,
    "wall s",
    "× no-op",
    "CPU s",
    "plugin MB",
    ...(isCreate ? ["state B each", "secrets in clear"] : []),
    "requests",
  ];
  const lines = rows.map(({ title, wall, times, cpu, memory, requests: sent, bytes, clear }) => [
    title,
    wall,
    times,
    cpu,
    memory,
    ...(isCreate ? [bytes, clear] : []),
    sent,
  ]);
  return [alignColumns([header, ...lines], [0, header.length - 1])];
}

/** A row for each optimisation. */
export function leversTable(samples: readonly LeverSample[]): string {
  const rows = leversOf(samples).map(({ lever, operation, resources, wall, cpu, on, off }) => [
    lever,
    `${formatNumber(resources)} × ${operation}`,
    formatSpread(wall, formatRatio),
    formatSpread(cpu, formatRatio),
    `${formatSpread(on.requests)}, ${formatSpread(off.requests)}`,
    `${formatMedian(on.bytes)}, ${formatMedian(off.bytes)}`,
  ]);
  const header = ["optimisation", "", "wall off ÷ on", "CPU off ÷ on", "requests on, off", "state B on, off"];
  return alignColumns([header, ...rows], [0, 1]);
}

/** A row for each contestant and each delay of the server. */
export function latencyTable(latency: Latency): string {
  const rows = latencyOf(latency).flatMap(({ milliseconds, resources, contestants }) =>
    contestants.map(({ title, wall, ofBaseline, ofOurs, requests: sent }) => [
      `${formatNumber(resources)} × refresh, answers after ${formatNumber(milliseconds)} ms`,
      title,
      formatMedian(wall),
      formatSpread(ofBaseline, formatRatio),
      formatSpread(ofOurs, formatRatio),
      formatSpread(sent),
    ]),
  );
  return alignColumns([["latency", "", "wall s", "× no-op", "× ours", "requests"], ...rows], [0, 1]);
}

export function scaleTable(samples: readonly ScaleSample[]): string {
  const rows = samples.map(
    ({ layout, operation, stacks, resources, wallSeconds, cpuSeconds, requests: sent, stateBytes }) => [
      layout,
      operation,
      formatNumber(stacks),
      formatNumber(resources),
      formatNumber(wallSeconds),
      formatNumber((wallSeconds / resources) * 1000),
      cpuSeconds === undefined ? "" : formatNumber(cpuSeconds),
      formatNumber(sent),
      formatNumber(Math.round(stateBytes / 1000)),
    ],
  );
  const header = [
    "layout",
    "",
    "stacks",
    "subscriptions",
    "wall s",
    "for 1,000",
    "CPU s",
    "requests",
    "state kB",
  ];
  return alignColumns([header, ...rows], [0, 1]);
}

export function loadingTable(samples: readonly LoadingSample[]): string {
  const alone = "@pulumi/pulumi";
  const rows = [
    [alone, figures.loadingOf(samples, alone)],
    [
      "this package in a program, in addition",
      figures.loadingOf(samples, `${alone} and this package`, alone),
    ],
    [
      "the provider code in Pulumi's process for dynamic providers",
      figures.loadingOf(samples, "the plugin's side"),
    ],
    [
      "the dynamic plugin, until its first answer",
      figures.loadingOf(samples, "first answer of the dynamic plugin"),
    ],
    [
      "the native plugin, until its first answer",
      figures.loadingOf(samples, "first answer of the native plugin"),
    ],
  ] as const;
  return alignColumns([["loading", "ms"], ...rows.map(([what, ms]) => [what, formatSpread(ms)])]);
}

export function receiverTable(samples: readonly ReceiverSample[]): string {
  return alignColumns([[...receiverHeader], ...receiverRows(samples)], [0, 1]);
}

export const receiverHeader = [
  "package",
  "version",
  "packages",
  "installed kB",
  "import, ms",
  "import × standardwebhooks",
  "verifications/s",
] as const;

/** A row for each package. */
export function receiverRows(samples: readonly ReceiverSample[]): string[][] {
  const standard = samples.find(({ contestant }) => contestant === "standardwebhooks");
  return samples.map((sample) => {
    const { contestant, version, packages, bytes, loadMilliseconds, verificationsPerSecond } = sample;
    const times = figures.spreadOf(figures.loadRatiosOf(sample, standard));
    return [
      contestant,
      version,
      formatNumber(packages),
      formatNumber(Math.round(bytes / 1000)),
      formatMedian(figures.spreadOf(loadMilliseconds)),
      formatSpread(times, formatRatio),
      formatNumber(verificationsPerSecond),
    ];
  });
}
