import { baseline, ours } from "../figures.ts";
import type { Comparison, Latency } from "../results.ts";
import { grey, palette } from "./drawing.ts";
import { sentence, table } from "./markdown.ts";

/** The same in all pictures of as many contestants. */
export function colourOf({ contestants }: Pick<Latency, "contestants">, name: string): string {
  if (name === baseline) return grey;
  const [first, ...others] = palette;
  if (name === ours) return first;
  const rest = contestants.map((each) => each.name).filter((each) => each !== baseline && each !== ours);
  return others[rest.indexOf(name) % others.length] ?? grey;
}

export const titleOf = ({ contestants }: Pick<Latency, "contestants">, name: string): string =>
  contestants.find((each) => each.name === name)?.title ?? name;

export function contestants({ contestants: present, absent }: Comparison): string {
  const rows = [
    ...present.map(({ title, about }) => [title, sentence(about)]),
    ...absent.map(({ title, reason }) => [title, `Not measured: ${sentence(reason)}`]),
  ];
  return `## Who is measured\n\n${table(["contestant", ""], rows, [0, 1])}`;
}
