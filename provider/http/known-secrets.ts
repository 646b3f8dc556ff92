import { AsyncLocalStorage } from "node:async_hooks";

const known = new AsyncLocalStorage<readonly string[]>();

/** Does work on an object whose secrets a server may repeat, in whatever it says to any request of that work. */
export const withKnownSecrets = <T>(secrets: readonly string[], work: () => T): T => known.run(secrets, work);

/** Secrets of the object that is worked on. */
export const knownSecrets = (): readonly string[] => known.getStore() ?? [];
