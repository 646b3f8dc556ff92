// The section about servers that take their time.
import * as figures from "../figures.ts";
import { latencyOf } from "../latency-figures.ts";
import type { Latency } from "../results.ts";
import { bars, wallTimesOf } from "./bars.ts";
import { colourOf, titleOf } from "./contestants.ts";
import { type Section, table } from "./markdown.ts";
import { list, number, ratio, spread, subscriptions } from "./written.ts";

/** `named`: who shares the page, so that each keeps its colour. */
export function latency(
  measured: Latency,
  named: Pick<Latency, "contestants"> = measured,
): Section | undefined {
  const late = latencyOf(measured);
  const [first] = late;
  if (first === undefined) return undefined;
  const floor = titleOf(measured, figures.baseline);
  const others = measured.contestants.filter(
    ({ name }) => name !== figures.baseline && name !== figures.ours,
  );
  const said = others.flatMap(({ name, title }) => {
    const each = late.flatMap(({ milliseconds, contestants }) => {
      const times = contestants.find((contestant) => contestant.name === name)?.ofOurs;
      return times === undefined ? [] : [`${ratio(times.median)} times ${answers(milliseconds)}`];
    });
    return each.length === 0 ? [] : [`${title} takes ${list(each)}`];
  });
  return {
    title: `Refresh of ${subscriptions(first.resources)}, and how soon the server answers`,
    sentence: `Everywhere else on this page the server answers at once. Compared with ${titleOf(measured, figures.ours)}, ${list(said)}.`,
    picture: {
      file: "latency.svg",
      svg: bars({
        axis: wallTimesOf(floor),
        groups: late.map(({ milliseconds }) => answers(milliseconds)),
        series: measured.contestants
          .filter(({ name }) => name !== figures.baseline)
          .map(({ name, title }) => ({
            name: title,
            colour: colourOf(named, name),
            values: late.map(({ contestants }) => {
              const times = contestants.find((each) => each.name === name)?.ofBaseline;
              return times && { value: times.median, label: ratio(times.median) };
            }),
          })),
      }),
    },
    tables: [
      table(
        ["the server answers", "", "wall s", "× no-op", "× ours", "requests"],
        late.flatMap(({ milliseconds, contestants }) =>
          contestants.map(({ title, wall, ofBaseline, ofOurs, requests }) => [
            answers(milliseconds),
            title,
            spread(wall),
            spread(ofBaseline, ratio),
            spread(ofOurs, ratio),
            spread(requests),
          ]),
        ),
        [0, 1],
      ),
    ],
  };
}

const answers = (milliseconds: number) =>
  milliseconds === 0 ? "at once" : `after ${number(milliseconds)} ms`;
