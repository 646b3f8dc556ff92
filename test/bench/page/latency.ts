// The section about servers that delay their answers.
import * as figures from "../figures.ts";
import { latencyOf } from "../latency-figures.ts";
import type { Latency } from "../results.ts";
import { barChart, wallTimeAxis } from "./bar-chart.ts";
import { colourOf, titleOf } from "./contestants.ts";
import { formatList, formatNumber, formatRatio, formatSpread, formatSubscriptions } from "./format.ts";
import { markdownTable, type Section } from "./markdown.ts";

/** `named` has all contestants of the page, so that each keeps its colour. */
export function latencySection(
  measured: Latency,
  named: Pick<Latency, "contestants"> = measured,
): Section | undefined {
  const delays = latencyOf(measured);
  const [first] = delays;
  if (first === undefined) return undefined;
  const baseline = titleOf(measured, figures.baseline);
  const own = titleOf(measured, figures.ours);
  const others = measured.contestants.filter(
    ({ name }) => name !== figures.baseline && name !== figures.ours,
  );
  const sentences = others.flatMap(({ name, title }) => {
    const ratios = delays.flatMap(({ milliseconds, contestants }) => {
      const ratio = contestants.find((contestant) => contestant.name === name)?.ofOurs;
      return ratio === undefined ? [] : [`${formatRatio(ratio.median)} ${delayText(milliseconds)}`];
    });
    return ratios.length === 0 ? [] : [`Wall time of ${title} ÷ that of ${own}: ${formatList(ratios)}.`];
  });
  return {
    title: `Refresh of ${formatSubscriptions(first.resources)} with a slow server`,
    text: [
      "In all other sections the server answers at once.",
      "Here it delays each answer by a fixed time.",
      ...sentences,
    ].join(" "),
    picture: {
      file: "latency.svg",
      svg: barChart({
        axis: wallTimeAxis(baseline),
        groups: delays.map(({ milliseconds }) => delayText(milliseconds)),
        series: measured.contestants
          .filter(({ name }) => name !== figures.baseline)
          .map(({ name, title }) => ({
            name: title,
            colour: colourOf(named, name),
            values: delays.map(({ contestants }) => {
              const ratio = contestants.find((each) => each.name === name)?.ofBaseline;
              return ratio && { value: ratio.median, label: formatRatio(ratio.median) };
            }),
          })),
      }),
    },
    tables: [
      markdownTable(
        ["server answers", "contestant", "wall time, s", "× no-op", `× ${own}`, "requests"],
        delays.flatMap(({ milliseconds, contestants }) =>
          contestants.map(({ title, wall, ofBaseline, ofOurs, requests }) => [
            delayText(milliseconds),
            title,
            formatSpread(wall),
            formatSpread(ofBaseline, formatRatio),
            formatSpread(ofOurs, formatRatio),
            formatSpread(requests),
          ]),
        ),
        [0, 1],
      ),
    ],
  };
}

const delayText = (milliseconds: number) =>
  milliseconds === 0 ? "without delay" : `after ${formatNumber(milliseconds)} ms`;
