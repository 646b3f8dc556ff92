interface Case {
  /** Verifies a valid delivery. */
  readonly verify: () => unknown;
  /** Verifies a forged delivery, so it must throw or reject. */
  readonly verifyForged: () => unknown;
}

/** By package name: takes the package's exports and returns its case. */
export const cases: Readonly<Record<string, (exports: never) => Case | Promise<Case>>>;
