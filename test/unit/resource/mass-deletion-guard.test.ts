import { describe, expect, it } from "vitest";
import { MassDeletionGuard } from "../../../provider/resource/mass-deletion-guard.ts";

const key = "rockit:allowAllMissing";
const variable = "ROCKIT_ALLOW_ALL_MISSING";
const presence = (on = false) =>
  new MassDeletionGuard("subscriptions", "rockit.example", { key, variable, on });
const refusal = (count: number) => ({
  name: "PreconditionError",
  message: `all ${count} subscriptions are missing on rockit.example: it may be the wrong server, or it was emptied: check the endpoint and the credentials; if all of them really are gone, set ${key} (${variable}) to true for this one command`,
});

const here = async () => "here";
const gone = async () => undefined;
const broken = async () => {
  throw new Error("the server is out");
};
/** A look that ends when the test calls `end`. */
function held<T>() {
  let end: (found: T | undefined) => void = () => {};
  const look = new Promise<T | undefined>((resolve) => {
    end = resolve;
  });
  return { look: () => look, end: (found: T | undefined) => end(found) };
}

/** Looks for several objects at once, as a refresh does. */
const outcomes = (of: MassDeletionGuard, looks: Record<string, () => Promise<unknown>>) =>
  Promise.allSettled(Object.entries(looks).map(([id, look]) => of.find(id, look)));

const found = (value: unknown) => ({ status: "fulfilled", value });
const refused = (count: number) => ({ status: "rejected", reason: expect.objectContaining(refusal(count)) });

describe("looking for one object", () => {
  it("finds an existing object", async () => {
    await expect(presence().find("a", here)).resolves.toBe("here");
  });

  it("reports a missing object as deleted if it is the only one", async () => {
    await expect(presence().find("a", gone)).resolves.toBeUndefined();
  });

  it("counts an object once, however often it is looked for", async () => {
    const only = presence();
    for (const _time of [1, 2, 3]) await expect(only.find("a", gone)).resolves.toBeUndefined();
    expect(await outcomes(only, { a: gone })).toEqual([found(undefined)]);
  });

  it("passes a failure on", async () => {
    await expect(presence().find("a", broken)).rejects.toThrow("the server is out");
  });
});

describe("looking for several at once", () => {
  it("reports missing objects as deleted if another object exists", async () => {
    const looks = { a: gone, b: here, c: gone };
    expect(await outcomes(presence(), looks)).toEqual([found(undefined), found("here"), found(undefined)]);
  });

  it.each([2, 3, 20])("fails if all of %i are missing, and names the setting", async (count) => {
    const looks = Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}`, gone]));
    expect(await outcomes(presence(), looks)).toEqual(Array(count).fill(refused(count)));
  });

  it("waits for all pending looks before it reports a deletion", async () => {
    const several = presence();
    const late = held<string>();
    const first = several.find("a", gone);
    const second = several.find("b", late.look);
    late.end("here");
    await expect(second).resolves.toBe("here");
    await expect(first).resolves.toBeUndefined();
  });

  it("also fails the first look if the last object is missing", async () => {
    const several = presence();
    const late = held<string>();
    const both = Promise.allSettled([several.find("a", gone), several.find("b", late.look)]);
    late.end(undefined);
    expect(await both).toEqual([refused(2), refused(2)]);
  });

  it("does not treat a failed look as proof of the right server", async () => {
    expect(await outcomes(presence(), { a: gone, b: broken })).toEqual([
      refused(2),
      { status: "rejected", reason: expect.objectContaining({ message: "the server is out" }) },
    ]);
  });

  it("remembers objects that were found before", async () => {
    const several = presence();
    await several.find("a", here);
    expect(await outcomes(several, { b: gone, c: gone })).toEqual([found(undefined), found(undefined)]);
  });

  it("only counts the last result for an object", async () => {
    const several = presence();
    await several.find("a", here);
    expect(await outcomes(several, { a: gone, b: gone })).toEqual([refused(2), refused(2)]);
  });
});

describe("the setting that all objects may be missing", () => {
  it("reports all missing objects as deleted", async () => {
    expect(await outcomes(presence(true), { a: gone, b: gone })).toEqual([
      found(undefined),
      found(undefined),
    ]);
  });
});

describe("an object deleted by the provider", () => {
  it("counts neither as existing nor as missing", async () => {
    const several = presence();
    await several.find("a", here);
    several.forget("a");
    await expect(several.find("b", gone)).resolves.toBeUndefined();
  });

  it("does not count either if it is deleted during a look", async () => {
    const several = presence();
    const late = held<string>();
    const first = several.find("a", gone);
    const second = several.find("b", async () => {
      const found = await late.look();
      several.forget("b");
      return found;
    });
    late.end(undefined);
    await expect(Promise.all([first, second])).resolves.toEqual([undefined, undefined]);
  });

  it("does not change how others count", async () => {
    const several = presence();
    await outcomes(several, { a: here, b: here });
    several.forget("a");
    await expect(several.find("c", gone)).resolves.toBeUndefined();
    several.forget("b");
    several.forget("never looked for");
    await expect(several.find("d", gone)).rejects.toMatchObject(refusal(2));
  });
});
