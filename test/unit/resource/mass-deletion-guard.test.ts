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
/** A look that ends when it is told to. */
function held<T>() {
  let end: (found: T | undefined) => void = () => {};
  const look = new Promise<T | undefined>((resolve) => {
    end = resolve;
  });
  return { look: () => look, end: (found: T | undefined) => end(found) };
}

/** Looks for several at once, as a refresh does. */
const outcomes = (of: MassDeletionGuard, looks: Record<string, () => Promise<unknown>>) =>
  Promise.allSettled(Object.entries(looks).map(([id, look]) => of.find(id, look)));

const found = (value: unknown) => ({ status: "fulfilled", value });
const refused = (count: number) => ({ status: "rejected", reason: expect.objectContaining(refusal(count)) });

describe("looking for one object", () => {
  it("finds what is there", async () => {
    await expect(presence().find("a", here)).resolves.toBe("here");
  });

  it("believes that it is gone when it is the only one", async () => {
    await expect(presence().find("a", gone)).resolves.toBeUndefined();
  });

  it("is the same one however often it is looked for", async () => {
    const only = presence();
    for (const _time of [1, 2, 3]) await expect(only.find("a", gone)).resolves.toBeUndefined();
    expect(await outcomes(only, { a: gone })).toEqual([found(undefined)]);
  });

  it("passes a failure on", async () => {
    await expect(presence().find("a", broken)).rejects.toThrow("the server is out");
  });
});

describe("looking for several at once", () => {
  it("believes that one is gone when another is there", async () => {
    const looks = { a: gone, b: here, c: gone };
    expect(await outcomes(presence(), looks)).toEqual([found(undefined), found("here"), found(undefined)]);
  });

  it.each([2, 3, 20])("believes nothing when all of %i are missing, and names the setting", async (count) => {
    const looks = Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}`, gone]));
    expect(await outcomes(presence(), looks)).toEqual(Array(count).fill(refused(count)));
  });

  it("waits for those that are still looked for before it believes anything", async () => {
    const several = presence();
    const late = held<string>();
    const first = several.find("a", gone);
    const second = several.find("b", late.look);
    late.end("here");
    await expect(second).resolves.toBe("here");
    await expect(first).resolves.toBeUndefined();
  });

  it("refuses the first one too when the last one turns out to be missing", async () => {
    const several = presence();
    const late = held<string>();
    const both = Promise.allSettled([several.find("a", gone), several.find("b", late.look)]);
    late.end(undefined);
    expect(await both).toEqual([refused(2), refused(2)]);
  });

  it("takes a failed look for no sign that the server is the right one", async () => {
    expect(await outcomes(presence(), { a: gone, b: broken })).toEqual([
      refused(2),
      { status: "rejected", reason: expect.objectContaining({ message: "the server is out" }) },
    ]);
  });

  it("remembers what was there before", async () => {
    const several = presence();
    await several.find("a", here);
    expect(await outcomes(several, { b: gone, c: gone })).toEqual([found(undefined), found(undefined)]);
  });

  it("looks at an object's last state only", async () => {
    const several = presence();
    await several.find("a", here);
    expect(await outcomes(several, { a: gone, b: gone })).toEqual([refused(2), refused(2)]);
  });
});

describe("that all may be missing", () => {
  it("is believed where the setting says that it is meant", async () => {
    expect(await outcomes(presence(true), { a: gone, b: gone })).toEqual([
      found(undefined),
      found(undefined),
    ]);
  });
});

describe("what was removed by ourselves", () => {
  it("is no sign of anything", async () => {
    const several = presence();
    await several.find("a", here);
    several.forget("a");
    await expect(several.find("b", gone)).resolves.toBeUndefined();
  });

  it("is no sign either when it is removed while it is waited for", async () => {
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

  it("leaves the others what they are", async () => {
    const several = presence();
    await outcomes(several, { a: here, b: here });
    several.forget("a");
    await expect(several.find("c", gone)).resolves.toBeUndefined();
    several.forget("b");
    several.forget("never looked for");
    await expect(several.find("d", gone)).rejects.toMatchObject(refusal(2));
  });
});
