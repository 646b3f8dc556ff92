// Which goals the benchmark's page counts as met.
import { describe, expect, test } from "vitest";
import { goals, pagesOf } from "../../bench/page/goals.ts";
import type { ReceiverSample, Results } from "../../bench/results.ts";
import { fullResults, latency, loading, readme } from "./page-samples.ts";
import { comparison, comparisonOf, loadingSamples, resultsOf, samplesOfRounds } from "./samples.ts";

describe("goals", () => {
  const met = (results: Results) => goals(results).map((each) => each.met);
  const index = { state: 0, up: 1, textbookUp: 2, textbookRefresh: 3, refresh: 4, unchanged: 5, preview: 6 };

  test("are all met by costs within the limits, and have the figures of the samples", () => {
    expect(met(fullResults())).toEqual(Array(9).fill(true));
    expect(goals(fullResults()).map(({ figure }) => figure)).toEqual([
      "0.85",
      "1.05",
      "4.76",
      "4.00",
      "1 for 1 and 1 for 1,000 subscriptions",
      "0 for 1 and 0 for 1,000 subscriptions",
      "0 for 1 and 0 for 1,000 subscriptions",
      "8 (6–10) ms",
      "75 (70–80) ms",
    ]);
  });

  test.each([
    { goal: "state", costs: { bytes: { ours: 901_000 } } },
    { goal: "up", costs: { seconds: { ours: 10.6 } } },
    { goal: "textbookUp", costs: { seconds: { textbook: 24.1 } } },
    { goal: "refresh", costs: { requests: { refresh: 2 } } },
    { goal: "unchanged", costs: { requests: { unchanged: 1 } } },
    { goal: "preview", costs: { requests: { preview: 1 } } },
  ] as const)("$goal is not met by costs just beyond the limit", ({ goal, costs }) => {
    const results = { ...fullResults(), compare: comparison(costs) };
    expect(met(results)).toEqual(met(fullResults()).map((_, at) => at !== index[goal]));
    expect(readme(results).match(/\*\*no\*\*/g)).toHaveLength(1);
  });

  test("of a refresh is not met where the textbook provider takes less than three times as long", () => {
    const samples = latency.samples.map((each) =>
      each.contestant === "textbook" ? { ...each, wallSeconds: each.wallSeconds * 0.74 } : each,
    );
    const results = { ...fullResults(), latency: { ...latency, samples } };
    expect(met(results)).toEqual(met(fullResults()).map((_, at) => at !== index.textbookRefresh));
  });

  test.each([
    [300, 45, [true, true]],
    [301, 44, [false, true]],
    [299, 46, [true, false]],
  ])("of 10,000 subscriptions: created in %i s and checked in %i s", (up, drift, expected) => {
    const small = {
      stacks: 10,
      each: 100,
      parallel: 2,
      processors: 2,
      seconds: { up: 1, unchanged: 1, drift: 1 },
    };
    const large = { ...small, stacks: 12, each: 834, seconds: { up, unchanged: 30, drift } };
    const fleetGoals = (fleet: readonly (typeof small)[]) =>
      goals(resultsOf({ fleet })).filter(({ topic }) => topic === "fleet");
    expect(fleetGoals([small])).toEqual([]);
    expect(fleetGoals([large, small])).toMatchObject([
      {
        what: "time to create 10,008 Durst subscriptions in 12 stacks (one for each site), with one command on 2 processors",
        limit: "at most 300 s",
        met: expected[0],
      },
      {
        what: expect.stringContaining(
          "check 10,008 Durst subscriptions in 12 stacks (one for each site) for drift",
        ),
        limit: "at most 45 s",
        met: expected[1],
      },
    ]);
  });

  test("are met by costs just within the limits", () => {
    const costs = { bytes: { ours: 900_000 }, seconds: { ours: 10.5, textbook: 24.15 } };
    expect(met(resultsOf({ compare: comparison(costs), loading, latency }))).toEqual(Array(9).fill(true));
  });

  test("of loading time compare the median of the differences", () => {
    const slow = [
      ...loadingSamples("@pulumi/pulumi", [200, 300, 400]),
      ...loadingSamples("@pulumi/pulumi and this package", [209, 311, 411]),
      ...loadingSamples("the plugin's side", [79, 81, 82]),
    ];
    expect(met(resultsOf({ compare: comparison(), loading: slow })).slice(7)).toEqual([false, false]);
  });

  test("of 1,000 subscriptions tell that 1,000 were not measured", () => {
    const results = resultsOf({ compare: comparison({ sizes: [200] }) });
    expect(goals(results)[index.up]).toMatchObject({
      figure: "1,000 subscriptions were not measured",
      met: undefined,
    });
    expect(readme(results)).toContain("1,000 subscriptions were not measured | not measured |");
  });

  test("are not met after one surplus refresh request in one round", () => {
    const samples = samplesOfRounds("ours", [1, 1, 1], { operation: "refresh" }).map((each) => ({
      ...each,
      requests: { GET: each.round === 1 ? 2 : 1 },
    }));
    expect(met(resultsOf({ compare: comparisonOf({ samples }) }))[index.refresh]).toBe(false);
  });

  test.each([
    [1, 1],
    [999, 1],
    [1000, 1],
    [1001, 2],
    [1999, 2],
    [2000, 3],
    [5000, 6],
  ])("a list of %i has %i pages", (resources, pages) => {
    expect(pagesOf(resources)).toBe(pages);
  });
});

describe("receiving webhooks", () => {
  const own: ReceiverSample = {
    contestant: "rockit-durst-webhooks",
    version: "0.1.0",
    packages: 2,
    bytes: 438_000,
    loadMilliseconds: [15, 18, 30],
    verificationsPerSecond: 4100,
  };
  const standard: ReceiverSample = {
    ...own,
    contestant: "standardwebhooks",
    packages: 3,
    loadMilliseconds: [10, 10, 10],
  };

  test("has a row for each package, and goals that compare the median of the rounds", () => {
    const results = resultsOf({ receiver: [own, standard] });
    expect(readme(results)).toContain(
      "| rockit-durst-webhooks | 0.1.0 | 2 | 438 | 18 | 1.80 (1.50–3.00) | 4,100 |",
    );
    const metGoals = (receiver: readonly ReceiverSample[]) =>
      goals(resultsOf({ receiver }))
        .filter(({ topic }) => topic === "webhook receiver")
        .map(({ met }) => met);
    expect(metGoals([own, standard])).toEqual([true, true, true]);
    const slow = { ...own, bytes: 1_100_000, packages: 4, loadMilliseconds: [15, 21, 22] };
    expect(metGoals([slow, standard])).toEqual([false, false, false]);
    expect(metGoals([own])).toEqual([true, true, undefined]);
    expect(metGoals([])).toEqual([]);
  });
});

describe("the native plugin", () => {
  const firstAnswers = (native: number, dynamic: number) => [
    ...loadingSamples("first answer of the native plugin", [native, native, native]),
    ...loadingSamples("first answer of the dynamic plugin", [dynamic, dynamic, dynamic]),
  ];

  test("has goals only if it was measured, compared with the no-op provider and the dynamic plugin", () => {
    const samples = [
      ...samplesOfRounds("noop", [10, 10, 10], { operation: "create" }),
      ...samplesOfRounds("native", [8, 9, 10], { operation: "create" }),
    ];
    const contestants = [{ name: "native", title: "native", about: "" }];
    const compare = { ...comparisonOf({ samples }), contestants };
    const ratio = "pulumi-rockit-durst/native ÷ no-op provider";
    const firstAnswer = "time from the plugin's start to its first answer, native ÷ dynamic plugin";
    const nativeGoals = (results: Results) =>
      goals(results)
        .filter(({ what }) => what.includes("native"))
        .map(({ what, limit, figure, met }) => [what, limit, figure, met]);
    expect(nativeGoals(fullResults())).toEqual([]);
    expect(nativeGoals(resultsOf({ compare, loading: firstAnswers(300, 1000) }))).toEqual([
      [`size of the state with 1,000 subscriptions, ${ratio}`, "at most 0.75", "", undefined],
      [
        `wall time of \`create\` with 1,000 subscriptions, ${ratio}`,
        "at most 0.90",
        "0.90 (0.80–1.00)",
        true,
      ],
      [
        `wall time of \`unchanged\` with 1,000 subscriptions, ${ratio}`,
        "at most 0.85",
        "1,000 subscriptions were not measured",
        undefined,
      ],
      [
        `wall time of \`refresh\` with 1,000 subscriptions, ${ratio}`,
        "at most 0.85",
        "1,000 subscriptions were not measured",
        undefined,
      ],
      [firstAnswer, "at most 0.35", "0.30", true],
    ]);
    expect(nativeGoals(resultsOf({ loading: firstAnswers(360, 1000) })).at(-1)).toEqual([
      firstAnswer,
      "at most 0.35",
      "0.36",
      false,
    ]);
  });
});
