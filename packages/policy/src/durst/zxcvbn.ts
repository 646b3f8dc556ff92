import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

/** The time that zxcvbn takes grows with the square of the length, and random characters need no more to be beyond guessing. */
export const maxLength = 64;

/** The dictionaries are large, and most stacks have nothing to be judged by them. */
async function load() {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  const judge = new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    maxLength,
    // Of the ways to read digits as letters, the first are the usual ones; each more costs a search.
    l33tMaxSubstitutions: 4,
  });
  return { judge, words: Object.values(dictionary).flat().map(String) };
}

let loaded: Promise<{ judge: ZxcvbnFactory; words: readonly string[] }> | undefined;
const dictionaries = () => (loaded ??= load());

// One or two letters are in every credential.
const telling = (words: readonly string[]) => words.filter((word) => word.length > 2);

/** How hard the beginning of a password is to guess at a server, from 0 to 4, for someone who knows these words. */
export async function zxcvbnScore(password: string, words: readonly string[]): Promise<number> {
  const { judge } = await dictionaries();
  return judge.check(password, telling(words)).score;
}

/** How many bits the guesses have that someone who knows these words needs for the beginning of a key. */
export async function zxcvbnBits(key: string, words: readonly string[]): Promise<number> {
  const { judge } = await dictionaries();
  return judge.check(key, telling(words)).guessesLog10 * Math.log2(10);
}

/** Words that attackers begin with. */
export const dictionaryWords = async (): Promise<readonly string[]> => (await dictionaries()).words;
