import { WebhookTimeoutError, withDeadline } from "./deadline.ts";
import { WebhookVerificationError } from "./errors.ts";
import { listOf, type OneOrMore, type SecretSource } from "./options.ts";
import { digestOf } from "./pairs.ts";

/**
 * The parsed secrets of a source. Fixed ones are parsed at once, so that a wrong one is told when the receiver
 * starts; those of a function are parsed anew only when they have changed.
 */
export function secretsOf<Given, Parsed>(
  source: SecretSource<Given>,
  parse: (given: readonly Given[]) => readonly Parsed[],
  seconds: number,
): () => Promise<readonly Parsed[]> {
  if (typeof source !== "function") {
    const parsed = parse(listOf(source));
    return async () => parsed;
  }
  const give = source as () => OneOrMore<Given> | Promise<OneOrMore<Given>>;
  let last: { readonly text: string; readonly parsed: readonly Parsed[] } | undefined;
  let underWay: Promise<readonly Parsed[]> | undefined;
  const ask = async () => {
    // A call that hangs is given up, so that the next delivery makes another one.
    const given = listOf(await withDeadline(give(), seconds, () => late(seconds)));
    const text = JSON.stringify(given);
    if (last?.text !== text) last = { text, parsed: parse(given) };
    return last.parsed;
  };
  return () => {
    underWay ??= ask().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

const late = (seconds: number) =>
  new WebhookTimeoutError("the function that gives the secrets", seconds, "secretTimeout");

/** A key of the algorithms' family HMAC; what the platform makes of it is kept. */
export class HmacKey {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #name: Promise<string> | undefined;
  readonly #imported = new Map<string, ReturnType<typeof importKey>>();

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  /** Names the key in a store without telling it; another process gives it the same name. */
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

/** Texts of which none is empty, or a `bad-secret`. */
export function filled(what: string, texts: readonly unknown[]): readonly string[] {
  if (texts.length > 0 && texts.every((text) => typeof text === "string" && text !== "")) {
    return texts as readonly string[];
  }
  throw new WebhookVerificationError(
    "bad-secret",
    `the ${what} that this receiver was given is empty: give the text that the subscriber declares`,
  );
}
