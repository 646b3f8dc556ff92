// What `npm run bench` prints of a comparison.
import { type Operation, operations } from "./compare/contestant.ts";
import * as figures from "./figures.ts";
import { latencyOf } from "./latency-figures.ts";
import { leversOf } from "./lever-figures.ts";
import { median, number, ratio, requests, spread, yesNo } from "./page/written.ts";
import type {
  Comparison,
  Latency,
  LeverSample,
  LoadingSample,
  ReceiverSample,
  ScaleSample,
} from "./results.ts";
import { aligned } from "./table.ts";

/** A block for each number of subscriptions and each operation; a row for each contestant that has samples of it. */
export function textTable(comparison: Comparison): string {
  const blocks = figures
    .sizesOf(comparison.samples)
    .flatMap((resources) => operations.flatMap((operation) => block(comparison, operation, resources)));
  const absent = comparison.absent.map(({ title, reason }) => `${title}: absent, ${reason}`);
  return [...blocks, ...(absent.length > 0 ? [absent.join("\n")] : [])].join("\n\n");
}

/** What a contestant did, as texts; `undefined` if it did nothing like it. */
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
    wall: median(of(({ wallSeconds }) => wallSeconds)),
    times: contestant === figures.baseline ? median(times, ratio) : spread(times, ratio),
    cpu: median(of(({ cpuSeconds }) => cpuSeconds)),
    memory: median(
      of(({ pluginMemoryMb }) => pluginMemoryMb),
      (value) => value.toFixed(0),
    ),
    requests: requests(of(figures.requestsOf), figures.routesOf(own)),
    bytes: median(figures.bytesOf(states, contestant, resources), (value) => value.toFixed(0)),
    clear: yesNo(figures.secretsInTheClear(states, contestant, resources)),
  };
}

function block(comparison: Comparison, operation: Operation, resources: number): string[] {
  const rows = comparison.contestants.flatMap(({ name, title }) => {
    const cells = cellsOf(comparison, name, operation, resources);
    return cells === undefined ? [] : [{ title, ...cells }];
  });
  if (rows.length === 0) return [];
  const created = operation === "create";
  const header = [
    `${resources.toLocaleString("en")} × ${operation}`,
    "wall s",
    "× no-op",
    "CPU s",
    "plugin MB",
    ...(created ? ["state B each", "secrets in clear"] : []),
    "requests",
  ];
  const lines = rows.map(({ title, wall, times, cpu, memory, requests: sent, bytes, clear }) => [
    title,
    wall,
    times,
    cpu,
    memory,
    ...(created ? [bytes, clear] : []),
    sent,
  ]);
  return [aligned([header, ...lines], [0, header.length - 1])];
}

/** A row for each lever. */
export function leversTable(samples: readonly LeverSample[]): string {
  const rows = leversOf(samples).map(({ lever, operation, resources, wall, cpu, on, off }) => [
    lever,
    `${number(resources)} × ${operation}`,
    spread(wall, ratio),
    spread(cpu, ratio),
    `${spread(on.requests)}, ${spread(off.requests)}`,
    `${median(on.bytes)}, ${median(off.bytes)}`,
  ]);
  const header = ["lever", "", "wall off ÷ on", "CPU off ÷ on", "requests on, off", "state B on, off"];
  return aligned([header, ...rows], [0, 1]);
}

/** A row for each contestant and each time that the server takes. */
export function latencyTable(latency: Latency): string {
  const rows = latencyOf(latency).flatMap(({ milliseconds, resources, contestants }) =>
    contestants.map(({ title, wall, ofBaseline, ofOurs, requests: sent }) => [
      `${number(resources)} × refresh, answers after ${number(milliseconds)} ms`,
      title,
      median(wall),
      spread(ofBaseline, ratio),
      spread(ofOurs, ratio),
      spread(sent),
    ]),
  );
  return aligned([["latency", "", "wall s", "× no-op", "× ours", "requests"], ...rows], [0, 1]);
}

export function scaleTable(samples: readonly ScaleSample[]): string {
  const rows = samples.map(
    ({ layout, operation, stacks, resources, wallSeconds, cpuSeconds, requests: sent, stateBytes }) => [
      layout,
      operation,
      number(stacks),
      number(resources),
      number(wallSeconds),
      number((wallSeconds / resources) * 1000),
      cpuSeconds === undefined ? "" : number(cpuSeconds),
      number(sent),
      number(Math.round(stateBytes / 1000)),
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
  return aligned([header, ...rows], [0, 1]);
}

export function loadingTable(samples: readonly LoadingSample[]): string {
  const alone = "@pulumi/pulumi";
  const rows = [
    [alone, figures.loadingOf(samples, alone)],
    ["this package in a program, beyond it", figures.loadingOf(samples, `${alone} and this package`, alone)],
    ["the plugin's side, beyond it", figures.loadingOf(samples, "the plugin's side")],
    [
      "the dynamic plugin, to its first answer",
      figures.loadingOf(samples, "first answer of the dynamic plugin"),
    ],
    [
      "the native plugin, to its first answer",
      figures.loadingOf(samples, "first answer of the native plugin"),
    ],
  ] as const;
  return aligned([["loading", "ms"], ...rows.map(([what, ms]) => [what, spread(ms)])]);
}

export function receiverTable(samples: readonly ReceiverSample[]): string {
  return aligned([[...receiverHeader], ...receiverRows(samples)], [0, 1]);
}

export const receiverHeader = [
  "receiving webhooks",
  "version",
  "packages",
  "kB",
  "import ms",
  "× standardwebhooks",
  "verifications/s",
] as const;

/** A row for each package, as texts. */
export function receiverRows(samples: readonly ReceiverSample[]): string[][] {
  const standard = samples.find(({ contestant }) => contestant === "standardwebhooks");
  return samples.map((sample) => {
    const { contestant, version, packages, bytes, loadMilliseconds, verificationsPerSecond } = sample;
    const times = figures.spreadOf(figures.loadRatios(sample, standard));
    return [
      contestant,
      version,
      number(packages),
      number(Math.round(bytes / 1000)),
      median(figures.spreadOf(loadMilliseconds)),
      spread(times, ratio),
      number(verificationsPerSecond),
    ];
  });
}
