// How samples become figures, for the printed table and for the page. Whatever else the machine does meets the contestants of one round alike, so
// that ratios and differences are taken within a round, and the median over the rounds comes last.
import type { Operation } from "./compare/contestant.ts";
import type { LoadingSample, ReceiverSample, Sample, StateSample } from "./results.ts";

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

/** The contestant that ratios are taken to, and the one that all this is about. */
export const baseline = "noop";
export const ours = "ours";

/** Nothing is `undefined` rather than a spread of no rounds. */
export function spreadOf(numbers: readonly number[]): Spread | undefined {
  const ordered = numbers.toSorted((one, other) => one - other);
  const [min, max] = [ordered[0], ordered.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  const middle = ordered.slice(Math.ceil(ordered.length / 2) - 1, Math.floor(ordered.length / 2) + 1);
  const median = middle.reduce((sum, each) => sum + each, 0) / middle.length;
  return { median, min, max, rounds: ordered.length };
}

interface OfRound {
  readonly round: number;
}

/** `combine` of the two samples of every round that both have. */
export function paired<One extends OfRound>(
  ones: readonly One[],
  others: readonly One[],
  combine: (one: One, other: One) => number,
): number[] {
  const byRound = new Map(others.map((other) => [other.round, other]));
  return ones.flatMap((one) => {
    const other = byRound.get(one.round);
    return other === undefined ? [] : [combine(one, other)];
  });
}

export function samplesOf(
  samples: readonly Sample[],
  contestant: string,
  operation: Operation,
  resources: number,
): Sample[] {
  return samples.filter(
    (sample) =>
      sample.contestant === contestant && sample.operation === operation && sample.resources === resources,
  );
}

/** How many times the other's wall time the contestant takes. */
export function ratioOf(
  samples: readonly Sample[],
  contestant: string,
  other: string,
  operation: Operation,
  resources: number,
): Spread | undefined {
  const of = (name: string) => samplesOf(samples, name, operation, resources);
  return spreadOf(paired(of(contestant), of(other), (one, another) => one.wallSeconds / another.wallSeconds));
}

const statesOf = (states: readonly StateSample[], contestant: string, resources: number) =>
  states.filter((state) => state.contestant === contestant && state.resources === resources);

/** What a resource takes in the state, with its share of what the state has but once. */
export function bytesOf(
  states: readonly StateSample[],
  contestant: string,
  resources: number,
): Spread | undefined {
  return spreadOf(statesOf(states, contestant, resources).map(({ bytes }) => bytes / resources));
}

export function bytesRatioOf(
  states: readonly StateSample[],
  contestant: string,
  other: string,
  resources: number,
): Spread | undefined {
  const of = (name: string) => statesOf(states, name, resources);
  return spreadOf(paired(of(contestant), of(other), (one, another) => one.bytes / another.bytes));
}

/** `undefined`: it keeps no secret. Once in the clear is in the clear. */
export function secretsInTheClear(
  states: readonly StateSample[],
  contestant: string,
  resources: number,
): boolean | undefined {
  const told = statesOf(states, contestant, resources).flatMap(({ secretsInTheClear: clear }) => clear ?? []);
  return told.length === 0 ? undefined : told.includes(true);
}

export const requestsOf = ({ requests }: Sample): number =>
  Object.values(requests).reduce((sum, count) => sum + count, 0);

/** Requests of a route in each of the samples; none where it was not asked for. */
export function routesOf(samples: readonly Sample[]): Map<string, Spread> {
  const routes = [...new Set(samples.flatMap(({ requests }) => Object.keys(requests)))].sort();
  return new Map(
    routes.flatMap((route) => {
      const spread = spreadOf(samples.map(({ requests }) => requests[route] ?? 0));
      return spread === undefined ? [] : [[route, spread] as const];
    }),
  );
}

/** Milliseconds that loading `what` takes, beyond what loading `without` takes. */
/** How many times the milliseconds of one thing those of another take, round by round. */
export function loadingRatioOf(
  samples: readonly LoadingSample[],
  one: string,
  other: string,
): Spread | undefined {
  const of = (name: string) => samples.filter(({ what }) => what === name);
  return spreadOf(paired(of(one), of(other), (first, second) => first.milliseconds / second.milliseconds));
}

export function loadingOf(
  samples: readonly LoadingSample[],
  what: string,
  without?: string,
): Spread | undefined {
  const of = (name: string) => samples.filter((sample) => sample.what === name);
  if (without === undefined) return spreadOf(of(what).map(({ milliseconds }) => milliseconds));
  return spreadOf(paired(of(what), of(without), (one, other) => one.milliseconds - other.milliseconds));
}

/** All that occur, in ascending order. */
export const sizesOf = (samples: readonly { readonly resources: number }[]): number[] =>
  [...new Set(samples.map(({ resources }) => resources))].sort((one, other) => one - other);

/** In the order in which they occur. */
export const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

/** So many times the other package's time to load, by round. */
export const loadRatios = (one: ReceiverSample, other: ReceiverSample | undefined): number[] =>
  one.loadMilliseconds.flatMap((milliseconds, round) => {
    const theirs = other?.loadMilliseconds[round];
    return theirs === undefined ? [] : [milliseconds / theirs];
  });
