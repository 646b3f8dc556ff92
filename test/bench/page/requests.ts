// The section about what the server is asked.
import { type Operation, operations } from "../compare/contestant.ts";
import * as figures from "../figures.ts";
import type { Comparison } from "../results.ts";
import { bars } from "./bars.ts";
import { colourOf, titleOf } from "./contestants.ts";
import { type Section, table } from "./markdown.ts";
import { list, number, subscriptions, requests as written } from "./written.ts";

/** A logarithmic axis has no nought: it stands where the axis begins, a decade below one request. */
const nought = 0.1;

export function requests(comparison: Comparison): Section | undefined {
  const { samples, contestants } = comparison;
  const sizes = figures.sizesOf(samples);
  const resources = sizes.at(-1);
  if (resources === undefined) return undefined;
  const samplesOf = (name: string, operation: Operation, size = resources) =>
    figures.samplesOf(samples, name, operation, size);
  const of = (name: string, operation: Operation) =>
    figures.spreadOf(samplesOf(name, operation).map(figures.requestsOf))?.median;
  // The floors ask nothing, which needs no bars.
  const asking = contestants.filter(({ name }) =>
    operations.some((operation) => (of(name, operation) ?? 0) > 0),
  );
  if (asking.length === 0) return undefined;
  const own = operations.flatMap((operation) => {
    const count = of(figures.ours, operation);
    return count === undefined ? [] : [`${number(count)} for \`${operation}\``];
  });
  const [most] = asking
    .filter(({ name }) => name !== figures.ours)
    .map(({ name, title }) => ({ title, count: of(name, "refresh") ?? 0 }))
    .sort((one, other) => other.count - one.count);
  return {
    title: `Requests, ${subscriptions(resources)}`,
    sentence: [
      ...(own.length === 0 ? [] : [`${titleOf(comparison, figures.ours)} sends ${list(own)}.`]),
      ...(most === undefined || most.count === 0
        ? []
        : [`Of the others, ${most.title} sends the most for \`refresh\`: ${number(most.count)}.`]),
    ].join(" "),
    picture: {
      file: "requests.svg",
      svg: bars({
        axis: {
          name: "requests counted at the server (logarithmic), median of the rounds",
          log: true,
          start: nought,
          write: (value) => (value === nought ? "0" : value.toLocaleString("en")),
        },
        groups: [...operations],
        series: asking.map(({ name, title }) => ({
          name: title,
          colour: colourOf(comparison, name),
          values: operations.map((operation) => {
            const count = of(name, operation);
            return count === undefined ? undefined : { value: count || nought, label: number(count) };
          }),
        })),
      }),
    },
    tables: sizes.map((size) =>
      table(
        [subscriptions(size), ...operations.map((operation) => `\`${operation}\``)],
        contestants.map(({ name, title }) => [
          title,
          ...operations.map((operation) => {
            const own = samplesOf(name, operation, size);
            return written(figures.spreadOf(own.map(figures.requestsOf)), figures.routesOf(own));
          }),
        ]),
        [0, 1, 2, 3, 4, 5, 6],
      ),
    ),
  };
}
