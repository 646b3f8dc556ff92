import querystring from "node:querystring";

type Parameter = readonly [name: string, value: string];

/** How many URLs in parameters of URLs, and how many layers of percent-encoding, are unwrapped. */
const maxDepth = 5;

/**
 * The text without percent-encoding, through several layers. Invalid UTF-8 does not keep the rest encoded.
 */
export function decoded(text: string): string {
  let now = text;
  for (let depth = 0; depth < maxDepth && now.includes("%"); depth++) now = querystring.unescape(now);
  return now;
}

/** The parameters of query, fragment and path, and those of URLs that are the value of a parameter. */
export function parametersOf({ pathname, search, hash }: URL): Parameter[] {
  return [
    // A fragment may contain a query, and a path may contain parameters.
    ...[search, hash].flatMap((part) => part.split(/[#?]/)),
    ...pathname.split("/").flatMap((segment) => segment.split(";").slice(1)),
    ...queriesIn(pathname),
  ].flatMap((query) => read(query, 0));
}

// Some servers treat semicolons like ampersands.
const read = (query: string, depth: number): Parameter[] =>
  [...new URLSearchParams(query.replaceAll(";", "&"))].flatMap(([name, value]) => [
    [name, value] as const,
    ...(depth < maxDepth ? queriesIn(value).flatMap((inner) => read(inner, depth + 1)) : []),
  ]);

/** The parts of a possible URL after each `?`, `#` and `;`. */
const queriesIn = (text: string): string[] => decoded(text).split(/[#?;]/).slice(1);

/** The texts of a URL in which another text may be embedded, without percent-encoding. */
export const textsOf = ({ pathname, search, hash }: URL): string[] => [
  decoded(pathname),
  ...[search, hash].flatMap((part) => part.slice(1).split("&")).map(decoded),
];
