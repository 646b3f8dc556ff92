// What each lever pays: samples with it and without it, paired by round.
import * as figures from "./figures.ts";
import type { LeverSample } from "./results.ts";

export interface Lever {
  readonly lever: string;
  readonly operation: string;
  readonly resources: number;
  readonly wall: figures.Spread;
  readonly cpu: figures.Spread | undefined;
  readonly on: Counted;
  readonly off: Counted;
}

interface Counted {
  readonly requests: figures.Spread | undefined;
  readonly bytes: figures.Spread | undefined;
}

export function leversOf(samples: readonly LeverSample[]): Lever[] {
  const key = ({ lever, operation, resources }: LeverSample) => JSON.stringify([lever, operation, resources]);
  return [...Map.groupBy(samples, key).values()].flatMap((own) => {
    const [first] = own;
    const [on, off] = [
      own.filter(({ setting }) => setting === "on"),
      own.filter(({ setting }) => setting === "off"),
    ];
    const wall = figures.spreadOf(
      figures.paired(off, on, (one, other) => one.wallSeconds / other.wallSeconds),
    );
    if (first === undefined || wall === undefined) return [];
    const cpu = figures.spreadOf(
      figures
        .paired(off, on, (one, other) => (one.cpuSeconds ?? NaN) / (other.cpuSeconds ?? NaN))
        .filter(Number.isFinite),
    );
    const counted = (of: readonly LeverSample[]) => ({
      requests: figures.spreadOf(of.map(({ requests }) => requests)),
      bytes: figures.spreadOf(of.map(({ stateBytes }) => stateBytes)),
    });
    const { lever, operation, resources } = first;
    return [{ lever, operation, resources, wall, cpu, on: counted(on), off: counted(off) }];
  });
}
