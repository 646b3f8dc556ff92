import { describe, expect, it } from "vitest";
import type { ListedSubscription, PageQuery } from "../../../provider/rockit/client.ts";
import { SubscriptionList } from "../../../provider/rockit/subscription-list.ts";

const entriesOf = (...names: string[]) => names.map((name) => ({ entry: { name } as ListedSubscription }));
const alphabet = [..."abcdefghijklmnopqrstuvwxyz"];

/** A server with the given names that clamps pages, and runs a callback between pages. */
function pagedServer(
  names: string[],
  page: number,
  beforePage: (request: number, names: string[]) => void = () => {},
) {
  const offsets: number[] = [];
  const readPage = async ({ offset }: PageQuery) => {
    beforePage(offsets.push(offset), names);
    return entriesOf(...names.slice(offset, offset + page));
  };
  return { offsets, readPage };
}

describe("the list of subscriptions", () => {
  it.each([10, 11, 12, 25, 26, 27, 1000])(
    "finds every entry with pages of %i, and knows which names are absent",
    async (page) => {
      const list = new SubscriptionList(pagedServer(alphabet, page).readPage);
      for (const name of alphabet) expect(await list.find(name)).toEqual({ name });
      expect(await list.find("absent")).toBeUndefined();
      expect(await list.all()).toHaveLength(26);
    },
  );

  it("finds a name in another Unicode spelling, and prefers the entry with the exact spelling", async () => {
    const [composed, decomposed] = ["größe", "gro\u0308\u00dfe"] as const;
    const normalised = new SubscriptionList(pagedServer(["a", composed, "z"], 2).readPage);
    expect(await normalised.find(decomposed)).toEqual({ name: composed });
    const both = new SubscriptionList(pagedServer(["a", composed, decomposed, "z"], 2).readPage);
    expect(await both.find(decomposed)).toEqual({ name: decomposed });
    expect(await both.find(composed)).toEqual({ name: composed });
    expect(await both.find("gro")).toBeUndefined();
  });

  it.each([1, 2, 10, 99, 100])(
    "costs one request with %i entries, and one more only for an absent name",
    async (entries) => {
      const names = Array.from({ length: entries }, (_, number) => `s${number}`);
      const { offsets, readPage } = pagedServer(names, 100);
      const list = new SubscriptionList(readPage);
      await Promise.all(names.map((name) => list.find(name)));
      expect(offsets).toEqual([0]);
      await Promise.all([list.find("x"), list.find("y")]);
      expect(offsets).toEqual([0, Math.max(1, entries - 1)]);
    },
  );

  it.each([
    ["a", [0]],
    ["k", [0, 9]],
    ["z", [0, 9, 18]],
  ])("is read only as far as %s", async (name, expected) => {
    const { offsets, readPage } = pagedServer([...alphabet], 10);
    const list = new SubscriptionList(readPage);
    await Promise.all([list.find(name), list.find(name)]);
    expect(offsets).toEqual(expected);
  });

  it.each([
    ["deleted before the next page", (names: string[]) => names.splice(0, 1)],
    ["created before the next page", (names: string[]) => names.unshift("A")],
    ["deleted at the end of the page", (names: string[]) => names.splice(9, 1)],
    ["deleted, and another is created", (names: string[]) => names.splice(0, 2, "B")],
  ])("misses no entry while one is %s", async (_, change) => {
    const { readPage } = pagedServer([...alphabet], 10, (request, names) => {
      if (request === 2) change(names);
    });
    const list = new SubscriptionList(readPage);
    for (const name of alphabet.slice(10)) expect(await list.find(name)).toEqual({ name });
  });

  it.each([
    [
      "changes at every page",
      () => pagedServer([...alphabet], 10, (_, names) => names.unshift(`new${names.length}`)).readPage,
    ],
    [
      "is the same page whatever the offset and the order",
      () =>
        async ({ limit = 10 }: PageQuery) =>
          entriesOf(...alphabet.slice(0, limit)),
    ],
    [
      "repeats an entry on another page",
      () =>
        async ({ offset }: PageQuery) =>
          entriesOf(...["a", "b", "a", "c"].slice(offset, offset + 2)),
    ],
  ])("is an error, not a shorter list, if it %s", async (_, server) => {
    await expect(new SubscriptionList(server()).find("z")).rejects.toMatchObject({
      code: "unexpected-answer",
      message: expect.stringMatching(/changed during each of 3 attempts.*run the command again$/),
    });
  });

  it.each<[string, (query: PageQuery) => string[]]>([
    ["and the limit", () => alphabet],
    [
      "and gives as many as are asked for",
      ({ limit = 1000, order }) => (order === "-name" ? alphabet.toReversed() : alphabet).slice(0, limit),
    ],
  ])("is complete at a server that ignores the offset, %s", async (_, page) => {
    const readPage = async (query: PageQuery) => entriesOf(...page(query));
    const list = new SubscriptionList(readPage);
    expect(await list.find("z")).toEqual({ name: "z" });
    expect(await list.find("absent")).toBeUndefined();
    expect(await list.all()).toHaveLength(26);
  });

  it("of one entry is complete at a server that ignores the offset", async () => {
    const list = new SubscriptionList(async () => entriesOf("a"));
    expect(await list.find("absent")).toBeUndefined();
  });

  it("is read to its end with pages of one entry", async () => {
    const { readPage } = pagedServer([...alphabet], 1);
    const list = new SubscriptionList(readPage);
    expect(await list.find("c")).toEqual({ name: "c" });
    expect(await list.find("absent")).toBeUndefined();
    expect(await list.all()).toHaveLength(26);
  });

  it("is an error if the server ignores all parameters and returns the default number of entries", async () => {
    const readPage = async () => entriesOf(...alphabet.slice(0, 10));
    await expect(new SubscriptionList(readPage).find("z")).rejects.toThrow(
      /changed during each of 3 attempts/,
    );
  });

  it("is an error if the server ignores the offset and clamps pages: more entries may follow", async () => {
    const readPage = async ({ order, limit = 1000 }: PageQuery) =>
      entriesOf(...(order === "-name" ? alphabet.toReversed() : alphabet).slice(0, Math.min(limit, 10)));
    await expect(new SubscriptionList(readPage).find("z")).rejects.toThrow(
      /changed during each of 3 attempts/,
    );
  });

  describe("with an entry of an unknown shape", () => {
    const problem = "at url (expected a text)";
    const listOf = (...entries: object[]) => {
      const page = entries.map((entry) => ("url" in entry ? { entry, problem } : { entry }));
      return new SubscriptionList(
        async ({ offset }: PageQuery) => page.slice(offset) as { entry: ListedSubscription }[],
      );
    };

    it("finds all other entries, and knows which names are absent", async () => {
      const list = listOf({ name: "a" }, { name: "b", url: 5 }, { name: "c" });
      expect(await list.find("c")).toEqual({ name: "c" });
      expect(await list.find("absent")).toBeUndefined();
      expect(await list.all()).toEqual([{ name: "a" }, { name: "b" }, { name: "c" }]);
    });

    it("accepts equal entries of other owners", async () => {
      const list = listOf({}, {}, { name: "a" }, { name: "b" });
      expect(await list.find("b")).toEqual({ name: "b" });
    });

    it("fails for that entry", async () => {
      await expect(listOf({ name: "b", url: 5 }).find("b")).rejects.toThrow(
        /has the entry of "b" in an unknown shape, at url \(expected a text\)/,
      );
    });

    it("confirms no absence beside an entry without a name", async () => {
      const list = listOf({ name: "a" }, { url: 5 });
      expect(await list.find("a")).toEqual({ name: "a" });
      await expect(list.find("absent")).rejects.toThrow(/has an entry in an unknown shape/);
    });

    it("is not empty if no entry has a name", async () => {
      await expect(listOf({ url: 5 }).all()).rejects.toThrow(/has an entry in an unknown shape/);
    });
  });

  it("is read until complete while the same run changes it", async () => {
    let writes = 0;
    const { readPage } = pagedServer([...alphabet], 10, (_, names) => {
      if (writes < 8) names.unshift(`new${writes++}`);
    });
    expect(await new SubscriptionList(readPage, () => writes).all()).toHaveLength(34);
    const foreignChanges = pagedServer([...alphabet], 10, (_, names) => names.unshift(`new${names.length}`));
    await expect(new SubscriptionList(foreignChanges.readPage, () => writes).all()).rejects.toThrow(
      /changed/,
    );
  });

  it("is read again after a page failed", async () => {
    let broken = true;
    const { readPage } = pagedServer(["a", "b"], 100);
    const list = new SubscriptionList(async (query) => {
      if (query.offset > 0 && broken) throw new Error("cut");
      return readPage(query);
    });
    expect(await list.find("b")).toEqual({ name: "b" });
    await expect(list.find("absent")).rejects.toThrow("cut");
    broken = false;
    expect(await list.find("absent")).toBeUndefined();
  });
});
