// Goals for the native plugin. The page has them only if it was measured.
import * as figures from "../figures.ts";
import type { Results } from "../results.ts";
import { formatSubscriptions } from "./format.ts";
import { type Goal, goalOf } from "./goal.ts";

/** The contestants that use the native plugin. */
const nativeContestants = [
  { name: "native", title: "pulumi-rockit-durst/native" },
  { name: "yaml", title: "native plugin from YAML" },
];

const speedBounds = [
  ["create", 0.9],
  ["unchanged", 0.85],
  ["refresh", 0.85],
] as const;

/** The number of subscriptions that the goals for speed are about. */
const largeSize = 1000;

export function nativeGoals(results: Results): Goal[] {
  const { contestants = [] } = results.compare ?? {};
  const measured = nativeContestants.filter((native) => contestants.some(({ name }) => name === native.name));
  return [...measured.flatMap((native) => goalsOf(results, native)), ...firstAnswerGoal(results)];
}

function goalsOf({ compare }: Results, { name, title }: (typeof nativeContestants)[number]): Goal[] {
  const { samples = [], states = [] } = compare ?? {};
  const largest = figures.sizesOf(states).at(-1) ?? largeSize;
  return [
    goalOf(
      "state size",
      `size of the state with ${formatSubscriptions(largest)}, ${title} ÷ no-op provider`,
      ["at most", 0.75],
      figures.bytesRatioOf(states, name, figures.baseline, largest),
    ),
    ...speedBounds.map(([operation, bound]) =>
      goalOf(
        "speed",
        `wall time of \`${operation}\` with ${formatSubscriptions(largeSize)}, ${title} ÷ no-op provider`,
        ["at most", bound],
        figures.ratioOf(samples, name, figures.baseline, operation, largeSize),
        { missing: `${formatSubscriptions(largeSize)} were not measured` },
      ),
    ),
  ];
}

function firstAnswerGoal({ loading = [] }: Results): Goal[] {
  const [native, dynamic] = ["native", "dynamic"].map((name) => `first answer of the ${name} plugin`);
  const ratio = figures.loadingRatioOf(loading, native ?? "", dynamic ?? "");
  if (ratio === undefined) return [];
  const what = "time from the plugin's start to its first answer, native ÷ dynamic plugin";
  return [goalOf("loading time", what, ["at most", 0.35], ratio)];
}
