import { AsyncLocalStorage } from "node:async_hooks";

const known = new AsyncLocalStorage<() => readonly string[]>();

/**
 * Runs work on an object whose secrets a server may repeat in its answers. `find` is called when the first
 * request is sent.
 */
export function withKnownSecrets<T>(find: () => readonly string[], work: () => T): T {
  let found: readonly string[] | undefined;
  return known.run(() => {
    found ??= find();
    return found;
  }, work);
}

/** Secrets of the object that the current operation works on. */
export const knownSecrets = (): readonly string[] => known.getStore()?.() ?? [];
