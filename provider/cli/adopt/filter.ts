import { globOf } from "../../http/glob";
import { oneLine } from "../print/terminal";

/**
 * Whether a name matches one of the patterns; without patterns every name does. `*` stands for any
 * characters.
 */
export function filterOf(patterns: readonly string[] | undefined): (name: string) => boolean {
  if (patterns === undefined) return () => true;
  const globs = patterns.map((pattern) => globOf(pattern));
  return (name) => patterns.includes(name) || globs.some((glob) => glob.test(name));
}

/** The error if nothing matches. */
export const noMatchMessage = (patterns: readonly string[]): string =>
  `nothing matches --filter ${patterns.map((one) => oneLine(one, 100)).join(" or ")}: correct it; * stands for any characters`;
