import { baseline, ours } from "../figures.ts";
import type { Comparison, Latency } from "../results.ts";
import { asSentence, markdownTable, wrap } from "./markdown.ts";
import { grey, palette } from "./svg.ts";

/** The colour of a contestant, the same in all pictures with equally many contestants. */
export function colourOf({ contestants }: Pick<Latency, "contestants">, name: string): string {
  if (name === baseline) return grey;
  const [first, ...others] = palette;
  if (name === ours) return first;
  const rest = contestants.map((each) => each.name).filter((each) => each !== baseline && each !== ours);
  return others[rest.indexOf(name) % others.length] ?? grey;
}

export const titleOf = ({ contestants }: Pick<Latency, "contestants">, name: string): string =>
  contestants.find((each) => each.name === name)?.title ?? name;

export function contestantsSection({ contestants, absent }: Comparison): string {
  const rows = [
    ...contestants.map(({ title, about }) => [title, asSentence(about)]),
    ...absent.map(({ title, reason }) => [title, `Not measured: ${asSentence(reason)}`]),
  ];
  return [
    "## What is compared",
    wrap(
      [
        "A contestant is a way to manage ROCKIT subscriptions, or a baseline for comparison.",
        "A dynamic provider is a Pulumi provider that is written in the language of the program.",
        "A native plugin is a Pulumi provider for programs in all languages.",
      ].join(" "),
    ),
    markdownTable(["contestant", "how it works"], rows, [0, 1]),
  ].join("\n\n");
}
