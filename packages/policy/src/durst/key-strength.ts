import { bytesOf, textsOf } from "./encoded-keys";
import { isHashedWord } from "./hashed-words";
import { hexWords, sequenceLengthAt } from "./sequences";
import { zxcvbnBits, maxLength } from "./zxcvbn";
import { wordEntropyBits, isLargeAlphabet, largeAlphabetBits } from "./word-entropy";

/** Windows of a long key that are looked at: one with enough bits is enough. */
const maxWindows = 4;

/**
 * Whether a key that is guessed offline (whoever has one signed message tries billions a second) has this many bits, as estimated: by the
 * words, patterns, repetitions and encodings in it, for someone who knows some words. Random keys have more than the estimate.
 */
export async function hasMinBits(key: string, least: number, words: readonly string[]): Promise<boolean> {
  if (least <= 0) return true;
  for (const text of [key, ...textsOf(key)]) if ((await bitsOf(text, least, words)) < least) return false;
  for (const digits of digitsOf(key)) if ((await bitsOfDigits(digits, words)) < least) return false;
  return !bytesOf(key).some(isArithmetic) && !(await isHashedWord(key, words));
}

async function bitsOf(whole: string, least: number, words: readonly string[]): Promise<number> {
  const text = whole.slice(0, maxWindows * 1024);
  const { rest, bits } = withoutRepetitions(text);
  const without = await bitsOfWindows(rest, least - bits, words);
  // A date may be in pieces without what it shares with another one.
  return rest === text ? without : Math.min(without + bits, await bitsOfWindows(text, least, words));
}

/** zxcvbn knows nothing more of hexadecimal digits, and takes its time. */
async function bitsOfDigits(digits: string, words: readonly string[]): Promise<number> {
  const { rest, bits } = withoutRepetitions(digits.slice(0, maxWindows * 1024));
  return bits + (await wordEntropyBits(rest, words));
}

/** The bits of the first window that has enough of them, or the most that any has. */
async function bitsOfWindows(text: string, enough: number, words: readonly string[]): Promise<number> {
  let most = 0;
  for (let at = 0; at < Math.min(text.length, maxWindows * maxLength) && most < enough; at += maxLength) {
    const window = text.slice(at, at + maxLength);
    // The one that is cheap to tell comes first.
    const byWords = await wordEntropyBits(window, words);
    most = Math.max(
      most,
      byWords < enough ? byWords : Math.min(byWords, (await zxcvbnBits(window, words)) + ofMany(window)),
    );
  }
  return most;
}

/** What zxcvbn, which takes all characters alike, misses of those that are of many. */
const ofMany = (text: string): number =>
  [...new Set(text)].filter(isLargeAlphabet).length * (largeAlphabetBits - Math.log2(10));

/** A text without what is there already and what anybody can write down, and the bits that it takes to say where those were. */
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

/** In hexadecimal digits, shorter ones come again by chance. */
const shortestRepetition = 4;
/** To say where it was and how long it is. */
const repetitionBits = 8;
const runBits = 4;
const hexWordBits = 5;

/** How many characters from here on are a repetition of some before. */
function repeatedFrom(text: string, at: number): number {
  const found = text.lastIndexOf(text.slice(at, at + shortestRepetition), at - 1);
  if (at === 0 || found === -1 || at + shortestRepetition > text.length) return 0;
  let length = shortestRepetition;
  while (at + length < text.length && text[found + length] === text[at + length]) length++;
  return length;
}

/** The digits of a UUID without its separators, and those of encoded bytes: what they have in common shows there. */
const digitsOf = (key: string): string[] => {
  const digits = key.replaceAll(/[\s:_.-]/g, "");
  return [
    ...new Set([
      ...(/^[0-9a-f]+$/i.test(digits) ? [digits] : []),
      ...bytesOf(key).map((bytes) => bytes.toString("hex")),
    ]),
  ];
};

/** Bytes that count up or down, or stay as they are: 000102…, as in the examples of many a standard. */
const isArithmetic = (bytes: Buffer): boolean => {
  const step = ((bytes[1] ?? 0) - (bytes[0] ?? 0)) & 0xff;
  return bytes.every((byte, at) => at === 0 || ((byte - (bytes[at - 1] ?? 0)) & 0xff) === step);
};
