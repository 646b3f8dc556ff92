import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AdaptiveRate } from "../../../provider/http/adaptive-rate.ts";

beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
afterEach(() => void vi.restoreAllMocks());

/** Milliseconds between two requests that start as early as allowed, the first one at a given time. */
function nextInterval(rate: AdaptiveRate, now: number): number {
  const begin = Math.max(now, rate.next);
  rate.begin(begin);
  return rate.next - begin;
}

const acceptRequests = (rate: AdaptiveRate, count: number, from: number, every: number) => {
  for (let n = 0; n < count; n++) rate.accepted(from + n * every);
};

describe("AdaptiveRate", () => {
  it("does not limit requests until the server refuses one", () => {
    const rate = new AdaptiveRate();
    acceptRequests(rate, 1000, 0, 1);
    expect(nextInterval(rate, 1000)).toBe(0);
  });

  it("pauses after a refusal, then sends at the rate that the server accepted in the last second", () => {
    const rate = new AdaptiveRate();
    acceptRequests(rate, 5, 0, 10);
    rate.refused(50, 60);
    expect(rate.next).toBe(310);
    expect(nextInterval(rate, 310)).toBe(200);
  });

  it("counts refusals of requests already under way as one", () => {
    const rate = new AdaptiveRate();
    for (let n = 0; n < 8; n++) rate.refused(0, 10 + n);
    expect(rate.next).toBe(260);
  });

  it("doubles the pause up to 10 s while all requests are refused, and resets it afterwards", () => {
    const rate = new AdaptiveRate();
    const pauses: number[] = [];
    for (let now = 0, n = 0; n < 8; n++, now = rate.next) {
      rate.refused(now, now);
      pauses.push(rate.next - now);
    }
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    rate.accepted(rate.next);
    const now = rate.next + 5000;
    rate.refused(now, now);
    expect(rate.next - now).toBe(250);
  });

  it("grows by 15 % a second while all requests are accepted, however many there are", () => {
    for (const every of [10, 100, 200]) {
      const rate = new AdaptiveRate();
      rate.refused(0, 0);
      const before = nextInterval(rate, 250);
      acceptRequests(rate, 10_000 / every + 1, 1000, every);
      expect(before / nextInterval(rate, 11_000)).toBeCloseTo(1.15 ** 11, -1);
    }
  });

  it("never goes slower than one request in two seconds", () => {
    const rate = new AdaptiveRate();
    for (let n = 0; n < 50; n++) {
      rate.accepted(n * 60_000);
      rate.refused(n * 60_000 + 1, n * 60_000 + 2);
    }
    expect(nextInterval(rate, 100 * 60_000)).toBe(2000);
  });

  it("reports for how long no request was accepted", () => {
    const rate = new AdaptiveRate();
    rate.refused(0, 1000);
    expect(rate.stalledSince(200)).toBe(1050);
    rate.accepted(500);
    expect(rate.stalledSince(200)).toBe(750);
    expect(rate.stalledSince(900)).toBe(350);
  });
});
