// The section about the state's size.
import * as figures from "../figures.ts";
import type { Comparison } from "../results.ts";
import { bars } from "./bars.ts";
import { colourOf, titleOf } from "./contestants.ts";
import { type Section, table } from "./markdown.ts";
import { list, ratio, spread, subscriptions, yesNo } from "./written.ts";

const whole = (value: number) => Math.round(value).toLocaleString("en");

export function state(comparison: Comparison): Section | undefined {
  const { states, contestants } = comparison;
  const sizes = figures.sizesOf(states);
  const resources = sizes.at(-1);
  if (resources === undefined) return undefined;
  const measured = contestants.flatMap(({ name, title }) => {
    const bytes = figures.bytesOf(states, name, resources)?.median;
    const clear = figures.secretsInTheClear(states, name, resources);
    return bytes === undefined ? [] : [{ name, title, bytes, clear }];
  });
  const own = measured.find(({ name }) => name === figures.ours);
  const shares = measured
    .filter(({ name }) => name !== figures.ours)
    .flatMap(({ name, title }) => {
      const times = figures.bytesRatioOf(states, figures.ours, name, resources);
      return times === undefined ? [] : [`${ratio(times.median)} times that of ${title}`];
    });
  const clear = measured.filter((each) => each.clear).map(({ title }) => title);
  return {
    title: "State",
    sentence: [
      ...(own === undefined
        ? []
        : [
            `Of ${subscriptions(resources)}, each takes ${whole(own.bytes)} bytes in the state of ${titleOf(comparison, own.name)}${shares.length > 0 ? `: ${shares.join("; ")}` : ""}.`,
          ]),
      clear.length === 0
        ? "No state holds a signing secret in the clear."
        : `The signing secret lies in the clear in the state of ${list(clear)}.`,
    ].join(" "),
    picture: {
      file: "state.svg",
      svg: bars({
        axis: { name: "bytes of state for each subscription", start: 0, write: whole },
        groups: measured.map(({ title }) => title),
        // One series with a value each, so that each has its own colour and they stand in one row.
        series: [
          {
            name: "bytes",
            colour: colourOf(comparison, figures.ours),
            values: measured.map(({ name, bytes, clear }) => ({
              value: bytes,
              label: `${whole(bytes)}${clear ? ", secret in the clear" : ""}`,
              colour: colourOf(comparison, name),
            })),
          },
        ],
      }),
    },
    tables: sizes.map((size) =>
      table(
        [subscriptions(size), "bytes each", "× no-op", "signing secret in the clear"],
        contestants.flatMap(({ name, title }) => {
          const bytes = figures.bytesOf(states, name, size);
          if (bytes === undefined) return [];
          const times = figures.bytesRatioOf(states, name, figures.baseline, size);
          const inClear = figures.secretsInTheClear(states, name, size);
          return [[title, spread(bytes, whole), spread(times, ratio), yesNo(inClear)]];
        }),
        [0, 3],
      ),
    ),
  };
}
