// What a drift check found at one site: the server, the stack and the program compared with each other.
import type { Change } from "./outcome.ts";

export const differences = {
  "never created": "the site was declared and never created: `up` creates it",
  drift: "the server was changed since the last run: `repair` restores what is declared",
  "half done": "the last `up` or `repair` failed on its way: `repair` completes it",
  "not applied": "what is declared was not applied yet: `up` applies it",
} as const;

export type Difference = keyof typeof differences;

/** What the engine proposed for one site, by URN. */
export interface Comparison {
  /** Objects that the stack owns. */
  readonly owned: ReadonlySet<string>;
  /** Objects that the server changed or lost since the stack was last written. */
  readonly found: ReadonlyMap<string, Change>;
  /** What `up` would do now. */
  readonly planned: ReadonlyMap<string, Change>;
}

/** All that differs, told apart. An object that the server changed without touching what is declared is no difference. */
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
