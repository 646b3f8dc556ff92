import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CircuitBreaker } from "../../../provider/http/circuit-breaker.ts";
import { HttpError } from "../../../provider/http/errors.ts";

const outage = () => new HttpError("unavailable", "down", 503, { transient: true });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A breaker, and the looks that reached the server. */
function watched() {
  const breaker = new CircuitBreaker();
  const looks: PromiseWithResolvers<string>[] = [];
  const look = () =>
    breaker.execute(() => {
      const taken = Promise.withResolvers<string>();
      looks.push(taken);
      return taken.promise;
    });
  return { look, looks };
}

const failed = async (look: Promise<unknown>) => expect(look).rejects.toMatchObject({ code: "unavailable" });

describe("a look that fails in an outage", () => {
  it("fails all waiting looks, and all looks of the next 5 seconds", async () => {
    const { look, looks } = watched();
    const together = Array.from({ length: 20 }, look);
    await vi.waitFor(() => expect(looks).toHaveLength(1));
    looks[0]?.reject(outage());
    await Promise.all(together.map(failed));
    await vi.advanceTimersByTimeAsync(4999);
    await failed(look());
    expect(looks).toHaveLength(1);
  });

  it("blocks looks for twice as long each time, up to a minute, until a look succeeds", async () => {
    const { look, looks } = watched();
    for (const standstill of [5, 10, 20, 40, 60, 60]) {
      const next = look();
      await vi.waitFor(() => expect(looks).toHaveLength(1));
      looks.pop()?.reject(outage());
      await failed(next);
      await vi.advanceTimersByTimeAsync(standstill * 1000 - 1);
      await failed(look());
      await vi.advanceTimersByTimeAsync(1);
    }
    const good = look();
    await vi.waitFor(() => expect(looks).toHaveLength(1));
    looks.pop()?.resolve("seen");
    await expect(good).resolves.toBe("seen");
    const next = look();
    await vi.waitFor(() => expect(looks).toHaveLength(1));
    looks.pop()?.reject(outage());
    await failed(next);
    await vi.advanceTimersByTimeAsync(5000);
    void look();
    await vi.waitFor(() => expect(looks).toHaveLength(1));
  });
});

it("a look that fails for another reason fails no other look", async () => {
  const { look, looks } = watched();
  const first = look();
  await vi.waitFor(() => expect(looks).toHaveLength(1));
  looks[0]?.reject(new HttpError("unexpected-answer", "no list"));
  await expect(first).rejects.toMatchObject({ code: "unexpected-answer" });
  const second = look();
  await vi.waitFor(() => expect(looks).toHaveLength(2));
  looks[1]?.resolve("seen");
  await expect(second).resolves.toBe("seen");
});

it("looks that waited for a successful look are sent too, since that look may have begun too early", async () => {
  const { look, looks } = watched();
  const [first, second] = [look(), look()];
  await vi.waitFor(() => expect(looks).toHaveLength(1));
  looks[0]?.resolve("before");
  await vi.waitFor(() => expect(looks).toHaveLength(2));
  looks[1]?.resolve("after");
  expect([await first, await second]).toEqual(["before", "after"]);
});
