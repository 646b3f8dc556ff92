interface MessageOptions {
  /** The whole sentence. Default: `what: remedy`. */
  readonly message?: string | undefined;
  readonly cause?: unknown;
}

/** An error for a person: what failed and what to do, as two parts and as one sentence. */
export class ActionableError extends Error {
  constructor(
    readonly what: string,
    readonly remedy?: string,
    { message = remedy === undefined ? what : `${what}: ${remedy}`, cause }: MessageOptions = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
  }
}
