// The project's goals 12 to 17, each with what the samples say of it.
import { type Operation, pageSize } from "../compare/contestant.ts";
import * as figures from "../figures.ts";
import { latencyOf } from "../latency-figures.ts";
import type { Latency, Results } from "../results.ts";
import { type Goal, judged } from "./judged.ts";
import { table } from "./markdown.ts";
import { nativeGoals } from "./native-goals.ts";
import { number, spread, subscriptions } from "./written.ts";

const textbook = "textbook";
/** So many subscriptions goal 13 speaks of. */
const many = 1000;

export function goals(results: Results): Goal[] {
  return [
    ...stateGoal(results),
    ...timeGoals(results),
    ...requestGoals(results),
    ...loadingGoals(results),
    ...fleetGoals(results),
    ...receiverGoals(results),
    ...nativeGoals(results),
  ];
}

export const goalsTable = (results: Results): string =>
  table(
    ["goal", "", "figure", "met"],
    goals(results).map(({ goal, what, figure, met }) => [
      `${goal}`,
      what,
      figure,
      met === undefined ? "not measured" : met ? "yes" : "**no**",
    ]),
    [1, 2, 3],
  );

function stateGoal({ compare }: Results): Goal[] {
  const what = "bytes of state, ours ÷ no-op provider";
  const seen = figures
    .sizesOf(compare?.states ?? [])
    .map((size) => ({
      size,
      times: figures.bytesRatioOf(compare?.states ?? [], figures.ours, figures.baseline, size),
    }))
    .filter(({ times }) => times !== undefined)
    .at(-1);
  const at = seen === undefined ? "" : `, ${subscriptions(seen.size)}`;
  return [
    judged(12, `${what}${at}`, ["at most", 0.9], seen?.times, {
      missing: "the two were not measured together",
    }),
  ];
}

function timeGoals({ compare, latency }: Results): Goal[] {
  const samples = compare?.samples ?? [];
  const of = (one: string, other: string, operation: Operation) =>
    figures.ratioOf(samples, one, other, operation, many);
  const at = subscriptions(many);
  const missing = `${at} were not measured`;
  return [
    judged(
      13,
      `\`up\` of ${at}, ours ÷ no-op provider`,
      ["at most", 1.05],
      of(figures.ours, figures.baseline, "create"),
      { missing },
    ),
    judged(
      13,
      `\`up\` of ${at}, textbook provider ÷ ours`,
      ["at least", 2.3],
      of(textbook, figures.ours, "create"),
      { missing },
    ),
    judged(
      13,
      `refresh at a server that answers after ${late} ms, textbook provider ÷ ours`,
      ["at least", 3],
      latency && lateRefresh(latency),
      { missing: "it was not measured" },
    ),
  ];
}

/** Milliseconds after which the server of goal 13's refresh answers. */
const late = 50;

const lateRefresh = (latency: Latency) =>
  latencyOf(latency)
    .find(({ milliseconds }) => milliseconds === late)
    ?.contestants.find(({ name }) => name === textbook)?.ofOurs;

function requestGoals({ compare }: Results): Goal[] {
  const samples = compare?.samples ?? [];
  const most = (operation: Operation) =>
    figures.sizesOf(samples).flatMap((resources) => {
      const own = figures.samplesOf(samples, figures.ours, operation, resources);
      const requests = figures.spreadOf(own.map(figures.requestsOf));
      return requests === undefined ? [] : [{ resources, requests }];
    });
  const row = (what: string, operation: Operation, bound: (resources: number) => number): Goal => {
    const seen = most(operation);
    if (seen.length === 0) return { goal: 14, what, figure: "it was not measured", met: undefined };
    return {
      goal: 14,
      what,
      figure: seen
        .map(({ resources, requests }) => `${spread(requests)} for ${number(resources)}`)
        .join(", "),
      met: seen.every(({ resources, requests }) => requests.max <= bound(resources)),
    };
  };
  return [
    row(
      "requests of a refresh: pages of the list, each of which begins with the last entry of the one before",
      "refresh",
      pagesOf,
    ),
    row("requests of an `up` without changes: 0", "unchanged", () => 0),
    row("requests of a preview: 0", "preview", () => 0),
  ];
}

/** Each page begins with the last entry of the one before (docs/decisions, rockit-list). */
export const pagesOf = (resources: number): number =>
  Math.max(1, Math.ceil((resources - 1) / (pageSize - 1)));

function loadingGoals({ loading = [] }: Results): Goal[] {
  const told = { write: number, unit: " ms", missing: "it was not measured" };
  const alone = "@pulumi/pulumi";
  const beyond = figures.loadingOf(loading, `${alone} and this package`, alone);
  const plugin = figures.loadingOf(loading, "the plugin's side");
  return [
    judged(15, `loading this package in a program, beyond ${alone} itself`, ["at most", 10], beyond, told),
    judged(15, "loading the plugin's side", ["at most", 80], plugin, told),
  ];
}

/** Single runs. The rows stand on the page once so many were measured. */
function fleetGoals({ fleet = [] }: Results): Goal[] {
  const measured = fleet.filter(({ stacks, each }) => stacks * each >= 10_000).at(-1);
  if (measured === undefined) return [];
  const { stacks, each, processors, seconds } = measured;
  const what = `${number(stacks * each)} subscriptions in ${stacks} stacks, one command, ${processors} processors`;
  const row = (verb: string, bound: number, took: number) =>
    judged(16, `${what}: ${verb}`, ["at most", bound], figures.spreadOf([took]), {
      write: number,
      unit: " s",
      missing: "",
    });
  return [row("created", 300, seconds.up), row("checked for drift", 45, seconds.drift)];
}

/** An installation has one size: there is nothing to spread. The rows stand on the page once the package was measured. */
function receiverGoals({ receiver = [] }: Results): Goal[] {
  if (receiver.length === 0) return [];
  const missing = "it was not measured";
  const own = receiver.find(({ contestant }) => contestant === "rockit-durst-webhooks");
  const standard = receiver.find(({ contestant }) => contestant === "standardwebhooks");
  const one = (value: number | undefined) => figures.spreadOf(value === undefined ? [] : [value]);
  const megabytes = own === undefined ? undefined : own.bytes / 1e6;
  const times = own === undefined ? undefined : figures.spreadOf(figures.loadRatios(own, standard));
  return [
    judged(17, "the package for receivers, installed", ["at most", 1], one(megabytes), {
      write: number,
      unit: " MB",
      missing,
    }),
    judged(17, "packages that it brings", ["at most", 3], one(own?.packages), { write: number, missing }),
    judged(17, "its import, ours ÷ standardwebhooks", ["at most", 2], times, { missing }),
  ];
}
