import { createHmac, randomBytes } from "node:crypto";
import type { DurstBehaviour } from "./types.ts";

/** Stands in for the encrypted form in which answers show secrets: 16 bytes in base64, as in the vendor's samples. */
export class Masking {
  readonly #key: string | Buffer;
  readonly #shown = new Set<string>();

  constructor(key: string | Buffer = randomBytes(32)) {
    this.#key = key;
  }

  mask(secret: string, kind: DurstBehaviour["masking"]): string {
    const bytes =
      kind === "fresh"
        ? randomBytes(16)
        : createHmac("sha256", this.#key).update(secret).digest().subarray(0, 16);
    const masked = bytes.toString("base64");
    this.#shown.add(masked);
    return masked;
  }

  hasShown(value: string): boolean {
    return this.#shown.has(value);
  }
}
