// bench/results.json: what `npm run bench` saw. Samples only; medians and ratios are made of them where they are shown.
import type { Operation } from "./compare/contestant.ts";

export interface Results {
  readonly machine: Machine;
  readonly compare?: Comparison;
  readonly loading?: readonly LoadingSample[];
  readonly levers?: readonly LeverSample[];
  readonly latency?: Latency;
  readonly scale?: readonly ScaleSample[];
  readonly receiver?: readonly ReceiverSample[];
  readonly fleet?: readonly FleetSample[];
}

export interface Machine {
  /** ISO 8601, UTC, of the last run that wrote a part. */
  readonly date: string;
  readonly processors: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly platform: string;
  readonly node: string;
  readonly engine: string;
  readonly sdk: string;
}

export interface Comparison {
  readonly contestants: readonly { readonly name: string; readonly title: string; readonly about: string }[];
  readonly absent: readonly { readonly name: string; readonly title: string; readonly reason: string }[];
  readonly samples: readonly Sample[];
  readonly states: readonly StateSample[];
}

/** One command of one contestant. Rounds are interleaved: an operation's samples of one round were taken one after the other. */
export interface Sample {
  readonly contestant: string;
  readonly resources: number;
  readonly round: number;
  readonly operation: Operation;
  readonly wallSeconds: number;
  /** Of the command and all that it started; absent where the system does not tell (it does on Linux). */
  readonly cpuSeconds?: number;
  /** Peak resident memory of the plugin's process; absent where there is none, and where the system does not tell. */
  readonly pluginMemoryMb?: number;
  /** By route, as the server counted them. */
  readonly requests: Readonly<Record<string, number>>;
  /** Load average over a minute, before. */
  readonly load: number;
}

/** `refresh` against servers that answer later. */
export interface Latency {
  readonly contestants: readonly Pick<Comparison["contestants"][number], "name" | "title">[];
  readonly samples: readonly LatencySample[];
}

export interface LatencySample extends Sample {
  /** How much later each answer came. */
  readonly milliseconds: number;
}

/** After `create`. */
export interface StateSample {
  readonly contestant: string;
  readonly resources: number;
  readonly round: number;
  readonly bytes: number;
  /** Whether a signing secret lies in it in the clear; absent if it keeps none. */
  readonly secretsInTheClear?: boolean;
}

export interface LoadingSample {
  /** What is loaded into a fresh process. */
  readonly what: string;
  readonly round: number;
  readonly milliseconds: number;
}

/** One thing on and off, over the same operation in the same round. */
export interface LeverSample {
  readonly lever: string;
  readonly setting: "on" | "off";
  readonly operation: string;
  readonly resources: number;
  readonly round: number;
  readonly wallSeconds: number;
  readonly cpuSeconds?: number;
  readonly requests: number;
  readonly stateBytes: number;
}

/** A package for receiving webhooks, installed into an empty project. */
export interface ReceiverSample {
  readonly contestant: string;
  readonly version: string;
  /** Installed, itself included. */
  readonly packages: number;
  readonly bytes: number;
  /** Of `import` in a fresh process, by round; rounds are interleaved. */
  readonly loadMilliseconds: readonly number[];
  /** The median of interleaved rounds. */
  readonly verificationsPerSecond: number;
}

/** What examples/durst-fleet takes, in one command each. */
export interface FleetSample {
  readonly stacks: number;
  /** Subscriptions of each. */
  readonly each: number;
  /** Stacks at once. */
  readonly parallel: number;
  readonly processors: number;
  readonly seconds: { readonly up: number; readonly unchanged: number; readonly drift: number };
}

export interface ScaleSample {
  /** How the subscriptions are laid out and run: stacks, `--parallel`, settings of the backend. */
  readonly layout: string;
  readonly stacks: number;
  readonly resources: number;
  readonly operation: string;
  readonly wallSeconds: number;
  readonly cpuSeconds?: number;
  readonly requests: number;
  readonly stateBytes: number;
}
