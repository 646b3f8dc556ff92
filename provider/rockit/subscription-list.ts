import { HttpError } from "../http/errors";
import { retryDefaults } from "../http/retry";
import { withinTimeLimit, withoutTimeLimit } from "../http/time-limit";
import type { ListedEntry } from "../resource/shapes";
import type { ListedSubscription, PageQuery } from "./client";
import { canonicalName } from "./meaning";

type Listed = ListedEntry<ListedSubscription>;
type ReadPage = (query: PageQuery) => Promise<readonly Listed[]>;

const { attempts } = retryDefaults;

/** Default page size of servers. A page of this length does not prove that the list is complete. */
const defaultPage = 10;

/** Two pages do not fit together, because the list changed in between. */
class ListChangedError extends Error {}

const nameIn = ({ entry }: Listed): string | undefined =>
  typeof entry.name === "string" && entry.name !== "" ? entry.name : undefined;

/** Key of an entry: its name, or else its whole content. */
const keyOf = (listed: Listed): string => nameIn(listed) ?? `no name: ${JSON.stringify(listed.entry)}`;

/**
 * A paginated list that is read page by page, as far as needed, and shared by all callers. The server may
 * silently limit the page size, so only a page without new entries ends the list. Others may change the list
 * meanwhile: each page must begin with the last entry of the one before, otherwise the list is read again
 * from the start.
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

  /**
   * `ownWrites` counts this run's writes: restarts that they cause are not limited, because the writes end by
   * themselves.
   */
  constructor(
    private readonly readPage: ReadPage,
    private readonly ownWrites = () => 0,
  ) {
    this.writesSeen = ownWrites();
  }

  /**
   * Finds an entry by exact name, then by canonical name; `undefined` only after reading the whole list.
   * @throws HttpError if the entry has an unknown shape
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

  /** All entries with a name. An entry of an unknown shape has only its name. */
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

  /** @throws HttpError if there is an entry without a name, which may be the wanted one */
  private assertAbsent(): undefined {
    const nameless = [...this.byKey.values()].find((listed) => nameIn(listed) === undefined);
    if (nameless !== undefined) parsedEntry(nameless);
    return undefined;
  }

  /** Reads one more page for all waiting callers. */
  private readMore(): Promise<void> {
    this.reading ??= withoutTimeLimit(() => this.readNext()).finally(() => {
      this.reading = undefined;
    });
    return withinTimeLimit(this.reading);
  }

  private async readNext(): Promise<void> {
    try {
      // A page of one entry leaves no room for the overlap.
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
   * Whether a repeated first page is the whole list. A server that ignores `offset` repeats its first page.
   * It is complete if the server ignores `limit` too, or if the list in reverse order has the same entries.
   */
  private async isWhole(page: readonly Listed[]): Promise<boolean> {
    const keys = page.map(keyOf);
    const again = keys.length > 0 && this.offset === keys.length && isSame(keys, this.firstPage);
    if (!again) return false;
    // Such a length may be a page size.
    const isPage = keys.length === 1 || keys.length === defaultPage;
    if (!isPage && (await this.readPage({ offset: 0, limit: 1 })).length === keys.length) return true;
    const backwards = (await this.readPage({ offset: 0, order: "-name" })).map(keyOf);
    return isSame(backwards.toReversed(), keys);
  }

  private add(page: readonly Listed[], overlap: number): void {
    const keys = page.map(keyOf);
    if (overlap === 1 && keys[0] !== this.last) throw new ListChangedError();
    const added = keys.slice(overlap);
    // Entries of others on one page may be equal.
    const distinct = new Map(added.map((key, index) => [key, page[index + overlap] as Listed]));
    for (const [key, listed] of distinct) {
      if (this.byKey.has(key)) throw new ListChangedError();
      this.byKey.set(key, listed);
    }
    if (this.last === undefined) this.firstPage = keys;
    this.offset += added.length;
    this.last = added.at(-1) ?? this.last;
    this.complete = added.length === 0;
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
        `the list of subscriptions changed during each of ${attempts} attempts to read it, or the server returns it in varying order`,
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
