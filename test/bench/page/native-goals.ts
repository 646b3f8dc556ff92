// What the native plugin is to cost beside the no-op provider and the dynamic plugin: goals 12, 13 and 15. The rows stand on the page once it was measured.
import * as figures from "../figures.ts";
import type { Results } from "../results.ts";
import { type Goal, judged } from "./judged.ts";
import { subscriptions } from "./written.ts";

/** The plugin's two doors. */
const doors = [
  { name: "native", title: "native from TypeScript" },
  { name: "yaml", title: "native from YAML" },
];

const times = [
  ["create", "`up`", 0.9],
  ["unchanged", "`up` without changes", 0.85],
  ["refresh", "refresh", 0.85],
] as const;

/** So many subscriptions goal 13 speaks of. */
const many = 1000;

const missing = "it was not measured";

export function nativeGoals(results: Results): Goal[] {
  const { contestants = [] } = results.compare ?? {};
  const measured = doors.filter((door) => contestants.some(({ name }) => name === door.name));
  return [...measured.flatMap((door) => doorGoals(results, door)), ...answerGoal(results)];
}

function doorGoals({ compare }: Results, { name, title }: (typeof doors)[number]): Goal[] {
  const { samples = [], states = [] } = compare ?? {};
  const largest = figures.sizesOf(states).at(-1) ?? many;
  return [
    judged(
      12,
      `bytes of state, ${title} ÷ no-op provider, ${subscriptions(largest)}`,
      ["at most", 0.75],
      figures.bytesRatioOf(states, name, figures.baseline, largest),
      { missing },
    ),
    ...times.map(([operation, what, bound]) =>
      judged(
        13,
        `${what} of ${subscriptions(many)}, ${title} ÷ no-op provider`,
        ["at most", bound],
        figures.ratioOf(samples, name, figures.baseline, operation, many),
        { missing: `${subscriptions(many)} were not measured` },
      ),
    ),
  ];
}

function answerGoal({ loading = [] }: Results): Goal[] {
  const [native, dynamic] = ["native", "dynamic"].map((name) => `first answer of the ${name} plugin`);
  const ratio = figures.loadingRatioOf(loading, native ?? "", dynamic ?? "");
  if (ratio === undefined) return [];
  return [judged(15, "first answer of the plugin, native ÷ dynamic", ["at most", 0.35], ratio, { missing })];
}
