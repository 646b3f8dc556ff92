// The section about operations in which this package is slower than another contestant.
import { operations } from "../compare/contestant.ts";
import * as figures from "../figures.ts";
import type { Comparison } from "../results.ts";
import { titleOf } from "./contestants.ts";
import { formatNumber, formatRatio, formatSpread } from "./format.ts";
import { markdownTable, wrap } from "./markdown.ts";

/** `undefined` if there are no such operations. */
export function slowerOperationsSection(comparison: Comparison): string | undefined {
  const { samples, contestants } = comparison;
  const rows = figures.sizesOf(samples).flatMap((resources) =>
    contestants
      .filter(({ name }) => name !== figures.ours)
      .flatMap(({ name, title }) => {
        const slower = operations.flatMap((operation) => {
          const ratio = figures.ratioOf(samples, figures.ours, name, operation, resources);
          return ratio !== undefined && ratio.median > 1
            ? [`\`${operation}\` ${formatSpread(ratio, formatRatio)}`]
            : [];
        });
        return slower.length === 0 ? [] : [[formatNumber(resources), title, slower.join(", ")]];
      }),
  );
  if (rows.length === 0) return undefined;
  const own = titleOf(comparison, figures.ours);
  return [
    `## Where ${own} is slower`,
    wrap(
      [
        `In these operations, ${own} takes longer than another contestant.`,
        "Each number is its wall time divided by that of the other.",
        `Where a range begins below 1.00, ${own} was faster in at least one round.`,
      ].join(" "),
    ),
    markdownTable(["subscriptions", "slower than", "wall time ÷ that of the other"], rows, [1, 2]),
  ].join("\n\n");
}
