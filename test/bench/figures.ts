// Makes figures of samples, for the printed table and the page. Other load on the machine affects the contestants of one round alike, so ratios
// and differences are taken within a round, and then their median over the rounds.
import type { Operation } from "./compare/contestant.ts";
import type { LoadingSample, ReceiverSample, Sample, StateSample } from "./results.ts";

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

/** Names of the contestant that others are divided by, and of this package. */
export const baseline = "noop";
export const ours = "ours";

/** `undefined` if there are no numbers. */
export function spreadOf(numbers: readonly number[]): Spread | undefined {
  const ordered = numbers.toSorted((one, other) => one - other);
  const [min, max] = [ordered[0], ordered.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  const middle = ordered.slice(Math.ceil(ordered.length / 2) - 1, Math.floor(ordered.length / 2) + 1);
  const median = middle.reduce((sum, each) => sum + each, 0) / middle.length;
  return { median, min, max, rounds: ordered.length };
}

interface HasRound {
  readonly round: number;
}

/** Combines the two samples of each round that both lists have. */
export function pairByRound<One extends HasRound>(
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

/** Wall time of the contestant divided by the other's. */
export function ratioOf(
  samples: readonly Sample[],
  contestant: string,
  other: string,
  operation: Operation,
  resources: number,
): Spread | undefined {
  const of = (name: string) => samplesOf(samples, name, operation, resources);
  return spreadOf(
    pairByRound(of(contestant), of(other), (one, another) => one.wallSeconds / another.wallSeconds),
  );
}

const statesOf = (states: readonly StateSample[], contestant: string, resources: number) =>
  states.filter((state) => state.contestant === contestant && state.resources === resources);

/** Bytes of the whole state divided by the number of resources. */
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
  return spreadOf(pairByRound(of(contestant), of(other), (one, another) => one.bytes / another.bytes));
}

/** Whether any of the states has a secret in plain text; `undefined` if none keeps a secret. */
export function secretsInTheClear(
  states: readonly StateSample[],
  contestant: string,
  resources: number,
): boolean | undefined {
  const known = statesOf(states, contestant, resources).flatMap(
    ({ secretsInTheClear: clear }) => clear ?? [],
  );
  return known.length === 0 ? undefined : known.includes(true);
}

export const requestsOf = ({ requests }: Sample): number =>
  Object.values(requests).reduce((sum, count) => sum + count, 0);

/** Requests of each route. A route that a sample lacks counts as 0. */
export function routesOf(samples: readonly Sample[]): Map<string, Spread> {
  const routes = [...new Set(samples.flatMap(({ requests }) => Object.keys(requests)))].sort();
  return new Map(
    routes.flatMap((route) => {
      const spread = spreadOf(samples.map(({ requests }) => requests[route] ?? 0));
      return spread === undefined ? [] : [[route, spread] as const];
    }),
  );
}

/** Milliseconds of one divided by milliseconds of the other, round by round. */
export function loadingRatioOf(
  samples: readonly LoadingSample[],
  one: string,
  other: string,
): Spread | undefined {
  const of = (name: string) => samples.filter(({ what }) => what === name);
  return spreadOf(
    pairByRound(of(one), of(other), (first, second) => first.milliseconds / second.milliseconds),
  );
}

/** Milliseconds that loading `what` takes, minus those that loading `without` takes. */
export function loadingOf(
  samples: readonly LoadingSample[],
  what: string,
  without?: string,
): Spread | undefined {
  const of = (name: string) => samples.filter((sample) => sample.what === name);
  if (without === undefined) return spreadOf(of(what).map(({ milliseconds }) => milliseconds));
  return spreadOf(pairByRound(of(what), of(without), (one, other) => one.milliseconds - other.milliseconds));
}

/** The numbers of resources that occur, in ascending order. */
export const sizesOf = (samples: readonly { readonly resources: number }[]): number[] =>
  [...new Set(samples.map(({ resources }) => resources))].sort((one, other) => one - other);

/** In the order in which they occur. */
export const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

/** Load time divided by the other package's, by round. */
export const loadRatiosOf = (one: ReceiverSample, other: ReceiverSample | undefined): number[] =>
  one.loadMilliseconds.flatMap((milliseconds, round) => {
    const theirs = other?.loadMilliseconds[round];
    return theirs === undefined ? [] : [milliseconds / theirs];
  });
