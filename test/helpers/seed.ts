import { randomInt } from "node:crypto";
import fc from "fast-check";

/** The one of CI: a run there fails for what was changed, and for nothing else. */
const usual = 20250508;

/**
 * What all random tests begin with. TEST_SEED gives another one; "random" is another one each time. A failure prints the seed that it had.
 */
export function seedOf(given: string | undefined): number {
  if (given === undefined || given === "") return usual;
  if (given === "random") return randomInt(2 ** 31);
  if (/^-?\d{1,10}$/.test(given)) return Number(given);
  throw new Error(`TEST_SEED=${given} is neither a whole number nor "random"`);
}

export const seed = seedOf(process.env["TEST_SEED"]);

// Also of the properties that say nothing of a seed.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
