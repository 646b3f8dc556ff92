import { HttpError } from "../http/errors";
import type { ListedSubscription } from "./api";

type ReadPage = (offset: number) => Promise<readonly ListedSubscription[]>;

/** The page size when none is asked for, so that no server clamps to less. */
const defaultPage = 10;
const attempts = 3;

/** Two pages do not fit together. */
class Shifted extends Error {}

/**
 * The pages of a list whose page size the server may clamp without a word, and which others may change while it is read.
 * A short page tells nothing for certain, so that reading stops where the list most likely ends, and what is not found by then
 * is looked for up to the very end. Each page begins with the last entry of the one before: if it does not, entries have moved,
 * one may have slipped through, and the list is read anew.
 */
export class SubscriptionList {
  private readonly byName = new Map<string, ListedSubscription>();
  private last: string | undefined;
  private offset = 0;
  private longestPage = defaultPage;
  private end: "not seen" | "likely" | "certain" = "not seen";
  private reading: Promise<void> | undefined;

  private constructor(private readonly readPage: ReadPage) {}

  static async read(readPage: ReadPage): Promise<SubscriptionList> {
    const list = new SubscriptionList(readPage);
    await list.readUntil(() => list.end !== "not seen");
    return list;
  }

  /** `undefined` only if the list was read to its very end without it. */
  async find(name: string): Promise<ListedSubscription | undefined> {
    if (!this.byName.has(name)) await this.readToTheEnd();
    return this.byName.get(name);
  }

  async all(): Promise<readonly ListedSubscription[]> {
    await this.readToTheEnd();
    return [...this.byName.values()];
  }

  private readToTheEnd(): Promise<void> {
    this.reading ??= this.readUntil(() => this.end === "certain").catch((failure) => {
      this.reading = undefined;
      throw failure;
    });
    return this.reading;
  }

  private async readUntil(enough: () => boolean): Promise<void> {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      try {
        while (!enough()) await this.readNext();
        return;
      } catch (failure) {
        if (!(failure instanceof Shifted)) throw failure;
        this.forgetAll();
      }
    }
    throw new HttpError(
      "unexpected-answer",
      `the list of subscriptions changed in each of ${attempts} attempts to read it page by page, or the server does not keep its order: run the command again`,
    );
  }

  private async readNext(): Promise<void> {
    const overlap = this.last === undefined ? 0 : 1;
    const page = await this.readPage(this.offset - overlap);
    if (overlap === 1 && page[0]?.name !== this.last) throw new Shifted();
    const fresh = page.slice(overlap);
    for (const entry of fresh) {
      if (this.byName.has(entry.name)) throw new Shifted();
      this.byName.set(entry.name, entry);
    }
    this.offset += fresh.length;
    this.last = fresh.at(-1)?.name ?? this.last;
    if (fresh.length === 0) this.end = "certain";
    else if (page.length < this.longestPage) this.end = "likely";
    this.longestPage = Math.max(this.longestPage, page.length);
  }

  private forgetAll(): void {
    this.byName.clear();
    this.last = undefined;
    this.offset = 0;
    this.end = "not seen";
  }
}
