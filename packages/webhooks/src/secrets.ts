import { WebhookTimeoutError, withDeadline } from "./deadline.ts";
import { WebhookVerificationError } from "./errors.ts";
import { type OneOrMore, type SecretSource, toList } from "./options.ts";
import { digestOf } from "./pairs.ts";

/**
 * The parsed secrets of a source. Fixed secrets are parsed at once, so an invalid one fails when the receiver
 * starts. The secrets of a function are parsed again only when they change.
 */
export function secretsOf<Given, Parsed>(
  source: SecretSource<Given>,
  parse: (given: readonly Given[]) => readonly Parsed[],
  seconds: number,
): () => Promise<readonly Parsed[]> {
  if (typeof source !== "function") {
    const parsed = parse(toList(source));
    return async () => parsed;
  }
  const give = source as () => OneOrMore<Given> | Promise<OneOrMore<Given>>;
  let last: { readonly text: string; readonly parsed: readonly Parsed[] } | undefined;
  let pending: Promise<readonly Parsed[]> | undefined;
  const ask = async () => {
    // A hanging call times out, so the next delivery makes a new one.
    const given = toList(await withDeadline(give(), seconds, () => onTimeout(seconds)));
    const text = JSON.stringify(given);
    if (last?.text !== text) last = { text, parsed: parse(given) };
    return last.parsed;
  };
  return () => {
    pending ??= ask().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

const onTimeout = (seconds: number) =>
  new WebhookTimeoutError("the function that returns the secrets", seconds, "secretTimeout");

/** An HMAC key. Keeps the imported key of each algorithm. */
export class HmacKey {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #name: Promise<string> | undefined;
  readonly #imported = new Map<string, ReturnType<typeof importKey>>();

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  /** Identifies the key in a store without revealing it. The same in every process. */
  name(): Promise<string> {
    this.#name ??= digestOf(joined(nameOfKey, this.#bytes)).then((digest) => digest.slice(0, 22));
    return this.#name;
  }

  /** The key for `HS256`, `HS384` or `HS512`. */
  for(algorithm: string): ReturnType<typeof importKey> {
    const imported = this.#imported.get(algorithm) ?? importKey(this.#bytes, algorithm);
    this.#imported.set(algorithm, imported);
    return imported;
  }
}

const nameOfKey = new TextEncoder().encode("the name of a signing secret\n");

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(one.byteLength + other.byteLength);
  all.set(one);
  all.set(other, one.byteLength);
  return all;
}

const importKey = (bytes: Uint8Array<ArrayBuffer>, algorithm: string) =>
  crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: `SHA-${algorithm.slice(2)}` }, false, [
    "verify",
  ]);

/** Checks that no text is empty. @throws WebhookVerificationError `bad-secret` */
export function nonEmptyStrings(what: string, texts: readonly unknown[]): readonly string[] {
  if (texts.length > 0 && texts.every((text) => typeof text === "string" && text !== "")) {
    return texts as readonly string[];
  }
  throw new WebhookVerificationError(
    "bad-secret",
    `the receiver's ${what} is empty: give the subscriber's ${what}`,
  );
}
