// The section about many subscriptions, by how they are laid out.
import * as figures from "../figures.ts";
import type { ScaleSample } from "../results.ts";
import { palette } from "./drawing.ts";
import { lines } from "./lines.ts";
import { type Section, table } from "./markdown.ts";
import { list, number } from "./written.ts";

export function scale(samples: readonly ScaleSample[]): Section | undefined {
  const most = figures.sizesOf(samples).at(-1);
  if (most === undefined) return undefined;
  const layouts = figures.distinct(samples.map(({ layout }) => layout));
  const names = figures.distinct(samples.map(({ operation }) => operation));
  const of = (layout: string, operation: string) =>
    samples
      .filter((sample) => sample.layout === layout && sample.operation === operation)
      .toSorted((one, other) => one.resources - other.resources);
  const said = names.flatMap((operation) => {
    const each = layouts.flatMap((layout) => {
      const at = of(layout, operation).find(({ resources }) => resources === most);
      return at === undefined ? [] : [`${number(at.wallSeconds)} s (${layout})`];
    });
    return each.length === 0 ? [] : [`\`${operation}\` takes ${list(each)}`];
  });
  return {
    title: "Scale",
    sentence: `With ${number(most)} subscriptions, ${said.join("; ")}.`,
    picture: {
      file: "scale.svg",
      svg: lines({
        x: "subscriptions (logarithmic)",
        y: "wall seconds (logarithmic)",
        panels: names.map((operation) => ({
          title: operation,
          lines: layouts.map((layout, index) => ({
            name: layout,
            colour: palette[index % palette.length] ?? palette[0],
            points: of(layout, operation).map(
              ({ resources, wallSeconds }) => [resources, wallSeconds] as const,
            ),
          })),
        })),
      }),
    },
    tables: [
      table(
        [
          "layout",
          "",
          "stacks",
          "subscriptions",
          "wall s",
          "wall s for 1,000",
          "CPU s",
          "requests",
          "state kB",
        ],
        layouts.flatMap((layout) =>
          names.flatMap((operation) =>
            of(layout, operation).map((sample) => [
              layout,
              `\`${operation}\``,
              number(sample.stacks),
              number(sample.resources),
              number(sample.wallSeconds),
              number((sample.wallSeconds / sample.resources) * 1000),
              sample.cpuSeconds === undefined ? "" : number(sample.cpuSeconds),
              number(sample.requests),
              number(Math.round(sample.stateBytes / 1000)),
            ]),
          ),
        ),
        [0, 1],
      ),
    ],
  };
}
