// Drift of one site: the differences between server, stack and program.
import type { Change } from "./run-events.ts";

export const differences = {
  "never created": "the site was never created: `up` creates it",
  drift: "the server was changed since the last update: `repair` undoes the changes",
  "half done": "the last `up` or `repair` failed before its end: `repair` completes it",
  "not applied": "the program has changes that were not applied: `up` applies them",
} as const;

export type Difference = keyof typeof differences;

/** The engine's findings for one site, by URN. */
export interface Comparison {
  /** Objects of the stack. */
  readonly owned: ReadonlySet<string>;
  /** Objects that were changed or deleted on the server since the last update. */
  readonly found: ReadonlyMap<string, Change>;
  /** Changes that `up` would make now. */
  readonly planned: ReadonlyMap<string, Change>;
}

/** All differences. A change on the server that touches no declared field is none. */
export function differencesOf(
  { owned, found, planned }: Comparison,
  lastUpdate: "succeeded" | "failed",
): Difference[] {
  if (planned.size === 0) return [];
  if (owned.size === 0) return ["never created"];
  const drifted = [...planned.keys()].filter((urn) => found.has(urn));
  const pending: Difference = lastUpdate === "failed" ? "half done" : "not applied";
  return [
    ...(drifted.length > 0 ? (["drift"] as const) : []),
    ...(planned.size > drifted.length ? [pending] : []),
  ];
}
