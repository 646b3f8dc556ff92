import { PreconditionError } from "./errors";

/**
 * Tells objects that are gone from a server that is not the one it was: another organisation's, another site's, or one that was
 * emptied. One missing object is gone; if not a single one of several is there, nothing is believed.
 */
export class MassDeletionGuard {
  private readonly looks = new Map<string, Promise<boolean>>();

  constructor(
    private readonly what: string,
    private readonly server: string,
    private readonly allowAllMissing: {
      readonly key: string;
      readonly variable: string;
      readonly on: boolean;
    },
  ) {}

  /** Looks for one object; `undefined` if it is gone. @throws PreconditionError if all that were looked for so far are missing. */
  async find<T>(id: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const looking = look();
    const isThere = looking.then(
      (found) => found !== undefined,
      () => false,
    );
    this.looks.set(id, isThere);
    const found = await looking;
    if (found !== undefined || this.allowAllMissing.on) return found;
    await Promise.all(this.looks.values());
    // Once more, because a look may have been forgotten while it was waited for.
    const outcomes = await Promise.all(this.looks.values());
    if (outcomes.length < 2 || outcomes.some(Boolean)) return undefined;
    const { key, variable } = this.allowAllMissing;
    throw new PreconditionError(
      `${this.server} has none of the ${outcomes.length} ${this.what} that were looked for, as if it were another one or had been emptied`,
      `check the endpoint and the credentials; if all of them really are gone, set ${key} (${variable}) to true for this one command`,
    );
  }

  /** What we removed ourselves is no sign of anything. */
  forget(id: string): void {
    this.looks.delete(id);
  }
}
