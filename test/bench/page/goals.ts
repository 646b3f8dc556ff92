// The project's goals for its costs, and whether the samples meet them.
import { type Operation, pageSize } from "../compare/contestant.ts";
import * as figures from "../figures.ts";
import { latencyOf } from "../latency-figures.ts";
import type { Latency, Results } from "../results.ts";
import { formatList, formatNumber, formatSpread, formatSubscriptions } from "./format.ts";
import { type Goal, goalOf, topics } from "./goal.ts";
import { markdownTable } from "./markdown.ts";
import { nativeGoals } from "./native-goals.ts";

const textbook = "textbook";
/** The number of subscriptions that the goals for speed are about. */
const largeSize = 1000;

export function goals(results: Results): Goal[] {
  return [
    ...stateGoal(results),
    ...speedGoals(results),
    ...requestGoals(results),
    ...loadingGoals(results),
    ...fleetGoals(results),
    ...receiverGoals(results),
    ...nativeGoals(results),
  ];
}

export const goalsTable = (results: Results): string =>
  markdownTable(
    ["about", "measured", "goal", "result", "met"],
    goals(results)
      .toSorted((one, other) => topics.indexOf(one.topic) - topics.indexOf(other.topic))
      .map(({ topic, what, limit, figure, met }) => [
        topic,
        what,
        limit,
        figure,
        met === undefined ? "not measured" : met ? "yes" : "**no**",
      ]),
    [0, 1, 2, 3, 4],
  );

function stateGoal({ compare }: Results): Goal[] {
  const states = compare?.states ?? [];
  const largest = figures
    .sizesOf(states)
    .map((size) => ({
      size,
      ratio: figures.bytesRatioOf(states, figures.ours, figures.baseline, size),
    }))
    .filter(({ ratio }) => ratio !== undefined)
    .at(-1);
  const at = largest === undefined ? "" : ` with ${formatSubscriptions(largest.size)}`;
  const what = `size of the state${at}, pulumi-rockit-durst ÷ no-op provider`;
  return [
    goalOf("state size", what, ["at most", 0.9], largest?.ratio, {
      missing: "the two were not measured together",
    }),
  ];
}

function speedGoals({ compare, latency }: Results): Goal[] {
  const samples = compare?.samples ?? [];
  const ratioOf = (one: string, other: string, operation: Operation) =>
    figures.ratioOf(samples, one, other, operation, largeSize);
  const size = formatSubscriptions(largeSize);
  const missing = `${size} were not measured`;
  return [
    goalOf(
      "speed",
      `wall time of \`create\` with ${size}, pulumi-rockit-durst ÷ no-op provider`,
      ["at most", 1.05],
      ratioOf(figures.ours, figures.baseline, "create"),
      { missing },
    ),
    goalOf(
      "speed",
      `wall time of \`create\` with ${size}, hand-written dynamic provider ÷ pulumi-rockit-durst`,
      ["at least", 2.3],
      ratioOf(textbook, figures.ours, "create"),
      { missing },
    ),
    goalOf(
      "speed",
      `wall time of \`refresh\` with a server that answers after ${slowServerMs} ms, hand-written dynamic provider ÷ pulumi-rockit-durst`,
      ["at least", 3],
      latency && slowRefreshRatio(latency),
    ),
  ];
}

/** The delay of the server in the goal for a refresh, in milliseconds. */
const slowServerMs = 50;

const slowRefreshRatio = (latency: Latency) =>
  latencyOf(latency)
    .find(({ milliseconds }) => milliseconds === slowServerMs)
    ?.contestants.find(({ name }) => name === textbook)?.ofOurs;

function requestGoals({ compare }: Results): Goal[] {
  const samples = compare?.samples ?? [];
  const requestsBySize = (operation: Operation) =>
    figures.sizesOf(samples).flatMap((resources) => {
      const own = figures.samplesOf(samples, figures.ours, operation, resources);
      const requests = figures.spreadOf(own.map(figures.requestsOf));
      return requests === undefined ? [] : [{ resources, requests }];
    });
  const goal = (operation: Operation, limit: string, bound: (resources: number) => number): Goal => {
    const what = `requests of \`${operation}\` with pulumi-rockit-durst`;
    const measured = requestsBySize(operation);
    if (measured.length === 0) return { topic: "requests", what, limit, figure: "", met: undefined };
    return {
      topic: "requests",
      what,
      limit,
      figure: `${formatList(
        measured.map(({ resources, requests }) => `${formatSpread(requests)} for ${formatNumber(resources)}`),
      )} subscriptions`,
      met: measured.every(({ resources, requests }) => requests.max <= bound(resources)),
    };
  };
  return [
    goal("refresh", "at most 1 per page of the list", pagesOf),
    goal("unchanged", "0", () => 0),
    goal("preview", "0", () => 0),
  ];
}

/** Each page begins with the last entry of the page before (docs/decisions, rockit-list). */
export const pagesOf = (resources: number): number =>
  Math.max(1, Math.ceil((resources - 1) / (pageSize - 1)));

function loadingGoals({ loading = [] }: Results): Goal[] {
  const milliseconds = { format: formatNumber, unit: " ms" };
  const alone = "@pulumi/pulumi";
  const additional = figures.loadingOf(loading, `${alone} and this package`, alone);
  const plugin = figures.loadingOf(loading, "the plugin's side");
  return [
    goalOf(
      "loading time",
      `time to load pulumi-rockit-durst in a program, in addition to ${alone}`,
      ["at most", 10],
      additional,
      milliseconds,
    ),
    goalOf(
      "loading time",
      "time to load pulumi-rockit-durst's provider code in the process that Pulumi starts for dynamic providers",
      ["at most", 80],
      plugin,
      milliseconds,
    ),
  ];
}

/** Single runs. The page has these goals only if 10,000 subscriptions were measured. */
function fleetGoals({ fleet = [] }: Results): Goal[] {
  const measured = fleet.filter(({ stacks, each }) => stacks * each >= 10_000).at(-1);
  if (measured === undefined) return [];
  const { stacks, each, processors, seconds } = measured;
  const size = `${formatNumber(stacks * each)} Durst subscriptions in ${stacks} stacks (one for each site)`;
  const goal = (what: string, bound: number, took: number) =>
    goalOf(
      "fleet",
      `time to ${what}, with one command on ${processors} processors`,
      ["at most", bound],
      figures.spreadOf([took]),
      { format: formatNumber, unit: " s" },
    );
  return [goal(`create ${size}`, 300, seconds.up), goal(`check ${size} for drift`, 45, seconds.drift)];
}

/** The page has these goals only if the package was measured. Its size has no spread. */
function receiverGoals({ receiver = [] }: Results): Goal[] {
  if (receiver.length === 0) return [];
  const own = receiver.find(({ contestant }) => contestant === "rockit-durst-webhooks");
  const standard = receiver.find(({ contestant }) => contestant === "standardwebhooks");
  const single = (value: number | undefined) => figures.spreadOf(value === undefined ? [] : [value]);
  const megabytes = own === undefined ? undefined : own.bytes / 1e6;
  const ratio = own === undefined ? undefined : figures.spreadOf(figures.loadRatiosOf(own, standard));
  return [
    goalOf("webhook receiver", "installed size of rockit-durst-webhooks", ["at most", 1], single(megabytes), {
      format: formatNumber,
      unit: " MB",
    }),
    goalOf(
      "webhook receiver",
      "installed packages, rockit-durst-webhooks included",
      ["at most", 3],
      single(own?.packages),
      { format: formatNumber },
    ),
    goalOf(
      "webhook receiver",
      "time to import, rockit-durst-webhooks ÷ standardwebhooks",
      ["at most", 2],
      ratio,
    ),
  ];
}
