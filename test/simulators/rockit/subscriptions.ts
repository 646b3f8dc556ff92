import { HttpError } from "../http-error.ts";
import { normaliseUrl, type UrlNormalisation } from "../normalise-url.ts";
import type { ListQuery, RockitNewSubscription } from "./requests.ts";
import { newSecret, type Secret } from "./secrets.ts";
import type { RockitBehaviour, RockitEdit, RockitStoredSubscription } from "./types.ts";

/** The server's data, by name; secrets are separate, because only the first answer contains them. */
export class Subscriptions {
  readonly byName = new Map<string, RockitStoredSubscription>();
  readonly #secrets = new Map<string, Secret>();
  readonly #behaviour: RockitBehaviour;
  #shift = 0;

  constructor(behaviour: RockitBehaviour) {
    this.#behaviour = behaviour;
  }

  create(subscription: RockitNewSubscription): Secret {
    const kept = this.#normalise(storedForm(subscription));
    if (this.byName.has(kept.name)) throw new HttpError(409, "a subscription of this name exists");
    const secret = newSecret(this.#behaviour.secretForm);
    this.byName.set(kept.name, kept);
    this.#secrets.set(kept.name, secret);
    return secret;
  }

  get(name: string): RockitStoredSubscription {
    const subscription = this.byName.get(this.#nameOf(name));
    if (subscription === undefined) throw new HttpError(404, "there is no such subscription");
    return subscription;
  }

  secretOf(name: string): Secret {
    return this.#secrets.get(this.get(name).name) as Secret;
  }

  edit(name: string, change: RockitEdit): void {
    const kept = this.get(name);
    const edited = Object.entries({ ...kept, ...change }).filter(([, value]) => value !== undefined);
    this.byName.set(kept.name, this.#normalise(Object.fromEntries(edited) as never));
  }

  delete(name: string): void {
    const kept = this.get(name);
    this.byName.delete(kept.name);
    this.#secrets.delete(kept.name);
  }

  list({ offset, limit, order }: ListQuery): unknown {
    const behaviour = this.#behaviour;
    const { paging, maxPageSize, foreignEntries, listShape } = behaviour;
    const own = this.#storedInOrder(order).map((subscription) => entryOf(subscription, behaviour));
    const all = sortByName([...own, ...foreignEntries], order);
    const start = paging === "offset" ? offset : 0;
    const entries = paging === "all" ? all : all.slice(start, start + Math.min(limit, maxPageSize));
    if (typeof listShape === "function") return listShape(entries);
    return listShape === "array" ? entries : { status: "ok", total: all.length, subscriptions: entries };
  }

  /** The subscription as the server stores and lists it. */
  #normalise(subscription: RockitStoredSubscription): RockitStoredSubscription {
    const { normalises } = this.#behaviour;
    const ofUrls = normalises.filter((kind): kind is UrlNormalisation => kind !== "nfc");
    const { url } = subscription;
    const kept = url === undefined ? subscription : { ...subscription, url: normaliseUrl(url, ofUrls) };
    if (!normalises.includes("nfc")) return kept;
    const texts = Object.entries(kept).map(([field, value]) => [
      field,
      typeof value === "string" ? value.normalize("NFC") : value,
    ]);
    return Object.fromEntries(texts);
  }

  #nameOf(name: string): string {
    return this.#behaviour.normalises.includes("nfc") ? name.normalize("NFC") : name;
  }

  #storedInOrder(order: ListQuery["order"]): RockitStoredSubscription[] {
    const all = [...this.byName.values()];
    if (order === undefined && this.#behaviour.unordered === "shifting" && all.length > 0) {
      this.#shift = (this.#shift + 1) % all.length;
      return [...all.slice(this.#shift), ...all.slice(0, this.#shift)];
    }
    if (order === undefined) return all;
    const direction = order === "ascending" ? 1 : -1;
    return all.sort((one, other) => (one.name < other.name ? -direction : direction));
  }
}

/** Sorts all entries; an entry without a name comes last. */
function sortByName(entries: readonly object[], order: ListQuery["order"]): readonly object[] {
  if (order === undefined) return entries;
  const direction = order === "ascending" ? 1 : -1;
  const keyOf = (entry: object) => String("name" in entry ? entry.name : "\uffff");
  return entries.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -direction : direction));
}

function storedForm(subscription: RockitNewSubscription): RockitStoredSubscription {
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
