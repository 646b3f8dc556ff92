import type { z as Zod } from "zod";

// Libraries that are loaded on first use: a program only declares resources and needs none of them.

/** The schema library. */
export const zod = (): typeof Zod => (require("zod") as typeof import("zod")).z;

/** Edit distances, for suggestions. */
export const levenshtein = () => require("fastest-levenshtein") as typeof import("fastest-levenshtein");
