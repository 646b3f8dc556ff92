import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CircuitBreaker } from "../../../provider/http/circuit-breaker.ts";
import { HttpError } from "../../../provider/http/errors.ts";

const unavailableError = () => new HttpError("unavailable", "down", 503, { transient: true });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A breaker, and the lookups that reached the server. */
function breakerWithLookups() {
  const breaker = new CircuitBreaker();
  const lookups: PromiseWithResolvers<string>[] = [];
  const lookUp = () =>
    breaker.execute(() => {
      const reply = Promise.withResolvers<string>();
      lookups.push(reply);
      return reply.promise;
    });
  return { lookUp, lookups };
}

const expectUnavailable = async (lookup: Promise<unknown>) =>
  expect(lookup).rejects.toMatchObject({ code: "unavailable" });

describe("a lookup that fails in an outage", () => {
  it("fails all waiting lookups, and all lookups of the next 5 seconds", async () => {
    const { lookUp, lookups } = breakerWithLookups();
    const together = Array.from({ length: 20 }, lookUp);
    await vi.waitFor(() => expect(lookups).toHaveLength(1));
    lookups[0]?.reject(unavailableError());
    await Promise.all(together.map(expectUnavailable));
    await vi.advanceTimersByTimeAsync(4999);
    await expectUnavailable(lookUp());
    expect(lookups).toHaveLength(1);
  });

  it("blocks lookups for twice as long each time, up to a minute, until a lookup succeeds", async () => {
    const { lookUp, lookups } = breakerWithLookups();
    for (const standstill of [5, 10, 20, 40, 60, 60]) {
      const next = lookUp();
      await vi.waitFor(() => expect(lookups).toHaveLength(1));
      lookups.pop()?.reject(unavailableError());
      await expectUnavailable(next);
      await vi.advanceTimersByTimeAsync(standstill * 1000 - 1);
      await expectUnavailable(lookUp());
      await vi.advanceTimersByTimeAsync(1);
    }
    const successful = lookUp();
    await vi.waitFor(() => expect(lookups).toHaveLength(1));
    lookups.pop()?.resolve("seen");
    await expect(successful).resolves.toBe("seen");
    const next = lookUp();
    await vi.waitFor(() => expect(lookups).toHaveLength(1));
    lookups.pop()?.reject(unavailableError());
    await expectUnavailable(next);
    await vi.advanceTimersByTimeAsync(5000);
    void lookUp();
    await vi.waitFor(() => expect(lookups).toHaveLength(1));
  });
});

it("a lookup that fails for another reason fails no other lookup", async () => {
  const { lookUp, lookups } = breakerWithLookups();
  const first = lookUp();
  await vi.waitFor(() => expect(lookups).toHaveLength(1));
  lookups[0]?.reject(new HttpError("unexpected-answer", "no list"));
  await expect(first).rejects.toMatchObject({ code: "unexpected-answer" });
  const second = lookUp();
  await vi.waitFor(() => expect(lookups).toHaveLength(2));
  lookups[1]?.resolve("seen");
  await expect(second).resolves.toBe("seen");
});

it("lookups that waited for a successful lookup are sent too, since it may have begun too early", async () => {
  const { lookUp, lookups } = breakerWithLookups();
  const [first, second] = [lookUp(), lookUp()];
  await vi.waitFor(() => expect(lookups).toHaveLength(1));
  lookups[0]?.resolve("before");
  await vi.waitFor(() => expect(lookups).toHaveLength(2));
  lookups[1]?.resolve("after");
  expect([await first, await second]).toEqual(["before", "after"]);
});
