import type { DurstSettings } from "../../../../provider/durst/settings.ts";
import type { Properties } from "../../../../provider/resource/properties.ts";
import type { RockitSettings } from "../../../../provider/rockit/settings.ts";
import type { DurstSimulator, RockitSimulator } from "../../../simulators/index.ts";
import { patience } from "../faults.ts";

/** A resource as the state knows it. */
export interface Known {
  readonly urn: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** The verbs of one kind as the engine calls them, over plain data, whatever carries it to the lifecycle and back. */
export interface Provider {
  check(
    urn: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ readonly inputs: Properties; readonly reasons: readonly string[] }>;
  diff(
    known: Known,
    news: Properties,
  ): Promise<{ readonly changes: boolean; readonly replaces: boolean; readonly deletesFirst: boolean }>;
  create(urn: string, news: Properties): Promise<{ readonly id: string; readonly outputs: Properties }>;
  /** `undefined` if there is no such object any more. */
  read(known: Known): Promise<Pick<Known, "inputs" | "outputs"> | undefined>;
  update(known: Known, news: Properties): Promise<Properties>;
  delete(known: Known): Promise<void>;
}

/** What the engine starts for a command. */
export interface Plugin {
  readonly providers: Readonly<Record<string, Provider>>;
  close(): Promise<void>;
}

export interface PluginOptions {
  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
  /** Milliseconds of one request. */
  readonly requestTimeout: number;
  /** Hears of an answer that no plugin may give. */
  readonly wrong: (what: string, words: string) => void;
}

/** What carries the engine's calls to the lifecycles. */
export type Adapter = (options: PluginOptions) => Promise<Plugin>;

/** Settings of a run in which requests are given up soon, and everything may be missing. */
export const hasty = <Settings extends RockitSettings | DurstSettings>(
  settings: Settings,
  requestTimeout: number,
): Settings => ({
  ...settings,
  requestTimeout,
  totalTimeout: 2000 + requestTimeout,
  allowAllMissing: { ...settings.allowAllMissing, on: true },
});

/** A request may act as late as that. */
export const patient = <Run extends object>(run: Run): Run =>
  Object.assign(run, { lateEffectWindow: patience });
