import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

/** The time that it takes grows with the square of the length, and random characters need no more to be beyond guessing. */
const maxLength = 64;

/** The dictionaries are large, and most stacks have nothing to be judged by them. */
async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength });
}

let loaded: Promise<ZxcvbnFactory> | undefined;

/** How hard the beginning of a credential is to guess, from 0 to 4, for someone who knows these words. */
export async function strengthOf(credential: string, words: readonly string[]): Promise<number> {
  loaded ??= load();
  const judge = await loaded;
  // One or two letters are in every credential.
  const telling = words.filter((word) => word.length > 2);
  return judge.check(credential, telling).score;
}
