// What each optimisation saves: its samples on and off, paired by round.
import * as figures from "./figures.ts";
import type { LeverSample } from "./results.ts";

export interface LeverFigures {
  readonly lever: string;
  readonly operation: string;
  readonly resources: number;
  readonly wall: figures.Spread;
  readonly cpu: figures.Spread | undefined;
  readonly on: SettingFigures;
  readonly off: SettingFigures;
}

interface SettingFigures {
  readonly requests: figures.Spread | undefined;
  readonly bytes: figures.Spread | undefined;
}

export function leversOf(samples: readonly LeverSample[]): LeverFigures[] {
  const key = ({ lever, operation, resources }: LeverSample) => JSON.stringify([lever, operation, resources]);
  return [...Map.groupBy(samples, key).values()].flatMap((own) => {
    const [first] = own;
    const [on, off] = [
      own.filter(({ setting }) => setting === "on"),
      own.filter(({ setting }) => setting === "off"),
    ];
    const wall = figures.spreadOf(
      figures.pairByRound(off, on, (one, other) => one.wallSeconds / other.wallSeconds),
    );
    if (first === undefined || wall === undefined) return [];
    const cpu = figures.spreadOf(
      figures
        .pairByRound(off, on, (one, other) => (one.cpuSeconds ?? NaN) / (other.cpuSeconds ?? NaN))
        .filter(Number.isFinite),
    );
    const figuresOfSetting = (of: readonly LeverSample[]) => ({
      requests: figures.spreadOf(of.map(({ requests }) => requests)),
      bytes: figures.spreadOf(of.map(({ stateBytes }) => stateBytes)),
    });
    const { lever, operation, resources } = first;
    return [{ lever, operation, resources, wall, cpu, on: figuresOfSetting(on), off: figuresOfSetting(off) }];
  });
}
