// The section about the size of the state.
import * as figures from "../figures.ts";
import type { Comparison } from "../results.ts";
import { barChart } from "./bar-chart.ts";
import { colourOf, titleOf } from "./contestants.ts";
import { formatList, formatPlainText, formatRatio, formatSpread, formatSubscriptions } from "./format.ts";
import { markdownTable, type Section } from "./markdown.ts";

const formatBytes = (value: number) => Math.round(value).toLocaleString("en");

export function stateSection(comparison: Comparison): Section | undefined {
  const { states, contestants } = comparison;
  const sizes = figures.sizesOf(states);
  const resources = sizes.at(-1);
  if (resources === undefined) return undefined;
  const measured = contestants.flatMap(({ name, title }) => {
    const bytes = figures.bytesOf(states, name, resources)?.median;
    const hasPlainText = figures.secretsInTheClear(states, name, resources) === true;
    return bytes === undefined ? [] : [{ name, title, bytes, hasPlainText }];
  });
  const own = measured.find(({ name }) => name === figures.ours);
  const ratios = measured
    .filter(({ name }) => name !== figures.ours)
    .flatMap(({ name, title }) => {
      const ratio = figures.bytesRatioOf(states, figures.ours, name, resources);
      return ratio === undefined ? [] : [`${title} ${formatRatio(ratio.median)}`];
    });
  const plainText = measured.filter(({ hasPlainText }) => hasPlainText).map(({ title }) => title);
  return {
    title: "Size of the state",
    text: [
      ...(own === undefined
        ? []
        : [
            `With ${formatSubscriptions(resources)}, the state of ${titleOf(comparison, own.name)} has ${formatBytes(own.bytes)} bytes per subscription.`,
            ...(ratios.length === 0 ? [] : [`This size ÷ that of the others: ${formatList(ratios)}.`]),
          ]),
      plainText.length === 0
        ? "No state contains a signing secret in plain text."
        : `Signing secrets are in plain text in the state of ${formatList(plainText)}.`,
    ].join(" "),
    picture: {
      file: "state.svg",
      svg: barChart({
        axis: { name: "bytes of state for each subscription", start: 0, write: formatBytes },
        groups: measured.map(({ title }) => title),
        // One series with a colour for each value, so that there is one bar per contestant.
        series: [
          {
            name: "bytes",
            colour: colourOf(comparison, figures.ours),
            values: measured.map(({ name, bytes, hasPlainText }) => ({
              value: bytes,
              label: `${formatBytes(bytes)}${hasPlainText ? ", secret in plain text" : ""}`,
              colour: colourOf(comparison, name),
            })),
          },
        ],
      }),
    },
    tables: sizes.map((size) =>
      markdownTable(
        [formatSubscriptions(size), "bytes per subscription", "× no-op", "signing secret in plain text"],
        contestants.flatMap(({ name, title }) => {
          const bytes = figures.bytesOf(states, name, size);
          if (bytes === undefined) return [];
          const ratio = figures.bytesRatioOf(states, name, figures.baseline, size);
          const plainText = formatPlainText(figures.secretsInTheClear(states, name, size));
          return [[title, formatSpread(bytes, formatBytes), formatSpread(ratio, formatRatio), plainText]];
        }),
        [0, 3],
      ),
    ),
  };
}
