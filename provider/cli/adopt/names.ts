/** Letters and digits of a text in any alphabet, as far as they have a plain form, in words. */
const wordsOf = (text: string): string[] =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");

const joined = (text: string, fallback: string) =>
  wordsOf(text).join("-").toLowerCase().slice(0, 60) || fallback;

/** `https://hooks.example.com:443/base/` as `hooks-example-com`. */
export function hostSlug(hostUri: string): string {
  const url = /^https?:\/\//i.test(hostUri) ? hostUri : `http://${hostUri}`;
  return joined(URL.canParse(url) ? new URL(url).hostname : hostUri, "subscriber");
}

/** `STATUS/PRODUCTION_JOB/*` as `production-job`, and `STATUS/*` as `all`. */
export const topicSlug = (topic: string): string => joined(topic.replace(/^STATUS\//, ""), "all");

const longestIdentifier = 40;

// What a module's top level may not declare, or what the generated program means by it.
const reserved = new Set(
  `arguments async await break case catch class config const continue debugger default delete do else enum eval exports export extends false
   finally for function globalThis if implements import in instanceof interface let module new null package private protected public pulumi
   require return static super switch this throw true try typeof undefined var void while with yield`.split(
    /\s+/,
  ),
);

/** Names for a program's constants: each is given once. */
export class Identifiers {
  private readonly given: Set<string>;

  constructor(taken: readonly string[] = []) {
    this.given = new Set(taken);
  }

  /** A constant's name from a text; `otherwise` where nothing of the text can be part of one, or it means something else. */
  from(text: string, otherwise: string, suffix = ""): string {
    const camel = wordsOf(text)
      .map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word))
      .map((word, index) => (index === 0 ? lowerFirst(word) : upperFirst(word)))
      .join("")
      .slice(0, longestIdentifier);
    const readable = camel === "" ? otherwise : /^\d/.test(camel) ? `${otherwise}${camel}` : camel;
    const own = `${reserved.has(readable) ? `${readable}${upperFirst(otherwise)}` : readable}${suffix}`;
    let name = own;
    for (let number = 2; this.given.has(name); number++) name = `${own}${number}`;
    this.given.add(name);
    return name;
  }
}

const lowerFirst = (word: string) => `${word[0]?.toLowerCase()}${word.slice(1)}`;
const upperFirst = (word: string) => `${word[0]?.toUpperCase()}${word.slice(1)}`;
