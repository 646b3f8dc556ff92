import { describe, expect, it } from "vitest";
import { RequestCache } from "../../../provider/http/request-cache.ts";

/** A RequestCache whose reads each test settles. */
function cacheWithReads() {
  const cache = new RequestCache<string, number>();
  const reads: PromiseWithResolvers<number>[] = [];
  const get = (key = "a") =>
    cache.get(key, () => {
      const reading = Promise.withResolvers<number>();
      reads.push(reading);
      return reading.promise;
    });
  return { cache, reads, get };
}

describe("a cached read", () => {
  it("is sent once for all simultaneous and later callers", async () => {
    const { reads, get } = cacheWithReads();
    const together = [get(), get()];
    reads[0]?.resolve(1);
    expect(await Promise.all([...together, get()])).toEqual([1, 1, 1]);
    expect(reads).toHaveLength(1);
  });

  it("is sent for each key, and again after the key was forgotten", async () => {
    const { cache, reads, get } = cacheWithReads();
    void get("a");
    void get("b");
    cache.forget("a");
    void get("a");
    void get("b");
    expect(reads).toHaveLength(3);
  });

  it("fails for all waiting callers, and is sent again for the next", async () => {
    const { reads, get } = cacheWithReads();
    const together = [get(), get()];
    reads[0]?.reject(new Error("down"));
    for (const one of together) await expect(one).rejects.toThrow("down");
    const next = get();
    reads[1]?.resolve(2);
    expect(await next).toBe(2);
  });

  it("stays cached if an older, forgotten read fails", async () => {
    const { cache, reads, get } = cacheWithReads();
    const old = get();
    cache.forget("a");
    void get();
    reads[0]?.reject(new Error("late"));
    await expect(old).rejects.toThrow("late");
    void get();
    expect(reads).toHaveLength(2);
  });
});
