import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { HttpError } from "./errors";

const limits = new AsyncLocalStorage<number | undefined>();

/** Milliseconds that a timer can wait. */
const longest = 2 ** 31 - 1;

/** Does work whose requests and waits all end within so many milliseconds, in place of the time that a request has by the settings. */
export const withTimeLimit = <T>(milliseconds: number | undefined, work: () => T): T =>
  limits.run(milliseconds === undefined ? undefined : Date.now() + Math.min(milliseconds, longest), work);

/** When the work in hand has to end, milliseconds since 1970; `undefined` if only the settings say so. */
export const timeLimit = (): number | undefined => limits.getStore();

/** A timer may fire a little early, in milliseconds. */
const early = 10;

/** Whether the work in hand had to end by now. */
export const isTimeUp = (): boolean => (limits.getStore() ?? Number.POSITIVE_INFINITY) <= Date.now() + early;

/** Does once what several wait for, whatever time one of them has. */
export const withoutTimeLimit = <T>(work: () => T): T => limits.run(undefined, work);

/** Waits for what several wait for, no longer than the work in hand may take; what is waited for goes on. @throws HttpError */
export async function withinTimeLimit<T>(shared: Promise<T>): Promise<T> {
  const limit = timeLimit();
  if (limit === undefined) return shared;
  const settled = new AbortController();
  const tooLate = sleep(Math.max(0, limit - Date.now()), undefined, { signal: settled.signal }).then(() => {
    throw timeIsUp();
  });
  try {
    return await Promise.race([shared, tooLate]);
  } finally {
    tooLate.catch(() => {});
    settled.abort();
  }
}

/** Lets time pass, until the command is cancelled or the work in hand has to end. @throws HttpError */
export async function pause(milliseconds: number, stopped?: AbortSignal): Promise<void> {
  const left = (timeLimit() ?? Number.POSITIVE_INFINITY) - Date.now();
  await sleep(Math.max(0, Math.min(milliseconds, left)), undefined, { signal: stopped }).catch(() => {
    throw new HttpError("cancelled", "the command was cancelled while it waited for the server");
  });
  if (left < milliseconds) throw timeIsUp();
}

/** What did not begin because the time was over. */
export const timeIsUp = (): HttpError =>
  new HttpError("timeout", "the time that customTimeouts gives it was over");
