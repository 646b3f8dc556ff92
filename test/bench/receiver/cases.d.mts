interface Case {
  /** Throws or rejects unless the delivery is good. */
  readonly verify: () => unknown;
  readonly forged: () => unknown;
}

/** By package: makes a case of what the package exports. */
export const cases: Readonly<Record<string, (exports: never) => Case | Promise<Case>>>;
