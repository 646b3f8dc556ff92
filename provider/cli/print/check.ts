/** What was looked at, and how it is. */
export interface Check {
  /** What it is about: `durst.reach`. A part of a program may wait for it. */
  readonly id: string;
  readonly status: "ok" | "warn" | "FAIL";
  /** What is so. */
  readonly what: string;
  /** What to do; absent where nothing is to be done. */
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

/** What an error says of what went wrong, and of what to do. */
export const failWith = (
  id: string,
  { what, remedy }: Pick<Check, "what" | "remedy">,
  otherwise = "run the command again later",
): Check => fail(id, what, remedy ?? otherwise);
