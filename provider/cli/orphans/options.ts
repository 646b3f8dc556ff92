import { InvalidArgumentError } from "commander";

/** Of an object that was unsubscribed there is nothing to be told, as a rule. */
export const includeInactive = [
  "--include-inactive",
  "also Durst subscriptions that are INACTIVE, and subscribers without credentials and active ones",
] as const;

export function numberOption(text: string, numbers: readonly number[] = []): number[] {
  if (/^\d{1,9}$/.test(text)) return [...numbers, Number(text)];
  throw new InvalidArgumentError("It must be the number of a Durst subscriber.");
}
