import { it } from "vitest";
import which from "which";

/** The reason to skip tests that need these programs; `undefined` if all are installed. */
export function whyNoProgram(...names: readonly string[]): string | undefined {
  const missing = names.find((name) => which.sync(name, { nothrow: true }) === null);
  return missing === undefined ? undefined : `there is no ${missing} on PATH`;
}

/** The suffix of a skipped test's name. */
export const skippedSuffix = (reason: string | undefined) =>
  reason === undefined ? "" : ` (skipped: ${reason})`;

/** Skips tests if there is a reason, and adds the reason to their names. */
export const itUnless =
  (reason: string | undefined) =>
  (title: string, test: () => Promise<void>, timeout?: number): void =>
    it.skipIf(reason !== undefined)(title + skippedSuffix(reason), test, timeout);

/** Skips tests that need a missing program, and adds the reason to their names. */
export const itWith = (...names: readonly string[]) => itUnless(whyNoProgram(...names));
