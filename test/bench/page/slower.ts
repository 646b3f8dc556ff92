// Where the others are ahead.
import { operations } from "../compare/contestant.ts";
import * as figures from "../figures.ts";
import type { Comparison } from "../results.ts";
import { titleOf } from "./contestants.ts";
import { table } from "./markdown.ts";
import { number, ratio, spread } from "./written.ts";

/** Undefined if there is no such place. */
export function slower(comparison: Comparison): string | undefined {
  const { samples, contestants } = comparison;
  const rows = figures.sizesOf(samples).flatMap((resources) =>
    contestants
      .filter(({ name }) => name !== figures.ours)
      .flatMap(({ name, title }) => {
        const slow = operations.flatMap((operation) => {
          const times = figures.ratioOf(samples, figures.ours, name, operation, resources);
          return times !== undefined && times.median > 1 ? [`\`${operation}\` ${spread(times, ratio)}`] : [];
        });
        return slow.length === 0 ? [] : [[number(resources), title, slow.join(", ")]];
      }),
  );
  if (rows.length === 0) return undefined;
  return [
    `## Where ${titleOf(comparison, figures.ours)} takes longer`,
    "So many times the other's wall time: the median of the rounds and, in brackets, their extremes. A range that begins below 1.00 says that not every round agrees.",
    table(["subscriptions", "than", "operations"], rows, [1, 2]),
  ].join("\n\n");
}
