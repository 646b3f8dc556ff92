import querystring from "node:querystring";

type Parameter = readonly [name: string, value: string];

/** How often an address is looked for in a parameter of an address, and percent-encoding in percent-encoding. */
const maxDepth = 5;

/** A text without percent-encoding, however often it was encoded; what is no UTF-8 does not keep the rest encoded. */
export function decoded(text: string): string {
  let now = text;
  for (let depth = 0; depth < maxDepth && now.includes("%"); depth++) now = querystring.unescape(now);
  return now;
}

/** Those of the query, the fragment and the path, and those of addresses that are the value of one. */
export function parametersOf({ pathname, search, hash }: URL): Parameter[] {
  return [
    // A fragment may have a query of its own, and a path parameters.
    ...[search, hash].flatMap((part) => part.split(/[#?]/)),
    ...pathname.split("/").flatMap((segment) => segment.split(";").slice(1)),
    ...queriesIn(pathname),
  ].flatMap((query) => read(query, 0));
}

// Some servers take semicolons for ampersands.
const read = (query: string, depth: number): Parameter[] =>
  [...new URLSearchParams(query.replaceAll(";", "&"))].flatMap(([name, value]) => [
    [name, value] as const,
    ...(depth < maxDepth ? queriesIn(value).flatMap((inner) => read(inner, depth + 1)) : []),
  ]);

/** What follows a question mark and the like in a text that may be an address. */
const queriesIn = (text: string): string[] => decoded(text).split(/[#?;]/).slice(1);

/** All texts of an address in which another may be: none of them is percent-encoded. */
export const textsOf = ({ pathname, search, hash }: URL): string[] => [
  decoded(pathname),
  ...[search, hash].flatMap((part) => part.slice(1).split("&")).map(decoded),
];
