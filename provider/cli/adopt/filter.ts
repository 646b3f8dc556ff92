import { globOf } from "../../http/glob";
import { oneLine } from "../print/terminal";

/** Whether a name is one of those that are asked for: all of them if no pattern is given. `*` stands for any characters, all else for itself. */
export function filterOf(patterns: readonly string[] | undefined): (name: string) => boolean {
  if (patterns === undefined) return () => true;
  const forms = patterns.map((pattern) => globOf(pattern));
  return (name) => patterns.includes(name) || forms.some((form) => form.test(name));
}

/** What to say where nothing is like them. */
export const noMatchMessage = (patterns: readonly string[]): string =>
  `nothing matches --filter ${patterns.map((one) => oneLine(one, 100)).join(" or ")}: correct it; * stands for any characters`;
