import { Bench } from "tinybench";

/** What is measured, by name. All do their work once per call, and throw if it went wrong. */
export type Cases = Readonly<Record<string, () => unknown>>;

export interface Measured {
  readonly name: string;
  /** Median of the rounds' medians, in microseconds. */
  readonly microseconds: number;
  /** How many times the baseline's time it takes: quartiles of the rounds, the second of which is the median. */
  readonly ratio: readonly [number, number, number];
}

// Many short rounds: a moment in which the machine is busy spoils few of them.
const rounds = 31;
const roundMs = 20;

/**
 * Measures the cases in turns, so that whatever else the machine does meets all of them. Ratios are taken within a round: absolute times differ from
 * machine to machine, and from minute to minute on a busy one.
 */
export async function measure<All extends Cases>(
  cases: All,
  baseline: keyof All & string,
): Promise<Measured[]> {
  const names = Object.keys(cases);
  await round(cases, names); // Not counted: nothing is compiled yet.
  const medians: Map<string, number>[] = [];
  for (let turn = 0; turn < rounds; turn++) {
    const first = turn % names.length;
    medians.push(await round(cases, [...names.slice(first), ...names.slice(0, first)]));
  }
  return names.map((name) => {
    const [, microseconds] = quartiles(medians.map((each) => of(each, name) * 1000));
    return {
      name,
      microseconds,
      ratio: quartiles(medians.map((each) => of(each, name) / of(each, baseline))),
    };
  });
}

/** The median of each case's calls, in milliseconds. */
async function round(cases: Cases, names: readonly string[]): Promise<Map<string, number>> {
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

const of = (medians: ReadonlyMap<string, number>, name: string) => medians.get(name) ?? NaN;

function quartiles(numbers: readonly number[]): [number, number, number] {
  const ordered = numbers.toSorted((one, other) => one - other);
  const at = (share: number) => ordered[Math.round(share * (ordered.length - 1))] ?? NaN;
  return [at(0.25), at(0.5), at(0.75)];
}
