import { HttpError } from "../http/errors";
import type { ListedSubscription } from "./api";

type ReadPage = (offset: number) => Promise<readonly ListedSubscription[]>;

/** The page size when none is asked for, so that no server clamps to less. */
const defaultPage = 10;

/**
 * The pages of a list whose page size the server may clamp without a word. A short page tells nothing for certain, so that
 * reading stops where the list most likely ends, and what is not found by then is looked for up to an empty page.
 */
export class SubscriptionList {
  private readonly byName = new Map<string, ListedSubscription>();
  private offset = 0;
  private longestPage = defaultPage;
  private ended = false;
  private reading: Promise<void> | undefined;

  private constructor(private readonly readPage: ReadPage) {}

  static async read(readPage: ReadPage): Promise<SubscriptionList> {
    const list = new SubscriptionList(readPage);
    while (!(await list.readNext()).short) {
      // Each page tells where the next one begins.
    }
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
    this.reading ??= (async () => {
      while (!this.ended) await this.readNext();
    })().catch((failure) => {
      this.reading = undefined;
      throw failure;
    });
    return this.reading;
  }

  private async readNext(): Promise<{ short: boolean }> {
    const page = await this.readPage(this.offset);
    const before = this.byName.size;
    for (const entry of page) this.byName.set(entry.name, entry);
    if (page.length > 0 && this.byName.size === before) {
      throw new HttpError(
        "unexpected-answer",
        `the server lists the same subscriptions again from offset ${this.offset}, so that its list can't be read whole`,
      );
    }
    this.offset += page.length;
    this.ended = page.length === 0;
    const short = page.length < this.longestPage;
    this.longestPage = Math.max(this.longestPage, page.length);
    return { short };
  }
}
