import type { Fault } from "../../simulators/index.ts";

// Where a run is killed: while a request is held before the server acts, or while its answer dribbles after it has acted.

/** At which moment of a request. */
export type Moment = "before it acts" | "after it acted";

export const moments: readonly Moment[] = ["before it acts", "after it acted"];

const longerThanAnyTest = 600_000;

export const faultAt = (moment: Moment): Fault =>
  moment === "before it acts"
    ? { kind: "delay", ms: longerThanAnyTest }
    : { kind: "slow-body", ms: longerThanAnyTest };
