// A goal, and what the samples say of it.
import type * as figures from "../figures.ts";
import { ratio, spread } from "./written.ts";

export interface Goal {
  readonly goal: number;
  readonly what: string;
  readonly figure: string;
  /** `undefined`: it was not measured. */
  readonly met: boolean | undefined;
}

type Bound = readonly ["at most" | "at least", number];

const holds = ([which, bound]: Bound, value: number) =>
  which === "at most" ? value <= bound : value >= bound;

export function judged(
  goal: number,
  what: string,
  bound: Bound,
  seen: figures.Spread | undefined,
  {
    write = ratio,
    unit = "",
    missing,
  }: { write?: (value: number) => string; unit?: string; missing: string },
): Goal {
  const told = `${what}: ${bound[0]} ${write(bound[1])}${unit}`;
  if (seen === undefined) return { goal, what: told, figure: missing, met: undefined };
  return { goal, what: told, figure: `${spread(seen, write)}${unit}`, met: holds(bound, seen.median) };
}
