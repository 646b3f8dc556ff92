import { printable } from "../../resource/text";

/** Milliseconds of work without a progress line. */
const progressDelay = 1000;

/** Does the work; prints a progress line on standard error if it takes longer than a second. */
export async function withProgress<T>(doing: string, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => console.error(printable(`${doing} …`)), progressDelay);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
