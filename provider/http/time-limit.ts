import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { HttpError } from "./errors";

const limits = new AsyncLocalStorage<number | undefined>();

/** The longest delay of a Node.js timer, in milliseconds. */
const longest = 2 ** 31 - 1;

/**
 * Runs work whose requests and waits must end within this time, instead of the totalTimeout of each request.
 */
export const withTimeLimit = <T>(milliseconds: number | undefined, work: () => T): T =>
  limits.run(milliseconds === undefined ? undefined : Date.now() + Math.min(milliseconds, longest), work);

/** Deadline of the current work, milliseconds since 1970; `undefined` if it has none. */
export const currentDeadline = (): number | undefined => limits.getStore();

/** Milliseconds that a timer may fire early. */
const timerTolerance = 10;

/** Whether the deadline of the current work has passed. */
export const isTimeLimitReached = (): boolean =>
  (limits.getStore() ?? Number.POSITIVE_INFINITY) <= Date.now() + timerTolerance;

/** Runs shared work, which several callers wait for, without the deadline of any of them. */
export const withoutTimeLimit = <T>(work: () => T): T => limits.run(undefined, work);

/**
 * Waits for shared work until the deadline of the current work; the shared work continues.
 * @throws HttpError
 */
export async function withinTimeLimit<T>(shared: Promise<T>): Promise<T> {
  const limit = currentDeadline();
  if (limit === undefined) return shared;
  const settled = new AbortController();
  const tooLate = sleep(Math.max(0, limit - Date.now()), undefined, { signal: settled.signal }).then(() => {
    throw timeLimitError();
  });
  try {
    return await Promise.race([shared, tooLate]);
  } finally {
    tooLate.catch(() => {});
    settled.abort();
  }
}

/** Waits. @throws HttpError if the command is cancelled or the deadline of the current work passes */
export async function pause(milliseconds: number, stopped?: AbortSignal): Promise<void> {
  const left = (currentDeadline() ?? Number.POSITIVE_INFINITY) - Date.now();
  await sleep(Math.max(0, Math.min(milliseconds, left)), undefined, { signal: stopped }).catch(() => {
    throw new HttpError("cancelled", "the command was cancelled while waiting for the server");
  });
  if (left < milliseconds) throw timeLimitError();
}

/** The error of work whose time limit is over. */
export const timeLimitError = (): HttpError =>
  new HttpError("timeout", "the time limit set by customTimeouts was reached");
