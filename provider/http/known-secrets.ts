import { AsyncLocalStorage } from "node:async_hooks";

const known = new AsyncLocalStorage<() => readonly string[]>();

/** Does work on an object whose secrets a server may repeat, in whatever it says to any request of that work. They are found when the first is sent. */
export function withKnownSecrets<T>(find: () => readonly string[], work: () => T): T {
  let found: readonly string[] | undefined;
  return known.run(() => {
    found ??= find();
    return found;
  }, work);
}

/** Secrets of the object that is worked on. */
export const knownSecrets = (): readonly string[] => known.getStore()?.() ?? [];
