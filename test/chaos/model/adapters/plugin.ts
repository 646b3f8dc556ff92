import type { DurstSettings } from "../../../../provider/durst/settings.ts";
import type { Properties } from "../../../../provider/resource/properties.ts";
import type { RockitSettings } from "../../../../provider/rockit/settings.ts";
import type { DurstSimulator, RockitSimulator } from "../../../simulators/index.ts";
import { lateEffectWindow } from "../faults.ts";

/** A resource as the state has it. */
export interface ResourceState {
  readonly urn: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** The engine's operations on one kind, over plain data, for any transport. */
export interface Provider {
  check(
    urn: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ readonly inputs: Properties; readonly reasons: readonly string[] }>;
  diff(
    known: ResourceState,
    news: Properties,
  ): Promise<{ readonly changes: boolean; readonly replaces: boolean; readonly deletesFirst: boolean }>;
  create(urn: string, news: Properties): Promise<{ readonly id: string; readonly outputs: Properties }>;
  /** `undefined` if the object no longer exists. */
  read(known: ResourceState): Promise<Pick<ResourceState, "inputs" | "outputs"> | undefined>;
  update(known: ResourceState, news: Properties): Promise<Properties>;
  delete(known: ResourceState): Promise<void>;
}

/** The plugin that the engine starts for a command. */
export interface Plugin {
  readonly providers: Readonly<Record<string, Provider>>;
  close(): Promise<void>;
}

export interface PluginOptions {
  readonly rockit: RockitSimulator;
  readonly durst: DurstSimulator;
  /** The time limit of a request, in milliseconds. */
  readonly requestTimeout: number;
  /** Called for each answer that violates the protocol. */
  readonly reportViolation: (kind: string, description: string) => void;
}

/** The transport of the engine's calls to the lifecycles. */
export type Adapter = (options: PluginOptions) => Promise<Plugin>;

/** Settings with short time limits, which accept that every object is missing. */
export const withShortTimeouts = <Settings extends RockitSettings | DurstSettings>(
  settings: Settings,
  requestTimeout: number,
): Settings => ({
  ...settings,
  requestTimeout,
  totalTimeout: 2000 + requestTimeout,
  allowAllMissing: { ...settings.allowAllMissing, on: true },
});

/** Sets the time after a request in which a run expects late effects, for both vendors alike. */
export const withLateEffectWindow = <Run extends object>(run: Run): Run =>
  Object.assign(run, { lateEffectWindow });
