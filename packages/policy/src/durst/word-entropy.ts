// Estimates a key for an attacker who guesses whole words. zxcvbn knows passwords, but few words of any
// language, and takes the others for random letters: a sentence would be a strong key.
import { dictionaryWords } from "./zxcvbn";

/** Bits of a random letter, digit and sign, and of a word from a large dictionary. */
const [letterBits, digitBits, signBits, wordBits] = [4.7, 3.3, 5, 13];

/** Bits of a word that attackers try first. */
const usualBits = 5;

const usualWords = `the of and to in is it for on at by we with my our your this that very a an be as or not no do use me us please change
  secret secrets key keys jwt token signing sign signed signature hmac sha256 hs256 hash password passphrase super long strong secure security
  private public default test testing example sample demo dev development prod production local staging webhook webhooks callback callbacks
  api auth authentication access server app application company service bit bits byte bytes character characters least must should
  durst rockit workflow pulumi press print
  zero one two three four five six seven eight nine ten eleven twelve january february march april may june july august september october
  november december monday tuesday wednesday thursday friday saturday sunday red orange yellow green blue indigo violet black white
  alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango uniform
  admin administrator root user guest login welcome passwort kennwort geheim schluessel willkommen hallo welt sommer herbst winter spring summer autumn edge undefined null nan
  innsbruck lienz wien graz linz salzburg tirol brixen austria germany berlin london alg typ
  victor whiskey xray yankee zulu lorem ipsum dolor sit amet consectetur adipiscing elit`;

interface Language {
  readonly words: ReadonlySet<string>;
  /** How unlikely one letter follows another, in bits. */
  readonly surprise: (pair: string) => number;
}

let learnt: Promise<Language> | undefined;
const language = () => (learnt ??= learn());

async function learn(): Promise<Language> {
  const words = (await dictionaryWords()).filter((word) => /^[a-z]{3,}$/.test(word));
  const pairs = new Map<string, number>();
  const firsts = new Map<string, number>();
  for (const word of words)
    for (let at = 1; at < word.length; at++) {
      const [pair, first] = [word.slice(at - 1, at + 1), word.slice(at - 1, at)];
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
  const surprise = (pair: string) =>
    -Math.log2(((pairs.get(pair) ?? 0) + 1) / ((firsts.get(pair.slice(0, 1)) ?? 0) + 26));
  return { words: new Set(words), surprise };
}

/** Bits of a text for an attacker who guesses words, dates and numbers, and knows the words `known`. */
export async function wordEntropyBits(text: string, known: readonly string[]): Promise<number> {
  const { words, surprise } = await language();
  const usual = new Set([...usualWords.split(/\s+/), ...known.map((word) => word.toLowerCase())]);
  const asWritten = bitsOf(text, { words, usual, surprise });
  const substituted = text.match(/(?<=\p{L})[013457@$!]/gu)?.length ?? 0;
  if (substituted === 0) return asWritten;
  // With digits read as letters, only dictionary words count: hexadecimal digits would look like words too.
  const letters = text.replaceAll(/[013457@$!]/g, (sign) => "oleastasi"["013457@$!".indexOf(sign)] ?? sign);
  return Math.min(asWritten, bitsOf(letters, { words, usual, surprise: () => letterBits * 2 }) + substituted);
}

function bitsOf(text: string, { words, usual, surprise }: Language & { usual: ReadonlySet<string> }): number {
  const signs = new Set<string>();

  const ofRun = (run: string): number => {
    // For other alphabets there is no statistics: their runs are words if the text has spaces.
    if (/[^\p{Script=Latin}]/u.test(run) && !/\p{L} \p{L}/u.test(text)) return byAlphabet(run);
    if (!/^[a-z]+$/.test(run)) return ofUnknownWord(run.length);
    let surprises = 0;
    for (let at = 1; at < run.length; at++) surprises += surprise(run.slice(at - 1, at + 1));
    const isNatural = run.length > 2 && surprises / (run.length - 1) < maxSurprise;
    return Math.min(inWords(run), isNatural ? ofUnknownWord(run.length) : Number.POSITIVE_INFINITY);
  };

  /** The cheapest way to build a run of letters from dictionary words and single letters. */
  const inWords = (run: string): number => {
    const costs = [0];
    for (let end = 1; end <= run.length; end++) {
      let least = (costs[end - 1] ?? 0) + letterBits;
      for (let start = Math.max(0, end - longestWord); start < end; start++) {
        const word = run.slice(start, end);
        const cost = usual.has(word) ? usualBits : words.has(word) ? ofWord(word.length) : letterBits * 99;
        least = Math.min(least, (costs[start] ?? 0) + cost);
      }
      costs.push(least);
    }
    return costs.at(-1) ?? 0;
  };

  const bits = { total: 0 };
  const others = text.replaceAll(dates, () => {
    bits.total += dateBits;
    return "";
  });
  for (const [part] of others.matchAll(parts)) {
    if (/^\d/.test(part)) bits.total += ofNumber(part);
    else if (/^\p{L}/u.test(part))
      bits.total += ofRun(part.normalize("NFD").replaceAll(/\p{M}/gu, "").normalize("NFC").toLowerCase());
    else {
      // Only the first separator has to be guessed, not its repetitions.
      bits.total += signs.has(part) ? 0.5 : signBits;
      signs.add(part);
    }
  }
  return bits.total;
}

const ofNumber = (digits: string): number => {
  const isInOrder =
    digits.length > 2 && ["12345678901234567890", "09876543210987654321"].some((all) => all.includes(digits));
  return isInOrder ? usualBits : /^(19|20)\d\d$/.test(digits) ? 7 : digits.length * digitBits;
};

/** Bits of a run of random letters. */
const byAlphabet = (run: string): number =>
  [...run].reduce((bits, letter) => bits + (isLargeAlphabet(letter) ? largeAlphabetBits : letterBits), 0);

/** There are thousands of Chinese characters and Korean syllables. */
export const isLargeAlphabet = (letter: string): boolean => /[\p{Script=Han}\p{Script=Hangul}]/u.test(letter);
export const largeAlphabetBits = 10;

/** There are fewer short words than long ones. */
const ofWord = (letters: number): number => Math.min(wordBits, letterBits * letters, 1.9 * letters + 3);

/** Bits of a run that reads like a word but is in no dictionary. A long run is several words. */
const ofUnknownWord = (letters: number): number => (letters > 11 ? 2.4 * letters : ofWord(letters));

const longestWord = 14;

/** Average bits for a pair of letters: words have 3.5 to 4.3, random letters 6. */
const maxSurprise = 4.4;

/** A run of letters, split as in camelCase; a number; or one sign. */
const parts = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{L}+|\d+|[^\p{L}\d]/gu;

const [day, month, year] = ["(?:0?[1-9]|[12]\\d|3[01])", "(?:0?[1-9]|1[0-2])", "(?:19|20)\\d\\d"];
const dates = new RegExp(
  `(?<!\\d)(?:${day}[./ -]${month}[./ -](?:${year}|\\d\\d)|${year}[./ -]${month}[./ -]${day}|(?:${year}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01]))+)(?!\\d)`,
  "g",
);
const dateBits = 15;
