import type { z as Zod } from "zod";

// Libraries that are loaded with their first use: a program only declares resources and checks nothing, so it need not wait for them.

/** The schema library. */
export const zod = (): typeof Zod => (require("zod") as typeof import("zod")).z;

/** Distances between words. */
export const levenshtein = () => require("fastest-levenshtein") as typeof import("fastest-levenshtein");
