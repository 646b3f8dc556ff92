// A goal of this project, and whether the samples meet it.
import type * as figures from "../figures.ts";
import { formatRatio, formatSpread } from "./format.ts";

/** What a goal is about, in the order of the page. */
export const topics = [
  "state size",
  "speed",
  "requests",
  "loading time",
  "fleet",
  "webhook receiver",
] as const;

export interface Goal {
  readonly topic: (typeof topics)[number];
  readonly what: string;
  readonly limit: string;
  /** Empty if nothing was measured. */
  readonly figure: string;
  /** `undefined`: not measured. */
  readonly met: boolean | undefined;
}

type Bound = readonly ["at most" | "at least", number];

const isWithin = ([which, bound]: Bound, value: number) =>
  which === "at most" ? value <= bound : value >= bound;

/** The goal that the median of a spread keeps within a bound. */
export function goalOf(
  topic: Goal["topic"],
  what: string,
  bound: Bound,
  spread: figures.Spread | undefined,
  {
    format = formatRatio,
    unit = "",
    missing = "",
  }: { format?: (value: number) => string; unit?: string; missing?: string } = {},
): Goal {
  const limit = `${bound[0]} ${format(bound[1])}${unit}`;
  if (spread === undefined) return { topic, what, limit, figure: missing, met: undefined };
  const figure = `${formatSpread(spread, format)}${unit}`;
  return { topic, what, limit, figure, met: isWithin(bound, spread.median) };
}
