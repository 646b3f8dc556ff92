import { HttpError } from "../http/errors";
import { retryDefaults } from "../http/retry";
import { withinTimeLimit, withoutTimeLimit } from "../http/time-limit";
import type { ListedEntry } from "../resource/shapes";
import type { ListedSubscription, PageQuery } from "./client";
import { canonicalName } from "./meaning";

type Listed = ListedEntry<ListedSubscription>;
type ReadPage = (query: PageQuery) => Promise<readonly Listed[]>;

const { attempts } = retryDefaults;

/** Entries of a page if none are asked for: no sign that a list is whole. */
const defaultPage = 10;

/** Two pages do not fit together. */
class ListChangedError extends Error {}

const nameIn = ({ entry }: Listed): string | undefined =>
  typeof entry.name === "string" && entry.name !== "" ? entry.name : undefined;

/** By what an entry is known: its name, or all that it says. */
const keyOf = (listed: Listed): string => nameIn(listed) ?? `no name: ${JSON.stringify(listed.entry)}`;

/**
 * The pages of a list whose page size the server may clamp without a word, and which others may change while it is read. They are read one by one,
 * each once for all who look for something further on. A short page tells nothing, so that what is not found is looked for up to a page
 * with nothing new. Each page begins with the last entry of the one before: if it does not, entries have moved, one may have slipped
 * through, and the list is read anew.
 */
export class SubscriptionList {
  private readonly byKey = new Map<string, Listed>();
  private firstPage: readonly string[] = [];
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

  /**
   * `undefined` only if the list was read to its very end without it; a name that is spelled alike comes before one that means the same.
   * @throws HttpError if its entry can't be read
   */
  async find(name: string): Promise<ListedSubscription | undefined> {
    for (;;) {
      const found = this.byKey.get(name);
      if (found !== undefined) return parsedEntry(found);
      if (this.complete) return this.findCanonical(canonicalName(name)) ?? this.assertAbsent();
      await this.readMore();
    }
  }

  private findCanonical(canonical: string): ListedSubscription | undefined {
    const found = [...this.byKey.values()].find(
      (listed) => canonicalName(nameIn(listed) ?? "") === canonical,
    );
    return found && parsedEntry(found);
  }

  /** All that have a name; one that can't be read otherwise has nothing else. */
  async all(): Promise<readonly ListedSubscription[]> {
    while (!this.complete) await this.readMore();
    const named = [...this.byKey.values()].flatMap((listed) => {
      const name = nameIn(listed);
      if (name === undefined) return [];
      return listed.problem === undefined ? [listed.entry] : [{ name }];
    });
    if (named.length === 0) this.assertAbsent();
    return named;
  }

  /** An entry without a name may be the one that is looked for. */
  private assertAbsent(): undefined {
    const nameless = [...this.byKey.values()].find((listed) => nameIn(listed) === undefined);
    if (nameless !== undefined) parsedEntry(nameless);
    return undefined;
  }

  /** One more page, for all who wait for one. */
  private readMore(): Promise<void> {
    this.reading ??= withoutTimeLimit(() => this.readNext()).finally(() => {
      this.reading = undefined;
    });
    return withinTimeLimit(this.reading);
  }

  private async readNext(): Promise<void> {
    try {
      // A page of one has no room for the last entry of the one before.
      const overlap = this.last === undefined || this.firstPage.length === 1 ? 0 : 1;
      const page = await this.readPage({ offset: this.offset - overlap });
      if (this.last !== undefined && (await this.isWhole(page))) this.complete = true;
      else this.add(page, overlap);
    } catch (failure) {
      if (!(failure instanceof ListChangedError)) throw failure;
      this.startAgain();
    }
  }

  /**
   * A server that ignores `offset` gives its first page again. Nothing follows that page if the server ignores `limit` too, or if the list read
   * backwards has the same entries.
   */
  private async isWhole(page: readonly Listed[]): Promise<boolean> {
    const keys = page.map(keyOf);
    const again = keys.length > 0 && this.offset === keys.length && isSame(keys, this.firstPage);
    if (!again) return false;
    // These lengths may be those of a page.
    const isPage = keys.length === 1 || keys.length === defaultPage;
    if (!isPage && (await this.readPage({ offset: 0, limit: 1 })).length === keys.length) return true;
    const backwards = (await this.readPage({ offset: 0, order: "-name" })).map(keyOf);
    return isSame(backwards.toReversed(), keys);
  }

  private add(page: readonly Listed[], overlap: number): void {
    const keys = page.map(keyOf);
    if (overlap === 1 && keys[0] !== this.last) throw new ListChangedError();
    const fresh = keys.slice(overlap);
    // Somebody else's entries of one page may be alike.
    const distinct = new Map(fresh.map((key, index) => [key, page[index + overlap] as Listed]));
    for (const [key, listed] of distinct) {
      if (this.byKey.has(key)) throw new ListChangedError();
      this.byKey.set(key, listed);
    }
    if (this.last === undefined) this.firstPage = keys;
    this.offset += fresh.length;
    this.last = fresh.at(-1) ?? this.last;
    this.complete = fresh.length === 0;
  }

  private startAgain(): void {
    this.byKey.clear();
    this.last = undefined;
    this.firstPage = [];
    this.offset = 0;
    const writes = this.ownWrites();
    this.shifts = writes === this.writesSeen ? this.shifts + 1 : 0;
    this.writesSeen = writes;
    if (this.shifts === attempts) {
      this.shifts = 0;
      throw new HttpError(
        "unexpected-answer",
        `the list of subscriptions changed in each of ${attempts} attempts to read it page by page, or the server does not keep its order`,
        undefined,
        { remedy: "run the command again" },
      );
    }
  }
}

const isSame = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((key, index) => key === other[index]);

function parsedEntry(listed: Listed): ListedSubscription {
  if (listed.problem === undefined) return listed.entry;
  const name = nameIn(listed);
  const which = name === undefined ? "an entry" : `the entry of ${JSON.stringify(name)}`;
  throw new HttpError(
    "unexpected-answer",
    `the list of subscriptions has ${which} in an unknown shape, ${listed.problem}`,
    undefined,
    { remedy: "check that the endpoint is the vendor's API of a known version" },
  );
}
