import { describe, expect, test } from "vitest";
import * as figures from "../../bench/figures.ts";
import { comparisonTable } from "../../bench/text-table.ts";
import { comparisonOf, loadingSamples, sample, samplesOfRounds, stateOf } from "./samples.ts";

describe("a spread", () => {
  test.each([
    { numbers: [3, 1, 2], median: 2, min: 1, max: 3 },
    { numbers: [10, 4, 1, 2], median: 3, min: 1, max: 10 },
    { numbers: [7], median: 7, min: 7, max: 7 },
    { numbers: [2, 4], median: 3, min: 2, max: 4 },
  ])("of $numbers", ({ numbers, ...expected }) => {
    expect(figures.spreadOf(numbers)).toEqual({ ...expected, rounds: numbers.length });
  });

  test("of no samples is undefined", () => {
    expect(figures.spreadOf([])).toBeUndefined();
  });
});

describe("a ratio of wall times", () => {
  test("is taken within a round, not between the medians", () => {
    // The ratio of the medians would be 20 / 10.
    const samples = [
      ...samplesOfRounds("ours", [10, 30, 20]),
      ...samplesOfRounds("noop", [10, 10, 40]).toReversed(),
    ];
    expect(figures.ratioOf(samples, "ours", "noop", "create", 1000)).toEqual({
      median: 1,
      min: 0.5,
      max: 3,
      rounds: 3,
    });
  });

  test("omits a round without a sample of the other contestant", () => {
    const samples = [
      ...samplesOfRounds("ours", [4, 9, 8]),
      ...samplesOfRounds("noop", [2]),
      ...samplesOfRounds("noop", [2], { round: 2 }),
    ];
    expect(figures.ratioOf(samples, "ours", "noop", "create", 1000)).toMatchObject({ median: 3, rounds: 2 });
  });

  test("uses only samples of its operation and number of resources", () => {
    const samples = [
      ...samplesOfRounds("ours", [6]),
      ...samplesOfRounds("noop", [2]),
      ...samplesOfRounds("ours", [100], { operation: "refresh" }),
      ...samplesOfRounds("noop", [1], { resources: 1 }),
    ];
    expect(figures.ratioOf(samples, "ours", "noop", "create", 1000)).toMatchObject({ median: 3, rounds: 1 });
    expect(figures.ratioOf(samples, "ours", "noop", "refresh", 1000)).toBeUndefined();
    expect(figures.ratioOf(samples, "ours", "noop", "create", 1)).toBeUndefined();
  });
});

test("bytes of state are counted per resource, and their ratio is taken within a round", () => {
  const states = [
    stateOf("ours", 3000),
    stateOf("ours", 8000, { round: 1 }),
    stateOf("noop", 1000),
    stateOf("noop", 2000, { round: 1 }),
  ];
  expect(figures.bytesOf(states, "ours", 1000)).toMatchObject({ median: 5.5, min: 3, max: 8 });
  expect(figures.bytesRatioOf(states, "ours", "noop", 1000)).toMatchObject({ median: 3.5, min: 3, max: 4 });
});

test.each([
  { sampled: [], expected: undefined },
  { sampled: [undefined], expected: undefined },
  { sampled: [false, false], expected: false },
  { sampled: [false, true, false], expected: true },
])("samples of plaintext secrets $sampled give $expected", ({ sampled, expected }) => {
  const states = sampled.map((secretsInTheClear, round) =>
    stateOf("ours", 1, { round, ...(secretsInTheClear !== undefined && { secretsInTheClear }) }),
  );
  expect(figures.secretsInTheClear(states, "ours", 1000)).toBe(expected);
});

test("requests are counted over all routes, and a route missing from a round counts as 0", () => {
  const samples = [
    sample({ requests: { "POST /a": 4, "GET /a": 1 } }),
    sample({ round: 1, requests: { "POST /a": 4 } }),
  ];
  expect(samples.map(figures.requestsOf)).toEqual([5, 4]);
  const routes = figures.routesOf(samples);
  expect([...routes.keys()]).toEqual(["GET /a", "POST /a"]);
  expect(routes.get("GET /a")).toMatchObject({ median: 0.5, min: 0, max: 1 });
});

test("additional loading time is the median of the differences within a round", () => {
  // The difference of the medians would be 30 - 20.
  const samples = [...loadingSamples("sdk", [10, 20, 60]), ...loadingSamples("both", [15, 30, 61])];
  expect(figures.loadingOf(samples, "both", "sdk")).toMatchObject({ median: 5, min: 1, max: 10 });
  expect(figures.loadingOf(samples, "both")).toMatchObject({ median: 30 });
  expect(figures.loadingOf(samples, "nothing of the kind", "sdk")).toBeUndefined();
});

test("the printed table has times, state, secrets, requests and absent contestants", () => {
  const requests = { "POST /be/v1/subscriptions": 1000, "GET /be/v1/subscriptions": 2 };
  const samples = [
    ...samplesOfRounds("noop", [10, 20, 30], { cpuSeconds: 12.34 }),
    ...samplesOfRounds("ours", [11, 24, 33], { cpuSeconds: 15, pluginMemoryMb: 99.6, requests }),
    ...samplesOfRounds("textbook", [5], {
      operation: "refresh",
      requests: { "GET /be/v1/subscriptions": 7 },
    }),
  ];
  const states = [stateOf("noop", 1_000_000), stateOf("ours", 1_100_400, { secretsInTheClear: false })];
  const absent = [{ name: "curl", title: "curl", reason: "there is none" }];
  expect(comparisonTable(comparisonOf({ samples, states, absent }))).toBe(`\
1,000 × create   wall s            × no-op   CPU s   plugin MB   state B each   secrets in clear   requests
no-op provider       20               1.00    12.3                       1000          none kept   0
this package         24   1.10 (1.10–1.20)      15         100           1100                 no   1,002: 2 × GET subscriptions, 1,000 × POST subscriptions

1,000 × refresh       wall s   × no-op   CPU s   plugin MB   requests
textbook | provider        5                                 7: GET subscriptions

curl: absent, there is none`);
});
