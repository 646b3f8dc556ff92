import { HttpError } from "../http/errors";
import { retryDefaults } from "../http/retry";
import type { ListedSubscription } from "./client";

type ReadPage = (offset: number) => Promise<readonly ListedSubscription[]>;

const { attempts } = retryDefaults;

/** Two pages do not fit together. */
class Shifted extends Error {}

/**
 * The pages of a list whose page size the server may clamp without a word, and which others may change while it is read. They are read one by one,
 * each once for all who look for something further on. A short page tells nothing, so that what is not found is looked for up to a page
 * with nothing new. Each page begins with the last entry of the one before: if it does not, entries have moved, one may have slipped
 * through, and the list is read anew.
 */
export class SubscriptionList {
  private readonly byName = new Map<string, ListedSubscription>();
  private last: string | undefined;
  private offset = 0;
  private complete = false;
  private shifts = 0;
  private writesSeen: number;
  private reading: Promise<void> | undefined;

  /** `ownWrites` changes whenever this run may have changed the list: what it moves itself comes to an end by itself. */
  constructor(
    private readonly readPage: ReadPage,
    private readonly ownWrites = () => 0,
  ) {
    this.writesSeen = ownWrites();
  }

  /** `undefined` only if the list was read to its very end without it. */
  async find(name: string): Promise<ListedSubscription | undefined> {
    for (;;) {
      const found = this.byName.get(name);
      if (found !== undefined || this.complete) return found;
      await this.further();
    }
  }

  async all(): Promise<readonly ListedSubscription[]> {
    while (!this.complete) await this.further();
    return [...this.byName.values()];
  }

  /** One more page, for all who wait for one. */
  private further(): Promise<void> {
    this.reading ??= this.readNext().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readNext(): Promise<void> {
    try {
      const overlap = this.last === undefined ? 0 : 1;
      this.add(await this.readPage(this.offset - overlap), overlap);
    } catch (failure) {
      if (!(failure instanceof Shifted)) throw failure;
      this.startAgain();
    }
  }

  private add(page: readonly ListedSubscription[], overlap: number): void {
    if (overlap === 1 && page[0]?.name !== this.last) throw new Shifted();
    const fresh = page.slice(overlap);
    for (const entry of fresh) {
      if (this.byName.has(entry.name)) throw new Shifted();
      this.byName.set(entry.name, entry);
    }
    this.offset += fresh.length;
    this.last = fresh.at(-1)?.name ?? this.last;
    this.complete = fresh.length === 0;
  }

  private startAgain(): void {
    this.byName.clear();
    this.last = undefined;
    this.offset = 0;
    const writes = this.ownWrites();
    this.shifts = writes === this.writesSeen ? this.shifts + 1 : 0;
    this.writesSeen = writes;
    if (this.shifts === attempts) {
      this.shifts = 0;
      throw new HttpError(
        "unexpected-answer",
        `the list of subscriptions changed in each of ${attempts} attempts to read it page by page, or the server does not keep its order: run the command again`,
      );
    }
  }
}
