import { withinTimeLimit, withoutTimeLimit } from "./time-limit";

/**
 * Shares one read per key among concurrent and later callers until the key is forgotten. A failed read is
 * forgotten at once.
 */
export class RequestCache<Key, Value> {
  private readonly known = new Map<Key, Promise<Value>>();

  get(key: Key, read: () => Promise<Value>): Promise<Value> {
    const known = this.known.get(key);
    if (known !== undefined) return withinTimeLimit(known);
    const reading = withoutTimeLimit(read);
    this.known.set(key, reading);
    reading.catch(() => {
      if (this.known.get(key) === reading) this.known.delete(key);
    });
    return withinTimeLimit(reading);
  }

  forget(...keys: readonly Key[]): void {
    for (const key of keys) this.known.delete(key);
  }
}
