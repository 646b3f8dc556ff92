// The section about requests to the server.
import { type Operation, operations } from "../compare/contestant.ts";
import * as figures from "../figures.ts";
import type { Comparison } from "../results.ts";
import { barChart } from "./bar-chart.ts";
import { colourOf, titleOf } from "./contestants.ts";
import { formatList, formatNumber, formatRequests, formatSubscriptions } from "./format.ts";
import { markdownTable, type Section } from "./markdown.ts";

/** Stands for 0 on the logarithmic axis, which begins here. */
const zeroPosition = 0.1;

export function requestsSection(comparison: Comparison): Section | undefined {
  const { samples, contestants } = comparison;
  const sizes = figures.sizesOf(samples);
  const resources = sizes.at(-1);
  if (resources === undefined) return undefined;
  const samplesOf = (name: string, operation: Operation, size = resources) =>
    figures.samplesOf(samples, name, operation, size);
  const medianOf = (name: string, operation: Operation) =>
    figures.spreadOf(samplesOf(name, operation).map(figures.requestsOf))?.median;
  // Contestants without requests need no bars.
  const sending = contestants.filter(({ name }) =>
    operations.some((operation) => (medianOf(name, operation) ?? 0) > 0),
  );
  if (sending.length === 0) return undefined;
  const own = operations.flatMap((operation) => {
    const count = medianOf(figures.ours, operation);
    return count === undefined ? [] : [`\`${operation}\` ${formatNumber(count)}`];
  });
  const [most] = sending
    .filter(({ name }) => name !== figures.ours)
    .map(({ name, title }) => ({ title, count: medianOf(name, "refresh") ?? 0 }))
    .sort((one, other) => other.count - one.count);
  return {
    title: `Requests, ${formatSubscriptions(resources)}`,
    text: [
      ...(own.length === 0
        ? []
        : [`${titleOf(comparison, figures.ours)} sends this number of requests: ${formatList(own)}.`]),
      ...(most === undefined || most.count === 0
        ? []
        : [
            `Of the others, ${most.title} sends the most requests for \`refresh\`: ${formatNumber(most.count)}.`,
          ]),
      "The tables show routes without `/be/v1/`: `GET subscriptions` reads a page of the list.",
    ].join(" "),
    picture: {
      file: "requests.svg",
      svg: barChart({
        axis: {
          name: "requests that the server counted, median of the rounds (logarithmic)",
          log: true,
          start: zeroPosition,
          write: (value) => (value === zeroPosition ? "0" : value.toLocaleString("en")),
        },
        groups: [...operations],
        series: sending.map(({ name, title }) => ({
          name: title,
          colour: colourOf(comparison, name),
          values: operations.map((operation) => {
            const count = medianOf(name, operation);
            return count === undefined
              ? undefined
              : { value: count || zeroPosition, label: formatNumber(count) };
          }),
        })),
      }),
    },
    tables: sizes.map((size) =>
      markdownTable(
        [formatSubscriptions(size), ...operations.map((operation) => `\`${operation}\``)],
        contestants.map(({ name, title }) => [
          title,
          ...operations.map((operation) => {
            const own = samplesOf(name, operation, size);
            return formatRequests(figures.spreadOf(own.map(figures.requestsOf)), figures.routesOf(own));
          }),
        ]),
        [0, 1, 2, 3, 4, 5, 6],
      ),
    ),
  };
}
