import { CircuitBreaker } from "../http/circuit-breaker";
import { defaultLimits } from "../http/client";
import { type HttpError, isDenied } from "../http/errors";
import { RequestCache } from "../http/request-cache";
import type { ResourceKind } from "../resource/kind";
import { ChangeTracker } from "../resource/change-tracker";
import { MassDeletionGuard } from "../resource/mass-deletion-guard";
import type { Properties } from "../resource/properties";
import { type ListedSubscription, RockitClient } from "./client";
import { rockitSubscription } from "./kind";
import { canonicalName } from "./meaning";
import type { RockitSettings } from "./settings";
import { SubscriptionList } from "./subscription-list";

/** Milliseconds that the function behind the gateway may run. */
const slowestFunction = 300_000;

/** What one run read, made and deleted of the subscriptions of one organisation. */
export class RockitRun {
  readonly client: RockitClient;
  /**
   * Milliseconds after a lost answer in which the server may still act on the request: the gateway gives up after a minute, the function behind it
   * may run for five.
   */
  readonly lateEffectWindow: number;
  /** Once it is aborted, nothing is waited for any more. */
  readonly stopped: AbortSignal | undefined;
  private readonly guard: MassDeletionGuard;
  private readonly breaker = new CircuitBreaker();
  /** The secrets of subscriptions that this run created. */
  private readonly changes = new ChangeTracker<string | undefined>();
  /** As the server is since the last write, as far as they were read; the second one is read where something is missing in the first. */
  private readonly lists = new Map<"first" | "second", SubscriptionList>();
  private readonly before = new RequestCache<"names", ReadonlySet<string> | undefined>();
  /** Until when deletions may still be acted on, by name. */
  private readonly deletions = new Map<string, number>();
  /** Beginnings and ends of calls that may change the list, so far. */
  private writes = 0;

  constructor(settings: RockitSettings, kind: ResourceKind = rockitSubscription) {
    const { requestTimeout = defaultLimits.requestTimeout, stopped } = settings;
    this.lateEffectWindow = Math.max(slowestFunction, 4 * requestTimeout);
    this.stopped = stopped;
    this.client = new RockitClient(settings, kind);
    this.guard = new MassDeletionGuard("subscriptions", settings.endpoint.host, settings.allowAllMissing);
  }

  /** Creates a subscription. The secret in the answer is given here only, and only once. */
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
    if (earlierFailure !== undefined) this.deletions.set(canonicalName(name), Date.now() + this.lateEffectWindow);
    if (doubt !== undefined) await this.confirmGone(name, doubt);
    this.guard.forget(canonicalName(name));
    this.changes.recordDeleted(canonicalName(name));
  }

  /** Milliseconds in which a deletion that this run has sent may still be acted on. */
  pendingDeletionTime(name: string): number {
    return (this.deletions.get(canonicalName(name)) ?? 0) - Date.now();
  }

  private async confirmGone(name: string, doubt: HttpError): Promise<void> {
    const left = await this.find(name).catch((failure) => {
      // Who may not list can still delete, and has no other word for it than a 404.
      if (isDenied(failure) && (doubt.status === 404 || doubt.status === 410)) return undefined;
      throw failure;
    });
    if (left === undefined) return;
    if (left.name === name) throw doubt;
    // The server keeps another spelling of the name.
    await this.unsubscribe(left.name);
  }

  /**
   * Whether there was one of this name before this run came to create it. One list is read for all creations, but none where this run itself
   * has just deleted it; `undefined` if this account may not read it.
   */
  async wasThere(name: string): Promise<boolean | undefined> {
    const key = canonicalName(name);
    const left = this.changes.exists(key);
    if (left !== undefined) return left;
    const names = await this.before.get("names", () => this.namesBefore());
    // Meanwhile this run may have changed it.
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

  /** Whether the one of this name is another one, which this run created: then the one with the given secret is gone. */
  isReplaced(name: string, secret: string | undefined): boolean {
    const key = canonicalName(name);
    return this.changes.exists(key) === true && (secret === undefined || this.changes.created(key) !== secret);
  }

  /** One subscription as the server lists it after the last write; `undefined` if there is none. */
  lookUp(name: string): Promise<ListedSubscription | undefined> {
    return this.breaker.execute(() => this.lookUpConfirmed(name));
  }

  /**
   * One subscription, from a list that is read once, as far as needed, and shared until the next write; `undefined` if there is none.
   * @throws PreconditionError if none of several is there, which is rather another organisation than all of them gone.
   */
  find(name: string): Promise<ListedSubscription | undefined> {
    return this.guard.find(canonicalName(name), () => this.lookUpConfirmed(name));
  }

  /** A list that lacks an entry by mistake looks like any other: only a second one, read for all that are missing, tells that it is gone. */
  async lookUpConfirmed(name: string): Promise<ListedSubscription | undefined> {
    const found = await this.list("first").find(name);
    return found ?? this.list("second").find(name);
  }

  /** The same as it is now. */
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
