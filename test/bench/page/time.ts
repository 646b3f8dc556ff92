// The sections about wall time: next to each other, and as the number of subscriptions grows.
import { type Operation, operations } from "../compare/contestant.ts";
import * as figures from "../figures.ts";
import type { Comparison } from "../results.ts";
import { cellsOf } from "../text-table.ts";
import { bars, wallTimesOf } from "./bars.ts";
import { colourOf, titleOf } from "./contestants.ts";
import { lines } from "./lines.ts";
import { type Section, table } from "./markdown.ts";
import { list, number, ratio, spread, subscriptions } from "./written.ts";

export function times(comparison: Comparison): Section | undefined {
  const { samples, contestants } = comparison;
  const resources = figures.sizesOf(samples).at(-1);
  if (resources === undefined) return undefined;
  const of = (name: string, operation: Operation) =>
    figures.ratioOf(samples, name, figures.baseline, operation, resources);
  const measured = contestants.flatMap(({ name, title }) =>
    operations.flatMap((operation) => {
      const times = of(name, operation);
      return times === undefined ? [] : [{ name, title, operation, times: times.median }];
    }),
  );
  const [longest] = measured.toSorted((one, other) => other.times - one.times);
  if (longest === undefined) return undefined;
  const floor = titleOf(comparison, figures.baseline);
  const own = measured.filter(({ name }) => name === figures.ours);
  return {
    title: `Wall time, ${subscriptions(resources)}`,
    sentence: [
      ...(own.length === 0
        ? []
        : [
            `Compared with a provider that does nothing, ${titleOf(comparison, figures.ours)} takes ${list(own.map(({ operation, times }) => `${ratio(times)} times as long for \`${operation}\``))}.`,
          ]),
      `The longest bar is \`${longest.operation}\` with ${longest.title}: ${ratio(longest.times)} times.`,
    ].join(" "),
    picture: {
      file: "times.svg",
      svg: bars({
        axis: wallTimesOf(floor),
        groups: [...operations],
        series: contestants
          .filter(({ name }) => name !== figures.baseline)
          .map(({ name, title }) => ({
            name: title,
            colour: colourOf(comparison, name),
            values: operations.map((operation) => {
              const times = of(name, operation);
              return times && { value: times.median, label: `${ratio(times.median)}` };
            }),
          })),
      }),
    },
    tables: figures.sizesOf(samples).map((size) => everything(comparison, size)),
  };
}

function everything(comparison: Comparison, resources: number): string {
  const rows = operations.flatMap((operation) =>
    comparison.contestants.flatMap(({ name, title }) => {
      const cells = cellsOf(comparison, name, operation, resources);
      return cells === undefined
        ? []
        : [[`\`${operation}\``, title, cells.wall, cells.times, cells.cpu, cells.memory]];
    }),
  );
  const header = [`${subscriptions(resources)}`, "", "wall s", "× no-op", "CPU s", "plugin MB"];
  return table(header, rows, [0, 1]);
}

const grown = ["create", "refresh"] as const;

export function growth(comparison: Comparison): Section | undefined {
  const { samples, contestants } = comparison;
  const sizes = figures.sizesOf(samples);
  const [before, last] = sizes.slice(-2);
  if (before === undefined || last === undefined) return undefined;
  const walls = (name: string, operation: Operation, resources: number) =>
    figures.spreadOf(
      figures.samplesOf(samples, name, operation, resources).map(({ wallSeconds }) => wallSeconds),
    );
  const steps = contestants.flatMap(({ name, title }) =>
    grown.flatMap((operation) => {
      const [from, to] = [walls(name, operation, before), walls(name, operation, last)];
      return from && to ? [{ name, title, operation, times: to.median / from.median }] : [];
    }),
  );
  const said = (step: (typeof steps)[number]) =>
    `${ratio(step.times)} times as long for \`${step.operation}\` with ${step.title}`;
  const [steepest] = steps.toSorted((one, other) => other.times - one.times);
  if (steepest === undefined) return undefined;
  const own = steps.filter(({ name }) => name === figures.ours);
  return {
    title: "How wall time grows",
    sentence: `From ${number(before)} to ${subscriptions(last)}, ${number(last / before)} times as many, it takes ${list(own.map(said))}${own.length > 0 ? "; " : ""}at most ${said(steepest)}.`,
    picture: {
      file: "growth.svg",
      svg: lines({
        x: "subscriptions (logarithmic)",
        y: "wall seconds (logarithmic)",
        panels: grown.map((operation) => ({
          title: operation,
          lines: contestants.map(({ name, title }) => ({
            name: title,
            colour: colourOf(comparison, name),
            points: sizes.flatMap((size) => {
              const wall = walls(name, operation, size);
              return wall ? [[size, wall.median] as const] : [];
            }),
          })),
        })),
      }),
    },
    tables: grown.map((operation) =>
      table(
        [`\`${operation}\`, wall s`, ...sizes.map(number)],
        contestants.map(({ name, title }) => [
          title,
          ...sizes.map((size) => spread(walls(name, operation, size))),
        ]),
      ),
    ),
  };
}
