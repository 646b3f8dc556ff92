/** The result of one check. */
export interface Check {
  /** `durst.reach`; programs may rely on it. */
  readonly id: string;
  readonly status: "ok" | "warn" | "FAIL";
  /** What was found. */
  readonly what: string;
  /** What to do; absent if nothing has to be done. */
  readonly remedy?: string | undefined;
}

export const ok = (id: string, what: string): Check => ({ id, status: "ok", what });
export const warn = (id: string, what: string, remedy: string): Check => ({
  id,
  status: "warn",
  what,
  remedy,
});
export const fail = (id: string, what: string, remedy: string): Check => ({
  id,
  status: "FAIL",
  what,
  remedy,
});

/** A failed check with the text of an error. */
export const failWith = (
  id: string,
  { what, remedy }: Pick<Check, "what" | "remedy">,
  defaultRemedy = "run the command again later",
): Check => fail(id, what, remedy ?? defaultRemedy);
