interface Told {
  /** The whole sentence. Default: both parts, a colon between. */
  readonly message?: string | undefined;
  readonly cause?: unknown;
}

/** An error for a person: what went wrong and what to do, apart and in one sentence. */
export class ActionableError extends Error {
  constructor(
    readonly what: string,
    readonly remedy?: string,
    { message = remedy === undefined ? what : `${what}: ${remedy}`, cause }: Told = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
  }
}
