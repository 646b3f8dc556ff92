import picomatch from "picomatch";
import { plain } from "../print/terminal";

/** Whether a name is one of those that are asked for: all of them if no pattern is given. `*` stands for any characters. */
export function filterOf(patterns: readonly string[] | undefined): (name: string) => boolean {
  if (patterns === undefined) return () => true;
  // A pattern is a name, and * the only thing to learn.
  const options = { bash: true, dot: true, noextglob: true, nobrace: true, nobracket: true, nonegate: true };
  const isMatch = picomatch([...patterns], options);
  return (name) => patterns.includes(name) || isMatch(name);
}

/** What to say where nothing is like them. */
export const noneLike = (patterns: readonly string[]): string =>
  `nothing is like --filter ${patterns.map((one) => plain(one, 100)).join(" or ")}: correct it; * stands for any characters`;
