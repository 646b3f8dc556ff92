import { hash } from "node:crypto";
import { bytesOf } from "./encoded-keys";
import { dictionaryWords } from "./zxcvbn";

/** Hash algorithms by the length of their hashes in bytes. */
const algorithms: Readonly<Record<number, string>> = { 16: "md5", 20: "sha1", 32: "sha256", 64: "sha512" };

const hashes = new Map<string, Promise<ReadonlySet<string>>>();

/**
 * Whether a key is the hash of a common password, of a word, or of the empty text: it is as easy to guess as
 * the word.
 */
export async function isHashedWord(key: string, words: readonly string[]): Promise<boolean> {
  for (const bytes of bytesOf(key)) {
    const algorithm = algorithms[bytes.length];
    if (algorithm === undefined) continue;
    const all = hashes.get(algorithm) ?? hashed(algorithm);
    hashes.set(algorithm, all);
    const digits = bytes.toString("hex");
    if ((await all).has(digits) || words.some((word) => hash(algorithm, word) === digits)) return true;
  }
  return false;
}

const hashed = async (algorithm: string): Promise<ReadonlySet<string>> =>
  new Set(["", "changeme", ...(await dictionaryWords())].map((word) => hash(algorithm, word)));
