/** The words of a text, in ASCII letters and digits; letters with accents lose them. */
const wordsOf = (text: string): string[] =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");

const slug = (text: string, fallback: string) =>
  wordsOf(text).join("-").toLowerCase().slice(0, 60) || fallback;

/** `https://hooks.example.com:443/base/` as `hooks-example-com`. */
export function hostSlug(hostUri: string): string {
  const url = /^https?:\/\//i.test(hostUri) ? hostUri : `http://${hostUri}`;
  return slug(URL.canParse(url) ? new URL(url).hostname : hostUri, "subscriber");
}

/** `STATUS/PRODUCTION_JOB/*` as `production-job`, and `STATUS/*` as `all`. */
export const topicSlug = (topic: string): string => slug(topic.replace(/^STATUS\//, ""), "all");

const maxIdentifierLength = 40;

// Names that a module can't declare, and those that the generated program uses.
const reserved = new Set(
  `arguments async await break case catch class config const continue debugger default delete do else enum eval exports export extends false
   finally for function globalThis if implements import in instanceof interface let module new null package private protected public pulumi
   require return static super switch this throw true try typeof undefined var void while with yield`.split(
    /\s+/,
  ),
);

/** Unique names for a program's constants. */
export class Identifiers {
  private readonly taken: Set<string>;

  constructor(taken: readonly string[] = []) {
    this.taken = new Set(taken);
  }

  /** Makes a constant's name from a text; `fallback` completes or replaces a text that is no valid name. */
  from(text: string, fallback: string, suffix = ""): string {
    const camel = wordsOf(text)
      .map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word))
      .map((word, index) => (index === 0 ? lowerFirst(word) : upperFirst(word)))
      .join("")
      .slice(0, maxIdentifierLength);
    const valid = camel === "" ? fallback : /^\d/.test(camel) ? `${fallback}${camel}` : camel;
    const base = `${reserved.has(valid) ? `${valid}${upperFirst(fallback)}` : valid}${suffix}`;
    let name = base;
    for (let number = 2; this.taken.has(name); number++) name = `${base}${number}`;
    this.taken.add(name);
    return name;
  }
}

const lowerFirst = (word: string) => `${word[0]?.toLowerCase()}${word.slice(1)}`;
const upperFirst = (word: string) => `${word[0]?.toUpperCase()}${word.slice(1)}`;
