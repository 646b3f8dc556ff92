import type { LegacyResource } from "../vendor/recognition";

/** A resource that is not migrated and stays in its state. */
export interface Skipped {
  readonly address: string;
  /** Its type; empty for a resource that may be one of ours. */
  readonly type: string;
  readonly reason: string;
}

/** The state of another tool. */
export interface LegacyState {
  readonly resources: readonly (LegacyResource | Skipped)[];
  /** How to remove resources from this state. */
  readonly removal: (resources: readonly LegacyResource[]) => Removal;
  /** Whether the state holds secrets that can't be read. */
  readonly encrypted: boolean;
}

export interface Removal {
  /** Manual steps before the commands. */
  readonly before: readonly string[];
  readonly commands: readonly string[];
  /** Manual steps after the commands. */
  readonly after: string;
}
