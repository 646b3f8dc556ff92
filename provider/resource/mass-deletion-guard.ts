import { PreconditionError } from "./errors";

/**
 * Stops an operation that would take every object for deleted. If all of several objects are missing, the
 * server is probably another organisation or site, or was emptied. A single missing object counts as deleted.
 */
export class MassDeletionGuard {
  private readonly lookups = new Map<string, Promise<boolean>>();

  constructor(
    private readonly noun: string,
    private readonly server: string,
    private readonly allowAllMissing: {
      readonly key: string;
      readonly variable: string;
      readonly on: boolean;
    },
  ) {}

  /**
   * Looks up one object; `undefined` if it is gone.
   * @throws PreconditionError if all of several objects are missing so far
   */
  async find<T>(id: string, lookUp: () => Promise<T | undefined>): Promise<T | undefined> {
    const lookup = lookUp();
    const exists = lookup.then(
      (found) => found !== undefined,
      () => false,
    );
    this.lookups.set(id, exists);
    const found = await lookup;
    if (found !== undefined || this.allowAllMissing.on) return found;
    await Promise.all(this.lookups.values());
    // A second time, because a lookup may have been forgotten meanwhile.
    const outcomes = await Promise.all(this.lookups.values());
    if (outcomes.length < 2 || outcomes.some(Boolean)) return undefined;
    const { key, variable } = this.allowAllMissing;
    throw new PreconditionError(
      `all ${outcomes.length} ${this.noun} are missing on ${this.server}: it may be the wrong server, or it was emptied`,
      `check the endpoint and the credentials; if all of them really are gone, set ${key} (${variable}) to true for this one command`,
    );
  }

  /** Forgets an object that this run deleted itself. */
  forget(id: string): void {
    this.lookups.delete(id);
  }
}
