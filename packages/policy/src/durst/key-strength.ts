import { bytesOf, textsOf } from "./encoded-keys";
import { isHashedWord } from "./hashed-words";
import { hexWords, sequenceLengthAt } from "./sequences";
import { isLargeAlphabet, largeAlphabetBits, wordEntropyBits } from "./word-entropy";
import { maxLength, zxcvbnBits } from "./zxcvbn";

/** How many windows of a long key are estimated. One window with enough bits suffices. */
const maxWindows = 4;

/**
 * Whether a key has this many bits against offline guessing, where an attacker with one signed message tries
 * billions of keys a second. The estimate counts words, patterns, repetitions and encodings, for an attacker
 * who knows `words`. It is low for random keys.
 */
export async function hasMinBits(key: string, minBits: number, words: readonly string[]): Promise<boolean> {
  if (minBits <= 0) return true;
  for (const text of [key, ...textsOf(key)]) if ((await bitsOf(text, minBits, words)) < minBits) return false;
  for (const digits of digitsOf(key)) if ((await bitsOfDigits(digits, words)) < minBits) return false;
  return !bytesOf(key).some(isArithmetic) && !(await isHashedWord(key, words));
}

async function bitsOf(whole: string, enough: number, words: readonly string[]): Promise<number> {
  const text = whole.slice(0, maxWindows * 1024);
  const { rest, bits } = withoutRepetitions(text);
  const without = await bitsOfWindows(rest, enough - bits, words);
  // Without repetitions, a date may be in pieces: the whole text is estimated too.
  return rest === text ? without : Math.min(without + bits, await bitsOfWindows(text, enough, words));
}

/** Without zxcvbn, which is slow and recognises no more in hexadecimal digits. */
async function bitsOfDigits(digits: string, words: readonly string[]): Promise<number> {
  const { rest, bits } = withoutRepetitions(digits.slice(0, maxWindows * 1024));
  return bits + (await wordEntropyBits(rest, words));
}

/** The bits of the first window that has enough of them, or the most that any has. */
async function bitsOfWindows(text: string, enough: number, words: readonly string[]): Promise<number> {
  let most = 0;
  for (let at = 0; at < Math.min(text.length, maxWindows * maxLength) && most < enough; at += maxLength) {
    const window = text.slice(at, at + maxLength);
    // The cheap estimate comes first.
    const byWords = await wordEntropyBits(window, words);
    most = Math.max(
      most,
      byWords < enough
        ? byWords
        : Math.min(byWords, (await zxcvbnBits(window, words)) + largeAlphabetExtraBits(window)),
    );
  }
  return most;
}

/** Bits that zxcvbn misses, because it treats characters of large alphabets like all others. */
const largeAlphabetExtraBits = (text: string): number =>
  [...new Set(text)].filter(isLargeAlphabet).length * (largeAlphabetBits - Math.log2(10));

/**
 * The text without repetitions and well-known sequences, and the bits that an attacker needs to place them.
 */
function withoutRepetitions(text: string): { rest: string; bits: number } {
  let bits = 0;
  const withoutWords = text.replaceAll(hexWords, (run) => {
    bits += (run.length / 4) * hexWordBits;
    return "";
  });
  const flat = withoutWords.replaceAll(/(.)\1{2,}/gsu, (_run, one: string) => {
    bits += runBits;
    return one;
  });
  const folded = flat.toLowerCase().length === flat.length ? flat.toLowerCase() : flat;
  let rest = "";
  for (let at = 0; at < flat.length; ) {
    const length = Math.max(repeatedFrom(folded, at), sequenceLengthAt(folded, at));
    if (length < shortestRepetition) rest += flat[at++];
    else {
      bits += repetitionBits;
      at += length;
    }
  }
  return { rest, bits };
}

/** In hexadecimal digits, shorter repetitions occur by chance. */
const shortestRepetition = 4;
/** Bits for the place and length of a repetition. */
const repetitionBits = 8;
const runBits = 4;
const hexWordBits = 5;

/** How many characters from `at` on repeat earlier ones. */
function repeatedFrom(text: string, at: number): number {
  const found = text.lastIndexOf(text.slice(at, at + shortestRepetition), at - 1);
  if (at === 0 || found === -1 || at + shortestRepetition > text.length) return 0;
  let length = shortestRepetition;
  while (at + length < text.length && text[found + length] === text[at + length]) length++;
  return length;
}

/**
 * Hexadecimal digits of a UUID without separators, and of encoded bytes, in which repetitions become visible.
 */
const digitsOf = (key: string): string[] => {
  const digits = key.replaceAll(/[\s:_.-]/g, "");
  return [
    ...new Set([
      ...(/^[0-9a-f]+$/i.test(digits) ? [digits] : []),
      ...bytesOf(key).map((bytes) => bytes.toString("hex")),
    ]),
  ];
};

/** Bytes that count up or down, or stay the same: 000102…, as in the examples of many standards. */
const isArithmetic = (bytes: Buffer): boolean => {
  const step = ((bytes[1] ?? 0) - (bytes[0] ?? 0)) & 0xff;
  return bytes.every((byte, at) => at === 0 || ((byte - (bytes[at - 1] ?? 0)) & 0xff) === step);
};
