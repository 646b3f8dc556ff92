import { createHmac, randomBytes } from "node:crypto";
import type { DurstBehaviour, DurstStoredSubscriber } from "./types.ts";

/** Stands in for the encrypted form in which answers show secrets: 16 bytes in base64, as in the vendor's samples. */
export class Masking {
  readonly #key: string | Buffer;
  readonly #shown = new Set<string>();
  /** The mask of a subscriber's secret since its last write. */
  readonly #maskByWrite = new WeakMap<DurstStoredSubscriber, Buffer>();

  constructor(key: string | Buffer = randomBytes(32)) {
    this.#key = key;
  }

  /** `written` is the stored object of the last write; each write stores a new object. */
  mask(secret: string, kind: DurstBehaviour["masking"], written: DurstStoredSubscriber): string {
    const masked = this.#form(secret, kind, written).toString("base64");
    this.#shown.add(masked);
    return masked;
  }

  hasShown(value: string): boolean {
    return this.#shown.has(value);
  }

  #form(secret: string, kind: DurstBehaviour["masking"], written: DurstStoredSubscriber): Buffer {
    switch (kind) {
      case "fresh":
        return randomBytes(16);
      case "per-write": {
        const form = this.#maskByWrite.get(written) ?? randomBytes(16);
        this.#maskByWrite.set(written, form);
        return form;
      }
      case "deterministic":
        return createHmac("sha256", this.#key).update(secret).digest().subarray(0, 16);
    }
  }
}
