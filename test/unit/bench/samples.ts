import { type Operation, operations } from "../../bench/compare/contestant.ts";
import type { Comparison, LoadingSample, Results, Sample, StateSample } from "../../bench/results.ts";

export const sample = (overrides: Partial<Sample>): Sample => ({
  contestant: "ours",
  resources: 1000,
  round: 0,
  operation: "create",
  wallSeconds: 1,
  requests: {},
  load: 0,
  ...overrides,
});

/** Samples of an operation, one for each round 0, 1, … */
export const samplesOfRounds = (
  contestant: string,
  wallSeconds: readonly number[],
  overrides: Partial<Sample> = {},
): Sample[] =>
  wallSeconds.map((seconds, round) => sample({ contestant, wallSeconds: seconds, round, ...overrides }));

export const stateOf = (
  contestant: string,
  bytes: number,
  overrides: Partial<StateSample> = {},
): StateSample => ({
  contestant,
  resources: 1000,
  round: 0,
  bytes,
  ...overrides,
});

export const loadingSamples = (what: string, milliseconds: readonly number[]): LoadingSample[] =>
  milliseconds.map((each, round) => ({ what, round, milliseconds: each }));

const machine = {
  date: "2026-11-22T09:30:00.000Z",
  processors: 2,
  processor: "Zuse Z4",
  memoryGb: 7.7,
  platform: "linux x64",
  node: "v24.21.0",
  engine: "v3.259.0",
  sdk: "3.270.0",
};

export const resultsOf = (parts: Omit<Results, "machine">): Results => ({ machine, ...parts });

const contestants = [
  { name: "noop", title: "no-op provider", about: "It does nothing" },
  { name: "ours", title: "this package", about: "What is `measured` here." },
  { name: "textbook", title: "textbook | provider", about: "By the book." },
];

export const comparisonOf = (overrides: Partial<Comparison>): Comparison => ({
  contestants,
  absent: [],
  samples: [],
  states: [],
  ...overrides,
});

interface Costs {
  /** Wall seconds of every operation, by contestant. */
  readonly seconds?: Readonly<Record<string, number>>;
  readonly bytes?: Readonly<Record<string, number>>;
  readonly requests?: Partial<Record<Operation, number>>;
  readonly sizes?: readonly number[];
}

/** Three contestants in two rounds; every goal is met unless the costs say otherwise. */
export function comparison({ seconds, bytes, requests, sizes = [1, 1000] }: Costs = {}): Comparison {
  const wall = { noop: 10, ours: 10.5, textbook: 50, ...seconds };
  const size = { noop: 1_000_000, ours: 850_000, textbook: 4_000_000, ...bytes };
  const sent: Readonly<Record<Operation, number>> = {
    create: 1000,
    unchanged: 0,
    preview: 0,
    refresh: 1,
    change: 2000,
    destroy: 1000,
    ...requests,
  };
  const route = "GET /be/v1/subscriptions";
  const each = sizes.flatMap((resources) => [0, 1].map((round) => ({ resources, round })));
  return comparisonOf({
    samples: each.flatMap((at) =>
      operations.flatMap((operation) =>
        Object.entries(wall).map(([contestant, wallSeconds]) =>
          sample({
            ...at,
            contestant,
            operation,
            wallSeconds,
            cpuSeconds: wallSeconds * 2,
            pluginMemoryMb: 100,
            requests: contestant === "noop" || sent[operation] === 0 ? {} : { [route]: sent[operation] },
          }),
        ),
      ),
    ),
    states: each.flatMap((at) =>
      Object.entries(size).map(([contestant, all]) =>
        stateOf(contestant, all, {
          ...at,
          ...(contestant !== "noop" && { secretsInTheClear: contestant === "textbook" }),
        }),
      ),
    ),
  });
}
