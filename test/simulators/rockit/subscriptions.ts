import { randomBytes } from "node:crypto";
import { Refusal } from "../refusal.ts";
import type { ListQuery, RockitNewSubscription } from "./requests.ts";
import type { RockitBehaviour, RockitEdit, RockitStoredSubscription } from "./types.ts";

/** What the server keeps, by name; the secrets apart, for no answer but the first may hold one. */
export class Subscriptions {
  readonly byName = new Map<string, RockitStoredSubscription>();
  readonly #secrets = new Map<string, string>();
  #shift = 0;

  create(subscription: RockitNewSubscription): string {
    const { name } = subscription;
    if (this.byName.has(name)) throw new Refusal(409, "a subscription of this name exists");
    const secret = randomBytes(32).toString("base64");
    this.byName.set(name, stored(subscription));
    this.#secrets.set(name, secret);
    return secret;
  }

  get(name: string): RockitStoredSubscription {
    const subscription = this.byName.get(name);
    if (subscription === undefined) throw new Refusal(404, "there is no such subscription");
    return subscription;
  }

  secretOf(name: string): string {
    this.get(name);
    return this.#secrets.get(name) ?? "";
  }

  edit(name: string, change: RockitEdit): void {
    const edited = Object.entries({ ...this.get(name), ...change }).filter(
      ([, value]) => value !== undefined,
    );
    this.byName.set(name, Object.fromEntries(edited) as unknown as RockitStoredSubscription);
  }

  delete(name: string): void {
    this.get(name);
    this.byName.delete(name);
    this.#secrets.delete(name);
  }

  list({ offset, limit, order }: ListQuery, behaviour: RockitBehaviour): unknown {
    const all = this.#inOrder(order, behaviour);
    const page = all.slice(offset, offset + Math.min(limit, behaviour.maxPageSize));
    const entries = page.map((subscription) => entryOf(subscription, behaviour));
    if (typeof behaviour.listShape === "function") return behaviour.listShape(entries);
    return behaviour.listShape === "array"
      ? entries
      : { status: "ok", total: all.length, subscriptions: entries };
  }

  #inOrder(order: ListQuery["order"], { unordered }: RockitBehaviour): RockitStoredSubscription[] {
    const all = [...this.byName.values()];
    if (order === undefined && unordered === "shifting" && all.length > 0) {
      this.#shift = (this.#shift + 1) % all.length;
      return [...all.slice(this.#shift), ...all.slice(0, this.#shift)];
    }
    if (order === undefined) return all;
    const direction = order === "ascending" ? 1 : -1;
    return all.sort((one, other) => (one.name < other.name ? -direction : direction));
  }
}

function stored(subscription: RockitNewSubscription): RockitStoredSubscription {
  const { event, events, ...rest } = subscription;
  return {
    ...rest,
    events: [...new Set(events ?? (event === undefined ? [] : [event]))].sort(),
    sentAs: event === undefined ? "events" : "event",
  };
}

function entryOf(
  subscription: RockitStoredSubscription,
  { listFields, listEvents }: RockitBehaviour,
): object {
  const { sentAs, slackToken: _neverShown, events, ...shown } = subscription;
  const asEvent = sentAs === "event" && listEvents === "as-sent" && events.length === 1;
  const entry = { ...shown, ...(asEvent ? { event: events[0] } : { events }) };
  if (listFields === "all") return entry;
  const fields = listFields === "name-only" ? [] : listFields;
  return Object.fromEntries(
    Object.entries(entry).filter(([field]) => field === "name" || fields.includes(field)),
  );
}
