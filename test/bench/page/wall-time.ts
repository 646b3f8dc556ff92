// The sections about wall time: compared, and by the number of subscriptions.
import { type Operation, operations } from "../compare/contestant.ts";
import * as figures from "../figures.ts";
import type { Comparison } from "../results.ts";
import { cellsOf } from "../text-table.ts";
import { barChart, wallTimeAxis } from "./bar-chart.ts";
import { colourOf, titleOf } from "./contestants.ts";
import { formatList, formatNumber, formatRatio, formatSpread, formatSubscriptions } from "./format.ts";
import { lineChart } from "./line-chart.ts";
import { markdownTable, type Section } from "./markdown.ts";

export function wallTimeSection(comparison: Comparison): Section | undefined {
  const { samples, contestants } = comparison;
  const resources = figures.sizesOf(samples).at(-1);
  if (resources === undefined) return undefined;
  const ratioOf = (name: string, operation: Operation) =>
    figures.ratioOf(samples, name, figures.baseline, operation, resources);
  const measured = contestants.flatMap(({ name, title }) =>
    operations.flatMap((operation) => {
      const spread = ratioOf(name, operation);
      return spread === undefined ? [] : [{ name, title, operation, ratio: spread.median }];
    }),
  );
  const [largest] = measured.toSorted((one, other) => other.ratio - one.ratio);
  if (largest === undefined) return undefined;
  const baseline = titleOf(comparison, figures.baseline);
  const own = measured.filter(({ name }) => name === figures.ours);
  return {
    title: `Wall time, ${formatSubscriptions(resources)}`,
    text: [
      ...(own.length === 0
        ? []
        : [
            `Wall time of ${titleOf(comparison, figures.ours)} ÷ that of the ${baseline}: ${formatList(own.map(({ operation, ratio }) => `\`${operation}\` ${formatRatio(ratio)}`))}.`,
          ]),
      `The largest ratio is ${formatRatio(largest.ratio)}, for \`${largest.operation}\` with ${largest.title}.`,
    ].join(" "),
    picture: {
      file: "times.svg",
      svg: barChart({
        axis: wallTimeAxis(baseline),
        groups: [...operations],
        series: contestants
          .filter(({ name }) => name !== figures.baseline)
          .map(({ name, title }) => ({
            name: title,
            colour: colourOf(comparison, name),
            values: operations.map((operation) => {
              const spread = ratioOf(name, operation);
              return spread && { value: spread.median, label: formatRatio(spread.median) };
            }),
          })),
      }),
    },
    tables: figures.sizesOf(samples).map((size) => figuresTable(comparison, size)),
  };
}

function figuresTable(comparison: Comparison, resources: number): string {
  const rows = operations.flatMap((operation) =>
    comparison.contestants.flatMap(({ name, title }) => {
      const cells = cellsOf(comparison, name, operation, resources);
      return cells === undefined
        ? []
        : [[`\`${operation}\``, title, cells.wall, cells.times, cells.cpu, cells.memory]];
    }),
  );
  const header = [
    formatSubscriptions(resources),
    "contestant",
    "wall time, s",
    "× no-op",
    "CPU time, s",
    "plugin memory, MB",
  ];
  return markdownTable(header, rows, [0, 1]);
}

const growthOperations = ["create", "refresh"] as const;

export function growthSection(comparison: Comparison): Section | undefined {
  const { samples, contestants } = comparison;
  const sizes = figures.sizesOf(samples);
  const [before, last] = sizes.slice(-2);
  if (before === undefined || last === undefined) return undefined;
  const wallTimesOf = (name: string, operation: Operation, resources: number) =>
    figures.spreadOf(
      figures.samplesOf(samples, name, operation, resources).map(({ wallSeconds }) => wallSeconds),
    );
  const steps = contestants.flatMap(({ name, title }) =>
    growthOperations.flatMap((operation) => {
      const [from, to] = [wallTimesOf(name, operation, before), wallTimesOf(name, operation, last)];
      return from && to ? [{ name, title, operation, ratio: to.median / from.median }] : [];
    }),
  );
  const [steepest] = steps.toSorted((one, other) => other.ratio - one.ratio);
  if (steepest === undefined) return undefined;
  const own = steps.filter(({ name }) => name === figures.ours);
  return {
    title: "How wall time grows",
    text: [
      `From ${formatNumber(before)} to ${formatSubscriptions(last)}, the number of subscriptions grows by a factor of ${formatNumber(last / before)}.`,
      ...(own.length === 0
        ? []
        : [
            `The wall time of ${titleOf(comparison, figures.ours)} grows by a factor of ${formatList(own.map(({ operation, ratio }) => `${formatRatio(ratio)} for \`${operation}\``))}.`,
          ]),
      `The largest growth is ${formatRatio(steepest.ratio)}, for \`${steepest.operation}\` with ${steepest.title}.`,
    ].join(" "),
    picture: {
      file: "growth.svg",
      svg: lineChart({
        x: "subscriptions (logarithmic)",
        y: "wall time in seconds (logarithmic)",
        panels: growthOperations.map((operation) => ({
          title: operation,
          lines: contestants.map(({ name, title }) => ({
            name: title,
            colour: colourOf(comparison, name),
            points: sizes.flatMap((size) => {
              const wallTimes = wallTimesOf(name, operation, size);
              return wallTimes ? [[size, wallTimes.median] as const] : [];
            }),
          })),
        })),
      }),
    },
    tables: growthOperations.map((operation) =>
      markdownTable(
        [`wall time of \`${operation}\` in s, by number of subscriptions`, ...sizes.map(formatNumber)],
        contestants.map(({ name, title }) => [
          title,
          ...sizes.map((size) => formatSpread(wallTimesOf(name, operation, size))),
        ]),
      ),
    ),
  };
}
