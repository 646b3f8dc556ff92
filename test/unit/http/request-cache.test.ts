import { describe, expect, it } from "vitest";
import { RequestCache } from "../../../provider/http/request-cache.ts";

/** A RequestCache whose reads each test settles. */
function watched() {
  const readings = new RequestCache<string, number>();
  const begun: PromiseWithResolvers<number>[] = [];
  const get = (key = "a") =>
    readings.get(key, () => {
      const reading = Promise.withResolvers<number>();
      begun.push(reading);
      return reading.promise;
    });
  return { readings, begun, get };
}

describe("a cached read", () => {
  it("is sent once for all simultaneous and later callers", async () => {
    const { begun, get } = watched();
    const together = [get(), get()];
    begun[0]?.resolve(1);
    expect(await Promise.all([...together, get()])).toEqual([1, 1, 1]);
    expect(begun).toHaveLength(1);
  });

  it("is sent for each key, and again after the key was forgotten", async () => {
    const { readings, begun, get } = watched();
    void get("a");
    void get("b");
    readings.forget("a");
    void get("a");
    void get("b");
    expect(begun).toHaveLength(3);
  });

  it("fails for all waiting callers, and is sent again for the next", async () => {
    const { begun, get } = watched();
    const together = [get(), get()];
    begun[0]?.reject(new Error("down"));
    for (const one of together) await expect(one).rejects.toThrow("down");
    const next = get();
    begun[1]?.resolve(2);
    expect(await next).toBe(2);
  });

  it("stays cached if an older, forgotten read fails", async () => {
    const { readings, begun, get } = watched();
    const old = get();
    readings.forget("a");
    void get();
    begun[0]?.reject(new Error("late"));
    await expect(old).rejects.toThrow("late");
    void get();
    expect(begun).toHaveLength(2);
  });
});
