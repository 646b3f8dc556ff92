/**
 * What a stack policy could not read, because only an `up` knows it: the rest of the stack is judged all the same, where the SDK would end
 * the policy at the first such value.
 */
export class UnknownValues {
  #first: unknown;

  /** What `read` gives; `undefined` if it needs a value that is not known yet. */
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

  /** Lets the preview say, once all else is judged, that something waits for the `up`. */
  rethrow(): void {
    if (this.#first !== undefined) throw this.#first;
  }
}
