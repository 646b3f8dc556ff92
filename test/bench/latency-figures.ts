// What a refresh takes, by how late the server answers.
import * as figures from "./figures.ts";
import type { Latency } from "./results.ts";

export interface Late {
  readonly milliseconds: number;
  readonly resources: number;
  readonly contestants: readonly {
    readonly name: string;
    readonly title: string;
    readonly wall: figures.Spread | undefined;
    readonly requests: figures.Spread | undefined;
    /** So many times the no-op provider's wall time. */
    readonly ofBaseline: figures.Spread | undefined;
    /** So many times ours. */
    readonly ofOurs: figures.Spread | undefined;
  }[];
}

/** From the server that answers first to the one that answers last. */
export function latencyOf({ contestants, samples }: Latency): Late[] {
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
