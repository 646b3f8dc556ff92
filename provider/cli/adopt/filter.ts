import picomatch from "picomatch";

/** Whether a name is one of those that are asked for: all of them if no pattern is given. `*` stands for any characters. */
export function filterOf(patterns: readonly string[] | undefined): (name: string) => boolean {
  if (patterns === undefined) return () => true;
  // A pattern is a name, and * the only thing to learn.
  const options = { bash: true, dot: true, noextglob: true, nobrace: true, nobracket: true, nonegate: true };
  const isMatch = picomatch([...patterns], options);
  return (name) => patterns.includes(name) || isMatch(name);
}
