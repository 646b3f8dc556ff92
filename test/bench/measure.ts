import { Bench } from "tinybench";

/** Functions to measure, by name. Each does its work once per call and throws if it fails. */
export type Cases = Readonly<Record<string, () => unknown>>;

export interface Measurement {
  readonly name: string;
  /** Median of the rounds' medians, in microseconds. */
  readonly microseconds: number;
  /** Time divided by the baseline's time: the three quartiles of the rounds. */
  readonly ratio: readonly [number, number, number];
}

// With many short rounds, a moment of load on the machine affects only few of them.
const rounds = 31;
const roundMs = 20;

/**
 * Measures the cases in turns, so that other load on the machine affects all of them. Ratios are taken within a round, since absolute times differ
 * between machines, and from minute to minute on a busy one.
 */
export async function measure<All extends Cases>(
  cases: All,
  baseline: keyof All & string,
): Promise<Measurement[]> {
  const names = Object.keys(cases);
  await runRound(cases, names); // A warm-up: the code is not compiled yet.
  const medians: Map<string, number>[] = [];
  for (let turn = 0; turn < rounds; turn++) {
    const first = turn % names.length;
    medians.push(await runRound(cases, [...names.slice(first), ...names.slice(0, first)]));
  }
  return names.map((name) => {
    const [, microseconds] = quartiles(medians.map((each) => medianOf(each, name) * 1000));
    return {
      name,
      microseconds,
      ratio: quartiles(medians.map((each) => medianOf(each, name) / medianOf(each, baseline))),
    };
  });
}

/** The median of each case's calls, in milliseconds. */
async function runRound(cases: Cases, names: readonly string[]): Promise<Map<string, number>> {
  const bench = new Bench({
    time: roundMs,
    warmupTime: roundMs / 5,
    throws: true,
    subtractTimerOverhead: true,
  });
  for (const name of names) bench.add(name, cases[name] ?? (() => {}));
  const tasks = await bench.run();
  return new Map(
    tasks.map(({ name, result }) => {
      if (result.state === "completed") return [name, result.latency.p50];
      throw new Error(`${name} could not be measured: ${result.state}`);
    }),
  );
}

const medianOf = (medians: ReadonlyMap<string, number>, name: string) => medians.get(name) ?? NaN;

function quartiles(numbers: readonly number[]): [number, number, number] {
  const ordered = numbers.toSorted((one, other) => one - other);
  const at = (share: number) => ordered[Math.round(share * (ordered.length - 1))] ?? NaN;
  return [at(0.25), at(0.5), at(0.75)];
}
