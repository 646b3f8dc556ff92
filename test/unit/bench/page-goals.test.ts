// Which goals the benchmark's page counts as met.
import { describe, expect, test } from "vitest";
import { goals, pagesOf } from "../../bench/page/goals.ts";
import type { ReceiverSample, Results } from "../../bench/results.ts";
import { everything, latency, loading, readme } from "./page-samples.ts";
import { comparison, comparisonOf, loaded, resultsOf, rounds } from "./samples.ts";

describe("goals", () => {
  const met = (results: Results) => goals(results).map((each) => each.met);
  const index = { state: 0, up: 1, textbookUp: 2, textbookRefresh: 3, refresh: 4, unchanged: 5, preview: 6 };

  test("are all met by costs that meet them, with their figures", () => {
    expect(met(everything())).toEqual(Array(9).fill(true));
    expect(goals(everything()).map(({ figure }) => figure)).toEqual([
      "0.85",
      "1.05",
      "4.76",
      "4.00",
      "1 for 1, 1 for 1,000",
      "0 for 1, 0 for 1,000",
      "0 for 1, 0 for 1,000",
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
  ] as const)("$goal is not met by costs just beyond it", ({ goal, costs }) => {
    const results = { ...everything(), compare: comparison(costs) };
    expect(met(results)).toEqual(met(everything()).map((_, at) => at !== index[goal]));
    expect(readme(results).match(/\*\*no\*\*/g)).toHaveLength(1);
  });

  test("of a refresh is not met where the textbook provider takes less than three times as long", () => {
    const samples = latency.samples.map((each) =>
      each.contestant === "textbook" ? { ...each, wallSeconds: each.wallSeconds * 0.74 } : each,
    );
    const results = { ...everything(), latency: { ...latency, samples } };
    expect(met(results)).toEqual(met(everything()).map((_, at) => at !== index.textbookRefresh));
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
    const of16 = (fleet: readonly (typeof small)[]) =>
      goals(resultsOf({ fleet })).filter(({ goal }) => goal === 16);
    expect(of16([small])).toEqual([]);
    expect(of16([large, small])).toMatchObject([
      {
        what: "10,008 subscriptions in 12 stacks, one command, 2 processors: created: at most 300 s",
        met: expected[0],
      },
      { what: expect.stringContaining("checked for drift: at most 45 s"), met: expected[1] },
    ]);
  });

  test("are met by costs just within the limits", () => {
    const costs = { bytes: { ours: 900_000 }, seconds: { ours: 10.5, textbook: 24.15 } };
    expect(met(resultsOf({ compare: comparison(costs), loading, latency }))).toEqual(Array(9).fill(true));
  });

  test("of loading are judged by the median of the differences", () => {
    const slow = [
      ...loaded("@pulumi/pulumi", [200, 300, 400]),
      ...loaded("@pulumi/pulumi and this package", [209, 311, 411]),
      ...loaded("the plugin's side", [79, 81, 82]),
    ];
    expect(met(resultsOf({ compare: comparison(), loading: slow })).slice(7)).toEqual([false, false]);
  });

  test("of 1,000 subscriptions say so when 1,000 were not measured", () => {
    const results = resultsOf({ compare: comparison({ sizes: [200] }) });
    expect(goals(results)[index.up]).toMatchObject({
      figure: "1,000 subscriptions were not measured",
      met: undefined,
    });
    expect(readme(results)).toContain("1,000 subscriptions were not measured | not measured |");
  });

  test("are not met after one surplus refresh request in one round", () => {
    const samples = rounds("ours", [1, 1, 1], { operation: "refresh" }).map((each) => ({
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

  test("has a row for each package, and goals that are judged by the median round", () => {
    const results = resultsOf({ receiver: [own, standard] });
    expect(readme(results)).toContain(
      "| rockit-durst-webhooks | 0.1.0 | 2 | 438 | 18 | 1.80 (1.50–3.00) | 4,100 |",
    );
    const judged = (receiver: readonly ReceiverSample[]) =>
      goals(resultsOf({ receiver }))
        .filter(({ goal }) => goal === 17)
        .map(({ met }) => met);
    expect(judged([own, standard])).toEqual([true, true, true]);
    const slow = { ...own, bytes: 1_100_000, packages: 4, loadMilliseconds: [15, 21, 22] };
    expect(judged([slow, standard])).toEqual([false, false, false]);
    expect(judged([own])).toEqual([true, true, undefined]);
    expect(judged([])).toEqual([]);
  });
});

describe("the native plugin", () => {
  const both = (native: number, dynamic: number) => [
    ...loaded("first answer of the native plugin", [native, native, native]),
    ...loaded("first answer of the dynamic plugin", [dynamic, dynamic, dynamic]),
  ];

  test("has goals once it was measured, judged beside the no-op provider and the dynamic plugin", () => {
    const samples = [
      ...rounds("noop", [10, 10, 10], { operation: "create" }),
      ...rounds("native", [8, 9, 10], { operation: "create" }),
    ];
    const contestants = [{ name: "native", title: "native", about: "" }];
    const compare = { ...comparisonOf({ samples }), contestants };
    const own = (results: Results) =>
      goals(results)
        .filter(({ what }) => what.includes("native"))
        .map(({ what, figure, met }) => [what.split(",")[0], figure, met]);
    expect(own(everything())).toEqual([]);
    expect(own(resultsOf({ compare, loading: both(300, 1000) }))).toEqual([
      ["bytes of state", "it was not measured", undefined],
      ["`up` of 1", "0.90 (0.80–1.00)", true],
      ["`up` without changes of 1", "1,000 subscriptions were not measured", undefined],
      ["refresh of 1", "1,000 subscriptions were not measured", undefined],
      ["first answer of the plugin", "0.30", true],
    ]);
    expect(own(resultsOf({ loading: both(360, 1000) })).at(-1)).toEqual([
      "first answer of the plugin",
      "0.36",
      false,
    ]);
  });
});
