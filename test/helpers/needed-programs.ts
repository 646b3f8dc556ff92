import { it } from "vitest";
import which from "which";

/** Why tests that start these programs are skipped here; nothing if all are there. */
export function whyNoProgram(...names: readonly string[]): string | undefined {
  const lacking = names.find((name) => which.sync(name, { nothrow: true }) === null);
  return lacking === undefined ? undefined : `there is no ${lacking} on PATH`;
}

/** What a test's name says after it if it is skipped. */
export const skipped = (reason: string | undefined) => (reason === undefined ? "" : ` (skipped: ${reason})`);

/** Tests that can't run here if there is a reason; their names say it. */
export const itUnless =
  (reason: string | undefined) =>
  (title: string, test: () => Promise<void>, timeout?: number): void =>
    it.skipIf(reason !== undefined)(title + skipped(reason), test, timeout);

/** Tests that start these programs: without one of them they are skipped, and their names say why. */
export const itWith = (...names: readonly string[]) => itUnless(whyNoProgram(...names));
