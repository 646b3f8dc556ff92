/**
 * Collects values that are not known before the `up`, so a policy can check the rest of the stack. The SDK
 * alone would end the policy at the first unknown value.
 */
export class UnknownValues {
  #first: unknown;

  /** Returns what `read` returns; `undefined` if it needs a value that is not known yet. */
  read<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (failure) {
      // The SDK does not export its class.
      if (!(failure instanceof Error && "unknownTypeSentinel" in failure)) throw failure;
      this.#first ??= failure;
      return undefined;
    }
  }

  /**
   * Throws the first unknown value's error, after everything else was checked: the preview then says that the
   * policy waits.
   */
  rethrow(): void {
    if (this.#first !== undefined) throw this.#first;
  }
}
