// The cost of a refresh for each delay of the server's answers.
import * as figures from "./figures.ts";
import type { Latency } from "./results.ts";

export interface LatencyFigures {
  readonly milliseconds: number;
  readonly resources: number;
  readonly contestants: readonly {
    readonly name: string;
    readonly title: string;
    readonly wall: figures.Spread | undefined;
    readonly requests: figures.Spread | undefined;
    /** Wall time divided by the no-op provider's. */
    readonly ofBaseline: figures.Spread | undefined;
    /** Wall time divided by this package's. */
    readonly ofOurs: figures.Spread | undefined;
  }[];
}

/** By delay, in ascending order. */
export function latencyOf({ contestants, samples }: Latency): LatencyFigures[] {
  return figures
    .distinct(samples.map(({ milliseconds }) => milliseconds))
    .sort((one, other) => one - other)
    .map((milliseconds) => {
      const own = samples.filter((sample) => sample.milliseconds === milliseconds);
      const resources = figures.sizesOf(own).at(-1) ?? 0;
      const of = (name: string) => figures.samplesOf(own, name, "refresh", resources);
      const ratio = (name: string, other: string) => figures.ratioOf(own, name, other, "refresh", resources);
      return {
        milliseconds,
        resources,
        contestants: contestants.map(({ name, title }) => ({
          name,
          title,
          wall: figures.spreadOf(of(name).map(({ wallSeconds }) => wallSeconds)),
          requests: figures.spreadOf(of(name).map(figures.requestsOf)),
          ofBaseline: ratio(name, figures.baseline),
          ofOurs: ratio(name, figures.ours),
        })),
      };
    });
}
