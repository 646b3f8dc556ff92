import type { Engine } from "../../../tools/engine/engine.ts";
import type { RockitSimulator } from "../../simulators/index.ts";
import type { Command } from "../process.ts";

/** The measured operations, in this order. */
export const operations = ["create", "unchanged", "preview", "refresh", "change", "destroy"] as const;
export type Operation = (typeof operations)[number];

/** The largest page of a list, the same for all contestants. */
export const pageSize = 1000;

/** A way to manage ROCKIT subscriptions, or a baseline that shows what Pulumi itself costs. */
export interface Contestant {
  /** Its name in the results: `ours`, `textbook`, … */
  readonly name: string;
  /** Its name in tables and charts. */
  readonly title: string;
  /** Sentences for the page: how it works, and versions that matter. */
  readonly about: string;
  /** Matches the command line of its plugin, whose memory is measured. Absent if it has no plugin. */
  readonly plugin?: RegExp;
  /** It is a baseline that never sends a request. */
  readonly idle?: boolean;
  /** Creates its project in `folder`. Throws {@link UnavailableError} if this machine lacks something that it needs. */
  open(options: OpenOptions): Promise<ContestantProject>;
}

interface OpenOptions {
  /** Empty, and deleted afterwards. */
  readonly folder: string;
  readonly engine: Engine;
  /** The server of this contestant only. */
  readonly rockit: RockitSimulator;
  /** Variables of another backend, or of settings of the file backend. */
  readonly backend?: Readonly<Record<string, string>>;
}

/** A contestant's project, which runs the operations. */
export interface ContestantProject {
  /** Writes a program with the subscriptions `s0`, `s1`, … and this URL. Only Pulumi contestants take another prefix. */
  declare(count: number, url: string, prefix?: string): Promise<void>;
  commandOf(operation: Operation): Command;
  /** The text of its state file. */
  state(): Promise<string>;
}

/** The contestant can't run on this machine. Its message is one sentence. */
export class UnavailableError extends Error {}
