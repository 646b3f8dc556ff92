// The section about large numbers of subscriptions, divided into stacks in several ways.
import * as figures from "../figures.ts";
import type { ScaleSample } from "../results.ts";
import { formatList, formatNumber } from "./format.ts";
import { lineChart } from "./line-chart.ts";
import { markdownTable, type Section } from "./markdown.ts";
import { palette } from "./svg.ts";

export function scaleSection(samples: readonly ScaleSample[]): Section | undefined {
  const most = figures.sizesOf(samples).at(-1);
  if (most === undefined) return undefined;
  const layouts = figures.distinct(samples.map(({ layout }) => layout));
  const operations = figures.distinct(samples.map(({ operation }) => operation));
  const samplesOf = (layout: string, operation: string) =>
    samples
      .filter((sample) => sample.layout === layout && sample.operation === operation)
      .toSorted((one, other) => one.resources - other.resources);
  const sentences = operations.flatMap((operation) => {
    const times = layouts.flatMap((layout) => {
      const at = samplesOf(layout, operation).find(({ resources }) => resources === most);
      return at === undefined ? [] : [`${formatNumber(at.wallSeconds)} s (${layout})`];
    });
    return times.length === 0 ? [] : [`\`${operation}\` takes ${formatList(times)}`];
  });
  return {
    title: "Large numbers of subscriptions",
    text: `With ${formatNumber(most)} subscriptions, ${sentences.join("; ")}. Each command ran once. All stacks share one server, and so one list.`,
    picture: {
      file: "scale.svg",
      svg: lineChart({
        x: "subscriptions (logarithmic)",
        y: "wall time in seconds (logarithmic)",
        panels: operations.map((operation) => ({
          title: operation,
          lines: layouts.map((layout, index) => ({
            name: layout,
            colour: palette[index % palette.length] ?? palette[0],
            points: samplesOf(layout, operation).map(
              ({ resources, wallSeconds }) => [resources, wallSeconds] as const,
            ),
          })),
        })),
      }),
    },
    tables: [
      markdownTable(
        [
          "layout",
          "operation",
          "stacks",
          "subscriptions",
          "wall time, s",
          "wall time per 1,000, s",
          "CPU time, s",
          "requests",
          "state, kB",
        ],
        layouts.flatMap((layout) =>
          operations.flatMap((operation) =>
            samplesOf(layout, operation).map((sample) => [
              layout,
              `\`${operation}\``,
              formatNumber(sample.stacks),
              formatNumber(sample.resources),
              formatNumber(sample.wallSeconds),
              formatNumber((sample.wallSeconds / sample.resources) * 1000),
              sample.cpuSeconds === undefined ? "" : formatNumber(sample.cpuSeconds),
              formatNumber(sample.requests),
              formatNumber(Math.round(sample.stateBytes / 1000)),
            ]),
          ),
        ),
        [0, 1],
      ),
    ],
  };
}
