/** What was looked at, and how it is. */
export interface Line {
  /** What it is about: `durst.reach`. A part of a program may wait for it. */
  readonly id: string;
  readonly status: "ok" | "warn" | "FAIL";
  /** What is so. */
  readonly what: string;
  /** What to do; absent where nothing is to be done. */
  readonly remedy?: string | undefined;
}

export const ok = (id: string, what: string): Line => ({ id, status: "ok", what });
export const warn = (id: string, what: string, remedy: string): Line => ({
  id,
  status: "warn",
  what,
  remedy,
});
export const fail = (id: string, what: string, remedy: string): Line => ({
  id,
  status: "FAIL",
  what,
  remedy,
});

/** A sentence of what went wrong, and of what to do after its first colon or semicolon that is followed by a blank. */
export function failFrom(id: string, sentence: string): Line {
  const [, what = sentence, remedy = "run the command again later"] =
    /^(.*?)[;:] (.*)$/s.exec(sentence) ?? [];
  return fail(id, what, remedy);
}
