import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HttpError } from "../../../provider/http/errors.ts";
import {
  backoffDelay,
  isRetryable,
  parseRetryAfter,
  RetryBudget,
  retryDefaults,
} from "../../../provider/http/retry.ts";

it("has the documented defaults", () => {
  expect(retryDefaults).toEqual({
    attempts: 3,
    firstWait: 500,
    longestWait: 10_000,
    budgetShare: 0.2,
    budgetFloor: 3,
    budgetMemory: 500,
  });
});

describe("isRetryable", () => {
  const failure = (transient: boolean, ambiguous: boolean) =>
    new HttpError("network", "m", undefined, { transient, ambiguous });

  it.each(["GET", "PUT", "DELETE"])("allows a %s to be repeated whatever the server did", (method) => {
    expect(isRetryable(method, failure(true, true))).toBe(true);
    expect(isRetryable(method, failure(true, false))).toBe(true);
  });

  it("allows a POST to be repeated only if the server certainly did not act", () => {
    expect(isRetryable("POST", failure(true, true))).toBe(false);
    expect(isRetryable("POST", failure(true, false))).toBe(true);
  });

  it.each(["GET", "PUT", "DELETE", "POST"])("allows no repeat of a %s that would fail again", (method) => {
    expect(isRetryable(method, failure(false, true))).toBe(false);
    expect(isRetryable(method, failure(false, false))).toBe(false);
  });
});

describe("backoffDelay", () => {
  const bounds = [
    [2, 500],
    [3, 1000],
    [4, 2000],
    [5, 4000],
    [6, 8000],
    [7, 10_000],
    [8, 10_000],
    [2000, 10_000],
  ] as const;

  it.each(bounds)("uses the whole range before attempt %i: anything below %i", (attempt, bound) => {
    const waits = Array.from({ length: 10_000 }, (_, n) =>
      backoffDelay(attempt, undefined, () => n / 10_000),
    );
    expect(Math.min(...waits)).toBe(0);
    expect(Math.max(...waits)).toBe(Math.floor(bound * 0.9999));
    // Evenly distributed: as many above the middle as below.
    expect(waits.filter((wait) => wait >= bound / 2)).toHaveLength(5000);
    expect(new Set(waits).size).toBeGreaterThan(0.9 * bound);
  });

  it("never leaves its bounds", () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...bounds), chance, ([attempt, bound], random) => {
        const wait = backoffDelay(attempt, undefined, () => random);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThan(bound);
      }),
    );
  });

  it("is at least the wait that the server asked for, plus at most the range", () => {
    expect(backoffDelay(2, 60_000, () => 0)).toBe(60_000);
    expect(backoffDelay(2, 60_000, () => 0.9999)).toBe(60_499);
    expect(backoffDelay(3, 0, () => 0.5)).toBe(500);
  });
});

describe("RetryBudget", () => {
  const budgetAfter = (requests: number, budget = new RetryBudget()) => {
    for (let n = 0; n < requests; n++) budget.firstAttempt();
    return budget;
  };
  const takeAll = (budget: RetryBudget) => {
    let taken = 0;
    while (taken < 10_000 && budget.take()) taken += 1;
    return taken;
  };

  it.each([
    [0, 3],
    [1, 3],
    [15, 3],
    [19, 3],
    [20, 4],
    [100, 20],
    [200, 40],
    [499, 99],
  ])("allows after %i requests %i repetitions", (requests, repetitions) => {
    const budget = budgetAfter(requests);
    expect(takeAll(budget)).toBe(repetitions);
    expect(budget.take()).toBe(false);
  });

  it("grants new repetitions only for new requests", () => {
    const budget = budgetAfter(100);
    expect(takeAll(budget)).toBe(20);
    expect(takeAll(budgetAfter(4, budget))).toBe(0);
    expect(takeAll(budgetAfter(1, budget))).toBe(1);
  });

  it("forgets by halves, so that a long good time saves up nothing for an outage", () => {
    expect(takeAll(budgetAfter(500))).toBe(50);
    expect(takeAll(budgetAfter(100_000))).toBeLessThanOrEqual(100);
  });

  it("forgets repetitions as it forgets requests", () => {
    const budget = budgetAfter(400);
    expect(takeAll(budget)).toBe(80);
    // 500 requests and 80 repetitions weigh half now: 50 - 40.
    expect(takeAll(budgetAfter(100, budget))).toBe(10);
  });

  it("keeps a long outage below one repetition for five requests", () => {
    const budget = new RetryBudget();
    let repetitions = 0;
    for (let n = 1; n <= 5000; n++) {
      budget.firstAttempt();
      while (budget.take()) repetitions += 1;
      if (n >= 15) expect(repetitions / n).toBeLessThanOrEqual(0.2);
    }
    expect(repetitions).toBeGreaterThan(900);
  });
});

describe("parseRetryAfter", () => {
  const noon = "Sat, 21 Nov 2026 12:00:00 GMT";
  const dateIn = (seconds: number) => new Date(Date.parse(noon) + seconds * 1000).toUTCString();

  it.each([
    ["0", 0],
    ["1", 1000],
    ["120", 120_000],
    [" 5 ", 5000],
    ["999999999", 999_999_999_000],
    ["1.5", 1500],
    ["0.25", 250],
    ["120s", 120_000],
    ["10 seconds", 10_000],
    ["500ms", 500],
    ["1500 ms", 1500],
  ])("reads %j as seconds", (wanted, milliseconds) => {
    expect(parseRetryAfter({ "retry-after": wanted, date: noon })).toBe(milliseconds);
  });

  it.each([
    [dateIn(90), 90_000],
    [dateIn(0), 0],
    [dateIn(-90), 0],
    ["Saturday, 21-Nov-26 12:00:30 GMT", 30_000],
    ["Sat Nov 21 12:00:30 2026 GMT", 30_000],
  ])("reads %j as a date by the server's clock", (wanted, milliseconds) => {
    expect(parseRetryAfter({ "retry-after": wanted, date: noon })).toBe(milliseconds);
  });

  it.each([[undefined], ["no date"], [["two", "dates"]]])(
    "reads a date by this machine's clock if the server's is %j",
    (date) => {
      const wanted = new Date(Date.now() + 90_000).toUTCString();
      const milliseconds = parseRetryAfter({ "retry-after": wanted, date });
      expect(milliseconds).toBeGreaterThan(80_000);
      expect(milliseconds).toBeLessThanOrEqual(90_000);
    },
  );

  it.each([[undefined], [""], ["soon"], ["5 minutes"], ["5000000000"], ["1e3"], ["0x10"], [["1", "2"]]])(
    "finds nothing in %j",
    (wanted) => {
      expect(parseRetryAfter({ "retry-after": wanted, date: noon })).toBeUndefined();
    },
  );

  // Date.parse reads these as days of 2001, so that a 429 would be repeated at once.
  it.each([["-5"], ["+5"], ["5, 6"], ["1.2.3"]])("finds nothing in %j", (wanted) => {
    expect(parseRetryAfter({ "retry-after": wanted, date: noon })).toBeUndefined();
  });
});
