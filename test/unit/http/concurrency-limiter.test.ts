import { describe, expect, it, vi } from "vitest";
import { ConcurrencyLimiter, NotStartedError } from "../../../provider/http/concurrency-limiter.ts";

const nextImmediate = () => new Promise<void>((done) => setImmediate(done));

/** Work that ends when the test calls `end`. */
function pendingWork<T = void>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const work = vi.fn(() => promise);
  return { work, end: resolve, fail: reject };
}

/** Milliseconds until the given work starts. */
async function startDelay(limiter: ConcurrencyLimiter, since = performance.now()): Promise<number> {
  return limiter.run(async () => performance.now() - since);
}

// A timer counts whole milliseconds, by another clock.
const timerTolerance = 5;

describe("ConcurrencyLimiter", () => {
  it.each([1, 2, 8])("runs at most %i at once, and all of 100 in the end", async (places) => {
    const limiter = new ConcurrencyLimiter(places);
    let [inside, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++inside);
      await nextImmediate();
      inside -= 1;
    };
    const runHundred = () => Promise.all(Array.from({ length: 100 }, () => limiter.run(work)));
    await runHundred();
    // A place that is handed on still counts once.
    await runHundred();
    expect(most).toBe(places);
    expect(inside).toBe(0);
  });

  it("starts waiting work in the order of arrival", async () => {
    const limiter = new ConcurrencyLimiter(2);
    const order: number[] = [];
    const passing = Array.from({ length: 20 }, (_, n) =>
      limiter.run(async () => {
        order.push(n);
        await nextImmediate();
      }),
    );
    await Promise.all(passing);
    expect(order).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  it("starts waiting work before work that arrives later", async () => {
    const limiter = new ConcurrencyLimiter(1);
    const [first, second, third] = [pendingWork(), pendingWork(), pendingWork()];
    const passing = [limiter.run(first.work), limiter.run(second.work)];
    first.end();
    passing.push(limiter.run(third.work));
    await vi.waitFor(() => expect(second.work).toHaveBeenCalled());
    await nextImmediate();
    expect(third.work).not.toHaveBeenCalled();
    second.end();
    third.end();
    await Promise.all(passing);
    expect(third.work).toHaveBeenCalledOnce();
  });

  it("passes on the result and the failure of the work", async () => {
    const limiter = new ConcurrencyLimiter(1);
    await expect(limiter.run(async () => 7)).resolves.toBe(7);
    const failure = new Error("failed");
    await expect(limiter.run(() => Promise.reject(failure))).rejects.toBe(failure);
  });

  it.each([
    ["rejects", () => Promise.reject(new Error("rejected"))],
    [
      "throws",
      () => {
        throw new Error("thrown");
      },
    ],
  ])("frees the place of work that %s, for waiting and for later work", async (_how, failing) => {
    const limiter = new ConcurrencyLimiter(1);
    const outcomes = await Promise.allSettled([
      limiter.run(failing),
      limiter.run(failing),
      limiter.run(nextImmediate),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
    await expect(limiter.run(async () => "in")).resolves.toBe("in");
  });
});

it("leaves no timer behind for work that is cancelled before its deadline", async () => {
  const limiter = new ConcurrencyLimiter(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = limiter.run(() => promise);
  const stop = new AbortController();
  const timers = () => process.getActiveResourcesInfo().filter((one) => one === "Timeout").length;
  const before = timers();
  const second = limiter.run(async () => {}, { deadline: Date.now() + 600_000, stopped: stop.signal });
  expect(timers()).toBe(before + 1);
  stop.abort();
  await expect(second).rejects.toThrow(NotStartedError);
  expect(timers()).toBe(before);
  resolve();
  await first;
});

describe("a pause", () => {
  it("delays all new work", async () => {
    const limiter = new ConcurrencyLimiter(8);
    const since = performance.now();
    limiter.pause(150);
    const times = await Promise.all(Array.from({ length: 20 }, () => startDelay(limiter, since)));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(150 - timerTolerance);
  });

  it("delays waiting work, and not running work", async () => {
    const limiter = new ConcurrencyLimiter(1);
    const first = pendingWork<string>();
    const passing = limiter.run(first.work);
    await nextImmediate();
    const start = performance.now();
    const second = startDelay(limiter, start);
    limiter.pause(500);
    first.end("done");
    await expect(passing).resolves.toBe("done");
    expect(performance.now() - start).toBeLessThan(500);
    expect(await second).toBeGreaterThanOrEqual(500 - timerTolerance);
  });

  it("is extended by a longer one", async () => {
    const limiter = new ConcurrencyLimiter(1);
    const start = performance.now();
    limiter.pause(50);
    const passing = startDelay(limiter, start);
    await nextImmediate();
    limiter.pause(200);
    expect(await passing).toBeGreaterThanOrEqual(200 - timerTolerance);
  });

  it("is not shortened by a shorter one", async () => {
    const limiter = new ConcurrencyLimiter(1);
    const start = performance.now();
    limiter.pause(150);
    limiter.pause(1);
    expect(await startDelay(limiter, start)).toBeGreaterThanOrEqual(150 - timerTolerance);
  });

  it("has no effect after its end", async () => {
    const limiter = new ConcurrencyLimiter(1);
    limiter.pause(500);
    await startDelay(limiter);
    expect(await startDelay(limiter)).toBeLessThan(500);
  });
});
