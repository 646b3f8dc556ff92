/** The longest timer in seconds. Longer ones would fire at once. */
export const maxTimerSeconds = 2_147_483;

/** Settles like the promise, or rejects with `onTimeout()` after `seconds`. */
export async function withDeadline<T>(
  promise: T | PromiseLike<T>,
  seconds: number,
  onTimeout: () => unknown,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onTimeout()), seconds * 1000);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** A callback of your program did not finish in time. */
export class WebhookTimeoutError extends Error {
  override readonly name = "WebhookTimeoutError";

  constructor(what: string, seconds: number, option: string) {
    super(`${what} did not finish within ${seconds} s: queue the work and return sooner, or raise ${option}`);
  }
}
