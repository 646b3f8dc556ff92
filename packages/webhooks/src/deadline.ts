/** Timers hold at most so many milliseconds; more would fire at once. */
export const longestSeconds = 2_147_483;

/** What a promise gives, or a rejection with `late()` when it takes longer than so many seconds. */
export async function withDeadline<T>(
  promise: T | PromiseLike<T>,
  seconds: number,
  late: () => unknown,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), seconds * 1000);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** A callback of the receiver's program that did not finish in time. */
export class WebhookTimeoutError extends Error {
  override readonly name = "WebhookTimeoutError";

  constructor(what: string, seconds: number, option: string) {
    super(`${what} did not finish within ${seconds} s: queue the work and return sooner, or raise ${option}`);
  }
}
