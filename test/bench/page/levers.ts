// The section about what was done to be fast: each thing on and off.
import { leversOf } from "../lever-figures.ts";
import type { LeverSample } from "../results.ts";
import { bars } from "./bars.ts";
import { palette } from "./drawing.ts";
import { type Section, table } from "./markdown.ts";
import { list, number, ratio, spread } from "./written.ts";

export function levers(samples: readonly LeverSample[]): Section | undefined {
  const measured = leversOf(samples);
  const [best] = measured.toSorted((one, other) => other.wall.median - one.wall.median);
  if (best === undefined) return undefined;
  // A round in which it made nothing slower to leave it off: the rounds do not agree that it pays.
  const unsure = measured.filter(({ wall }) => wall.min <= 1);
  return {
    title: "What each lever pays",
    sentence: [
      `Without “${best.lever}”, \`${best.operation}\` takes ${ratio(best.wall.median)} times as long.`,
      ...(unsure.length === 0
        ? []
        : [
            `The rounds do not agree that wall time is won by ${list(unsure.map(({ lever, operation }) => `“${lever}” (\`${operation}\`)`))}.`,
          ]),
    ].join(" "),
    picture: {
      file: "levers.svg",
      svg: bars({
        axis: {
          name: `time without it ÷ time with it (logarithmic), median of the rounds`,
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
            values: measured.map(({ wall }) => ({ value: wall.median, label: ratio(wall.median) })),
          },
          {
            name: "CPU time",
            colour: palette[5],
            values: measured.map(({ cpu }) => cpu && { value: cpu.median, label: ratio(cpu.median) }),
          },
        ],
      }),
    },
    tables: [
      table(
        [
          "lever",
          "",
          "subscriptions",
          "wall, off ÷ on",
          "CPU, off ÷ on",
          "requests on",
          "off",
          "state kB on",
          "off",
        ],
        measured.map(({ lever, operation, resources, wall, cpu, on, off }) => [
          lever,
          `\`${operation}\``,
          number(resources),
          spread(wall, ratio),
          spread(cpu, ratio),
          spread(on.requests),
          spread(off.requests),
          spread(on.bytes, kilobytes),
          spread(off.bytes, kilobytes),
        ]),
        [0, 1],
      ),
    ],
  };
}

const kilobytes = (bytes: number) => number(Math.round(bytes / 1000));
