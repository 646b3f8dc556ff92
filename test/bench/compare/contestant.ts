import type { Engine } from "../../../tools/engine/engine.ts";
import type { RockitSimulator } from "../../simulators/index.ts";
import type { Command } from "../process.ts";

/** What is measured of every contestant, in this order. */
export const operations = ["create", "unchanged", "preview", "refresh", "change", "destroy"] as const;
export type Operation = (typeof operations)[number];

/** The largest page of the list that the server gives, to all contestants alike. */
export const pageSize = 1000;

/** A way to own ROCKIT subscriptions, or a floor that no such way can be below. */
export interface Contestant {
  /** As the results call it: `ours`, `textbook`, … */
  readonly name: string;
  /** As the table and the charts call it. */
  readonly title: string;
  /** Versions that matter, what its operations stand for where that is not plain; a sentence for the page. */
  readonly about: string;
  /** The command line of the process whose memory counts as the plugin's. Not given: it has none. */
  readonly plugin?: RegExp;
  /** It is a floor: it never sends a request. */
  readonly idle?: boolean;
  /** An own project in the empty folder `folder`. Throws {@link Absent} if what it needs can't be had on this machine. */
  open(scene: Surroundings): Promise<Entry>;
}

interface Surroundings {
  /** Empty, and deleted afterwards. */
  readonly folder: string;
  readonly engine: Engine;
  /** Its own server. */
  readonly rockit: RockitSimulator;
  /** Where the state is kept, and how, if not in files. */
  readonly backend?: Readonly<Record<string, string>>;
}

/** A contestant's project on its way through the operations. */
export interface Entry {
  /** Makes its program declare the subscriptions `s0`, `s1`, … with this URL; those of Pulumi's take another prefix too. */
  declare(count: number, url: string, prefix?: string): Promise<void>;
  commandOf(operation: Operation): Command;
  /** Its state as it lies on the disk. */
  state(): Promise<string>;
}

/** Why a contestant is not there: one sentence. */
export class Absent extends Error {}
