// Well-known long sequences of characters: they look random, but are easy to guess.

/** In lower case. */
const sequences = [
  // Pi, e, the golden ratio, the root of two.
  "3141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117067",
  "2718281828459045235360287471352662497757247093699959574966967627724076630353547594571382178525166427",
  "1618033988749894848204586834365638117720309179805762862135448622705260462818902449707207204189391137",
  "1414213562373095048801688724209698078569671875376948073176679737990732478462107038850387534327641572",
  // Pi and the golden ratio in hexadecimal digits.
  "243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89",
  "9e3779b97f4a7c15f39cc0605cedc834",
  // Primes, whole numbers, squares, Fibonacci numbers.
  "2357111317192329313741434753596167717379838997101103107109113127131137139149151157163167173179181191193197199",
  "0123456789101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960",
  "149162536496481100121144169196225256289324361400441484529576625676729784841900961",
  "11235813213455891442333776109871597258441816765109461771128657463687502512139319641831781151422983204",
  "a1b2c3d4e5f6g7h8i9j10k11l12m13n14o15p16q17r18s19t20u21v22w23x24y25z26",
  "1a2b3c4d5e6f7g8h9i10j11k12l13m14n15o16p17q18r19s20t21u22v23w24x25y26z",
  "йцукенгшщзхъфывапролджэячсмитьбю",
];

/** Random digits contain shorter pieces by chance. */
const shortestShared = 8;

/**
 * How many characters of a lower-case text, from `at` on, are part of a well-known sequence, or count up or
 * down.
 */
export const sequenceLengthAt = (text: string, at: number): number =>
  Math.max(sharedFrom(text, at), ...[1, 2, 3].map((period) => countedFrom(text, at, period)));

function sharedFrom(text: string, at: number): number {
  let longest = 0;
  for (const sequence of sequences) {
    const found = sequence.indexOf(text.slice(at, at + shortestShared));
    if (found === -1 || at + shortestShared > text.length) continue;
    let length = shortestShared;
    while (at + length < text.length && sequence[found + length] === text[at + length]) length++;
    longest = Math.max(longest, length);
  }
  return longest;
}

/** How many characters continue the steps of those before, `period` characters back: abc, and a1b2c3. */
function countedFrom(text: string, at: number, period: number): number {
  let length = 0;
  for (; at + length < text.length; length++) {
    const [one, two, three] = [2, 1, 0].map((back) => text.charCodeAt(at + length - back * period));
    const step = (two ?? 0) - (one ?? 0);
    if (Math.abs(step) > 2 || (three ?? 0) - (two ?? 0) !== step) break;
  }
  return at < 2 * period ? 0 : length;
}

/** Two or more words of hexadecimal digits; a single one occurs by chance. */
export const hexWords =
  /(?:dead|beef|cafe|babe|feed|face|fade|c0de|f00d|food|d00d|baad|bead|deaf|ba5e|fa11|1337|c0ff|ee|bad|ace){2,}/gi;

/** The characters of a popular key generator: each character is about three steps after the last but one. */
const ring = "ABCDEFGHJKMNPQRSTUVWXYZ23456789!/$%?&*()-+@abcdefghjkmnpqrstuvwxyz";

/**
 * Whether a key comes from this generator: tutorials print dozens of its keys, all pieces of one sequence.
 */
export function isFromKnownGenerator(key: string): boolean {
  if (!/[a-z]/.test(key) || !/[A-Z]/.test(key)) return false;
  let run = "";
  for (const [at, sign] of [...key].entries()) {
    const [from, to] = [ring.indexOf(key[at - 2] ?? " "), ring.indexOf(sign)];
    const step = (to - from + ring.length) % ring.length;
    const goesOn = from !== -1 && to !== -1 && step >= 2 && step <= 4;
    run = goesOn ? (run || key.slice(at - 2, at)) + sign : "";
    if (run.length >= 12 && /[a-z]/.test(run) && /[A-Z]/.test(run)) return true;
  }
  return false;
}
