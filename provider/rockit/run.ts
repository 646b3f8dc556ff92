import { CircuitBreaker } from "../http/circuit-breaker";
import { defaultLimits } from "../http/client";
import { type HttpError, isDenied } from "../http/errors";
import { RequestCache } from "../http/request-cache";
import { ChangeTracker } from "../resource/change-tracker";
import type { ResourceKind } from "../resource/kind";
import { MassDeletionGuard } from "../resource/mass-deletion-guard";
import type { Properties } from "../resource/properties";
import { type ListedSubscription, RockitClient } from "./client";
import { rockitSubscription } from "./kind";
import { canonicalName } from "./meaning";
import type { RockitSettings } from "./settings";
import { SubscriptionList } from "./subscription-list";

/** Maximum run time of the function behind the gateway, in milliseconds. */
const slowestFunction = 300_000;

/** One run's work on the subscriptions of one organisation: shared reads, and the changes that it made. */
export class RockitRun {
  readonly client: RockitClient;
  /**
   * Milliseconds after a lost answer during which the server may still process the request: the gateway gives
   * up after one minute, but the function behind it may run for five.
   */
  readonly lateEffectWindow: number;
  /** Once aborted, all waits end. */
  readonly stopped: AbortSignal | undefined;
  private readonly guard: MassDeletionGuard;
  private readonly breaker = new CircuitBreaker();
  /** Changes of this run, with the secret of each created subscription. */
  private readonly changes = new ChangeTracker<string | undefined>();
  /**
   * Lists since the last write, read as far as needed. The second one confirms that an entry is missing in
   * the first.
   */
  private readonly lists = new Map<"first" | "second", SubscriptionList>();
  private readonly before = new RequestCache<"names", ReadonlySet<string> | undefined>();
  /** Until when the server may still process deletions, by name. */
  private readonly deletions = new Map<string, number>();
  /** Number of starts and ends of calls that may change the list. */
  private writes = 0;

  constructor(settings: RockitSettings, kind: ResourceKind = rockitSubscription) {
    const { requestTimeout = defaultLimits.requestTimeout, stopped } = settings;
    this.lateEffectWindow = Math.max(slowestFunction, 4 * requestTimeout);
    this.stopped = stopped;
    this.client = new RockitClient(settings, kind);
    this.guard = new MassDeletionGuard("subscriptions", settings.endpoint.host, settings.allowAllMissing);
  }

  /** Creates a subscription. The server returns the secret only here, and only once. */
  async subscribe(request: Properties & { readonly name: string }): Promise<{ secret?: string | undefined }> {
    return this.writing(async () => {
      const { secret } = await this.client.subscribe(request);
      this.changes.recordCreated(canonicalName(request.name), secret);
      return { secret };
    });
  }

  /**
   * Deletes a subscription; one that is already gone counts as deleted, once the list has confirmed it.
   * @throws HttpError if it is still there
   */
  async unsubscribe(name: string): Promise<void> {
    const { doubt, earlierFailure } = await this.writing(() => this.client.unsubscribe(name));
    if (earlierFailure !== undefined)
      this.deletions.set(canonicalName(name), Date.now() + this.lateEffectWindow);
    if (doubt !== undefined) await this.confirmGone(name, doubt);
    this.guard.forget(canonicalName(name));
    this.changes.recordDeleted(canonicalName(name));
  }

  /** Milliseconds during which the server may still process a deletion of this run. */
  pendingDeletionTime(name: string): number {
    return (this.deletions.get(canonicalName(name)) ?? 0) - Date.now();
  }

  private async confirmGone(name: string, doubt: HttpError): Promise<void> {
    const left = await this.find(name).catch((failure) => {
      // An account without list permission can still delete; a 404 is then its only confirmation.
      if (isDenied(failure) && (doubt.status === 404 || doubt.status === 410)) return undefined;
      throw failure;
    });
    if (left === undefined) return;
    if (left.name === name) throw doubt;
    // The server stores another Unicode form of the name.
    await this.unsubscribe(left.name);
  }

  /**
   * Whether a subscription of this name existed before this run creates it. One list is read for all
   * creations. `undefined` if the account lacks the permission to list.
   */
  async wasThere(name: string): Promise<boolean | undefined> {
    const key = canonicalName(name);
    const left = this.changes.exists(key);
    if (left !== undefined) return left;
    const names = await this.before.get("names", () => this.namesBefore());
    // This run may have changed it meanwhile.
    return this.changes.exists(key) ?? names?.has(key);
  }

  private async namesBefore(): Promise<ReadonlySet<string> | undefined> {
    try {
      return new Set((await this.all()).map(({ name }) => canonicalName(name)));
    } catch (failure) {
      // An account without list permission can still create; a lost answer then can't be resolved.
      if (isDenied(failure)) return undefined;
      throw failure;
    }
  }

  /** Whether this run created another subscription of this name, so the one with the given secret is gone. */
  isReplaced(name: string, secret: string | undefined): boolean {
    const key = canonicalName(name);
    return (
      this.changes.exists(key) === true && (secret === undefined || this.changes.created(key) !== secret)
    );
  }

  /**
   * Looks up a subscription after the last write, through the circuit breaker; `undefined` if it does not
   * exist.
   */
  lookUp(name: string): Promise<ListedSubscription | undefined> {
    return this.breaker.execute(() => this.lookUpConfirmed(name));
  }

  /**
   * Finds a subscription in a list that is shared until the next write; `undefined` if it does not exist.
   * @throws PreconditionError if all of several subscriptions are missing: it is probably the wrong
   * organisation
   */
  find(name: string): Promise<ListedSubscription | undefined> {
    return this.guard.find(canonicalName(name), () => this.lookUpConfirmed(name));
  }

  /**
   * Looks up a subscription. A second list confirms that it is missing, because a server may omit an entry by
   * mistake.
   */
  async lookUpConfirmed(name: string): Promise<ListedSubscription | undefined> {
    const found = await this.list("first").find(name);
    return found ?? this.list("second").find(name);
  }

  /** Looks up a subscription in fresh lists. */
  lookUpFresh(name: string): Promise<ListedSubscription | undefined> {
    this.lists.clear();
    return this.lookUpConfirmed(name);
  }

  /** All subscriptions of the organisation. */
  all(): Promise<readonly ListedSubscription[]> {
    return this.list("first").all();
  }

  private list(which: "first" | "second"): SubscriptionList {
    const list =
      this.lists.get(which) ??
      new SubscriptionList(
        (query) => this.client.listPage(query),
        () => this.writes,
      );
    this.lists.set(which, list);
    return list;
  }

  private async writing<T>(work: () => Promise<T>): Promise<T> {
    this.writes++;
    try {
      return await work();
    } finally {
      this.writes++;
      this.lists.clear();
    }
  }

  close(): Promise<void> {
    return this.client.close();
  }
}
