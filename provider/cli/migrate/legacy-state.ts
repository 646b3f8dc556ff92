import type { LegacyResource } from "../vendor/recognition";

/** A resource that stays where it is. */
export interface Skipped {
  readonly at: string;
  /** Its type. */
  readonly type: string;
  readonly why: string;
}

export interface LegacyState {
  readonly resources: readonly (LegacyResource | Skipped)[];
  /** Commands that take resources out of this state, in order, and what has to be known about it. */
  readonly removal: (resources: readonly LegacyResource[]) => Removal;
  /** Whether it holds secrets that can't be read. */
  readonly encrypted: boolean;
}

export interface Removal {
  /** What has to be done by hand before. */
  readonly before: readonly string[];
  readonly commands: readonly string[];
  /** What has to be done by hand afterwards. */
  readonly after: string;
}
