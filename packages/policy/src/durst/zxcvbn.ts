import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

/** zxcvbn's time grows with the square of the length, and 64 random characters can't be guessed anyway. */
export const maxLength = 64;

/** Loaded on demand: the dictionaries are large, and most stacks have no credential to check. */
async function load() {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  const judge = new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    maxLength,
    // The first substitutions of digits for letters are the common ones; each further one costs a search.
    l33tMaxSubstitutions: 4,
  });
  return { judge, words: Object.values(dictionary).flat().map(String) };
}

let loaded: Promise<{ judge: ZxcvbnFactory; words: readonly string[] }> | undefined;
const dictionaries = () => (loaded ??= load());

// Every credential contains some words of one or two letters.
const longWords = (words: readonly string[]) => words.filter((word) => word.length > 2);

/** zxcvbn's score of the beginning of a password, from 0 to 4, for an attacker who knows these words. */
export async function zxcvbnScore(password: string, words: readonly string[]): Promise<number> {
  const { judge } = await dictionaries();
  return judge.check(password, longWords(words)).score;
}

/** zxcvbn's estimate for the beginning of a key in bits, for an attacker who knows these words. */
export async function zxcvbnBits(key: string, words: readonly string[]): Promise<number> {
  const { judge } = await dictionaries();
  return judge.check(key, longWords(words)).guessesLog10 * Math.log2(10);
}

/** Words that attackers try first. */
export const dictionaryWords = async (): Promise<readonly string[]> => (await dictionaries()).words;
