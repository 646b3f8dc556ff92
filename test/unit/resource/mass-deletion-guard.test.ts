import { describe, expect, it } from "vitest";
import { MassDeletionGuard } from "../../../provider/resource/mass-deletion-guard.ts";

const key = "rockit:allowAllMissing";
const variable = "ROCKIT_ALLOW_ALL_MISSING";
const newGuard = (on = false) =>
  new MassDeletionGuard("subscriptions", "rockit.example", { key, variable, on });
const allMissingError = (count: number) => ({
  name: "PreconditionError",
  message: `all ${count} subscriptions are missing on rockit.example: it may be the wrong server, or it was emptied: check the endpoint and the credentials; if all of them really are gone, set ${key} (${variable}) to true for this one command`,
});

const findExisting = async () => "here";
const findMissing = async () => undefined;
const failToFind = async () => {
  throw new Error("the server is out");
};
/** A lookup that ends when the test calls `end`. */
function pendingLookup<T>() {
  let end: (found: T | undefined) => void = () => {};
  const lookup = new Promise<T | undefined>((resolve) => {
    end = resolve;
  });
  return { lookUp: () => lookup, end: (found: T | undefined) => end(found) };
}

/** Looks several objects up at once, as a refresh does. */
const findAll = (guard: MassDeletionGuard, lookups: Record<string, () => Promise<unknown>>) =>
  Promise.allSettled(Object.entries(lookups).map(([id, lookUp]) => guard.find(id, lookUp)));

const foundOutcome = (value: unknown) => ({ status: "fulfilled", value });
const refusedOutcome = (count: number) => ({
  status: "rejected",
  reason: expect.objectContaining(allMissingError(count)),
});

describe("a lookup of one object", () => {
  it("finds an existing object", async () => {
    await expect(newGuard().find("a", findExisting)).resolves.toBe("here");
  });

  it("reports a missing object as deleted if it is the only one", async () => {
    await expect(newGuard().find("a", findMissing)).resolves.toBeUndefined();
  });

  it("counts an object once, however often it is looked up", async () => {
    const guard = newGuard();
    for (const _time of [1, 2, 3]) await expect(guard.find("a", findMissing)).resolves.toBeUndefined();
    expect(await findAll(guard, { a: findMissing })).toEqual([foundOutcome(undefined)]);
  });

  it("passes a failure on", async () => {
    await expect(newGuard().find("a", failToFind)).rejects.toThrow("the server is out");
  });
});

describe("lookups of several objects at once", () => {
  it("report missing objects as deleted if another object exists", async () => {
    const lookups = { a: findMissing, b: findExisting, c: findMissing };
    expect(await findAll(newGuard(), lookups)).toEqual([
      foundOutcome(undefined),
      foundOutcome("here"),
      foundOutcome(undefined),
    ]);
  });

  it.each([2, 3, 20])("fail if all of %i are missing, and name the setting", async (count) => {
    const lookups = Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}`, findMissing]));
    expect(await findAll(newGuard(), lookups)).toEqual(Array(count).fill(refusedOutcome(count)));
  });

  it("wait for each other before one reports a deletion", async () => {
    const guard = newGuard();
    const late = pendingLookup<string>();
    const first = guard.find("a", findMissing);
    const second = guard.find("b", late.lookUp);
    late.end("here");
    await expect(second).resolves.toBe("here");
    await expect(first).resolves.toBeUndefined();
  });

  it("also fail for the first object if the last object is missing", async () => {
    const guard = newGuard();
    const late = pendingLookup<string>();
    const both = Promise.allSettled([guard.find("a", findMissing), guard.find("b", late.lookUp)]);
    late.end(undefined);
    expect(await both).toEqual([refusedOutcome(2), refusedOutcome(2)]);
  });

  it("do not treat a failed lookup as proof of the right server", async () => {
    expect(await findAll(newGuard(), { a: findMissing, b: failToFind })).toEqual([
      refusedOutcome(2),
      { status: "rejected", reason: expect.objectContaining({ message: "the server is out" }) },
    ]);
  });

  it("remember objects that were found before", async () => {
    const guard = newGuard();
    await guard.find("a", findExisting);
    expect(await findAll(guard, { b: findMissing, c: findMissing })).toEqual([
      foundOutcome(undefined),
      foundOutcome(undefined),
    ]);
  });

  it("only count the last result for an object", async () => {
    const guard = newGuard();
    await guard.find("a", findExisting);
    expect(await findAll(guard, { a: findMissing, b: findMissing })).toEqual([
      refusedOutcome(2),
      refusedOutcome(2),
    ]);
  });
});

describe("the setting that all objects may be missing", () => {
  it("reports all missing objects as deleted", async () => {
    expect(await findAll(newGuard(true), { a: findMissing, b: findMissing })).toEqual([
      foundOutcome(undefined),
      foundOutcome(undefined),
    ]);
  });
});

describe("an object deleted by the provider", () => {
  it("counts neither as existing nor as missing", async () => {
    const guard = newGuard();
    await guard.find("a", findExisting);
    guard.forget("a");
    await expect(guard.find("b", findMissing)).resolves.toBeUndefined();
  });

  it("does not count either if it is deleted during a lookup", async () => {
    const guard = newGuard();
    const late = pendingLookup<string>();
    const first = guard.find("a", findMissing);
    const second = guard.find("b", async () => {
      const found = await late.lookUp();
      guard.forget("b");
      return found;
    });
    late.end(undefined);
    await expect(Promise.all([first, second])).resolves.toEqual([undefined, undefined]);
  });

  it("does not change how others count", async () => {
    const guard = newGuard();
    await findAll(guard, { a: findExisting, b: findExisting });
    guard.forget("a");
    await expect(guard.find("c", findMissing)).resolves.toBeUndefined();
    guard.forget("b");
    guard.forget("never looked up");
    await expect(guard.find("d", findMissing)).rejects.toMatchObject(allMissingError(2));
  });
});
