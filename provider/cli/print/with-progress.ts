import { printable } from "../../resource/text";

/** Milliseconds after which a person wants to know what is waited for. */
const patience = 1000;

/** Does the work, and says on standard error what is being done if it takes its time. */
export async function withProgress<T>(doing: string, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => console.error(printable(`${doing} …`)), patience);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
