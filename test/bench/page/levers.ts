// The section about optimisations, each measured on and off.
import { leversOf } from "../lever-figures.ts";
import type { LeverSample } from "../results.ts";
import { barChart } from "./bar-chart.ts";
import { formatList, formatNumber, formatRatio, formatSpread } from "./format.ts";
import { markdownTable, type Section } from "./markdown.ts";
import { palette } from "./svg.ts";

export function leversSection(samples: readonly LeverSample[]): Section | undefined {
  const measured = leversOf(samples);
  const [best] = measured.toSorted((one, other) => other.wall.median - one.wall.median);
  if (best === undefined) return undefined;
  // In at least one round, the operation was not slower without the optimisation.
  const uncertain = measured.filter(({ wall }) => wall.min <= 1);
  return {
    title: "What each optimisation saves",
    text: [
      "Each optimisation was measured on and off: with pulumi-rockit-durst, except that the no-op provider shows what a reference instead of code in the state saves. The type check at run time is a setting of Pulumi.",
      `Without “${best.lever}”, \`${best.operation}\` takes ${formatRatio(best.wall.median)} times as long.`,
      ...(uncertain.length === 0
        ? []
        : [
            `In at least one round, these saved no wall time: ${formatList(uncertain.map(({ lever, operation }) => `“${lever}” (\`${operation}\`)`))}.`,
          ]),
    ].join(" "),
    picture: {
      file: "levers.svg",
      svg: barChart({
        axis: {
          name: "time without the optimisation ÷ time with it, median of the rounds (logarithmic)",
          log: true,
          start: 1,
          line: "no difference",
          write: (value) => `${value}×`,
        },
        groups: measured.map(({ lever, operation }) => `${lever}: ${operation}`),
        series: [
          {
            name: "wall time",
            colour: palette[0],
            values: measured.map(({ wall }) => ({ value: wall.median, label: formatRatio(wall.median) })),
          },
          {
            name: "CPU time",
            colour: palette[5],
            values: measured.map(({ cpu }) => cpu && { value: cpu.median, label: formatRatio(cpu.median) }),
          },
        ],
      }),
    },
    tables: [
      markdownTable(
        [
          "optimisation",
          "operation",
          "subscriptions",
          "wall time, off ÷ on",
          "CPU time, off ÷ on",
          "requests, on",
          "requests, off",
          "state, on, kB",
          "state, off, kB",
        ],
        measured.map(({ lever, operation, resources, wall, cpu, on, off }) => [
          lever,
          `\`${operation}\``,
          formatNumber(resources),
          formatSpread(wall, formatRatio),
          formatSpread(cpu, formatRatio),
          formatSpread(on.requests),
          formatSpread(off.requests),
          formatSpread(on.bytes, kilobytes),
          formatSpread(off.bytes, kilobytes),
        ]),
        [0, 1],
      ),
    ],
  };
}

const kilobytes = (bytes: number) => formatNumber(Math.round(bytes / 1000));
