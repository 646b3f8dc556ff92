// bench/results.json: the samples of `npm run bench`. Medians and ratios are computed where they are shown.
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

/** One command of one contestant. In a round, an operation runs for all contestants before the next operation. */
export interface Sample {
  readonly contestant: string;
  readonly resources: number;
  readonly round: number;
  readonly operation: Operation;
  readonly wallSeconds: number;
  /** Of the command and all processes that it started. Only on Linux. */
  readonly cpuSeconds?: number;
  /** Peak resident memory of the plugin's process. Absent without a plugin, and on systems other than Linux. */
  readonly pluginMemoryMb?: number;
  /** By route, as the server counted them. */
  readonly requests: Readonly<Record<string, number>>;
  /** Load average of the minute before the command. */
  readonly load: number;
}

/** `refresh` with servers that delay their answers. */
export interface Latency {
  readonly contestants: readonly Pick<Comparison["contestants"][number], "name" | "title">[];
  readonly samples: readonly LatencySample[];
}

export interface LatencySample extends Sample {
  /** The delay of each answer. */
  readonly milliseconds: number;
}

/** The state after `create`. */
export interface StateSample {
  readonly contestant: string;
  readonly resources: number;
  readonly round: number;
  readonly bytes: number;
  /** Whether a signing secret is in it in plain text; absent if it has no secret. */
  readonly secretsInTheClear?: boolean;
}

export interface LoadingSample {
  /** What is loaded into a fresh process. */
  readonly what: string;
  readonly round: number;
  readonly milliseconds: number;
}

/** One operation with an optimisation on or off. */
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
  /** Installed packages, including this one. */
  readonly packages: number;
  readonly bytes: number;
  /** Of `import` in a fresh process, by round; rounds are interleaved. */
  readonly loadMilliseconds: readonly number[];
  /** The median of interleaved rounds. */
  readonly verificationsPerSecond: number;
}

/** Wall times of examples/durst-fleet, one command each. */
export interface FleetSample {
  readonly stacks: number;
  /** Subscriptions of each. */
  readonly each: number;
  /** Number of stacks that run at the same time. */
  readonly parallel: number;
  readonly processors: number;
  readonly seconds: { readonly up: number; readonly unchanged: number; readonly drift: number };
}

export interface ScaleSample {
  /** How the subscriptions are divided into stacks, and with which options. */
  readonly layout: string;
  readonly stacks: number;
  readonly resources: number;
  readonly operation: string;
  readonly wallSeconds: number;
  readonly cpuSeconds?: number;
  readonly requests: number;
  readonly stateBytes: number;
}
