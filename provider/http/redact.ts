import { hidesAny } from "./hidden-forms";

/** Stands for a text that repeats a secret in another form: where in the text it is can't be told for sure. */
const withheld = "(a text that repeats a secret, and is not shown)";

/** As much of a body as is looked at for its first words: the patterns below take too long over a large one. */
const lookedAt = 16 * 1024;

/**
 * The first words of a server's text, on one line, without its markup and without secrets. A secret is taken out where it stands as it is;
 * a text that holds one in another form, or one of fewer than 4 characters in any, is withheld.
 */
export function excerpt(text: string, secrets: Iterable<string>): string {
  const known = [...new Set(secrets)].filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
  const begin = text.slice(0, 2 * lookedAt);
  if (hidesAny(begin, known)) return withheld;
  let clean = begin;
  for (const secret of known) clean = clean.replaceAll(secret, "[secret]");
  return words(clean.slice(0, lookedAt));
}

/** What a key says to be a credential, and what is long and without a blank: a server may tell one that nobody has told us. */
const masked = (text: string): string =>
  text
    .replaceAll(
      /([\w-]{0,30}(?:secret|token|passw(?:or)?d|api[-_]?key|authorization)[\w-]{0,30}["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;}&"']{12,})/gi,
      "$1[secret]",
    )
    .replaceAll(/[A-Za-z0-9+/_-]{40,}={0,2}/g, (run) => (isMixed(run) ? "[secret]" : run));

const isMixed = (run: string) => /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);

function words(text: string): string {
  const bare = masked(text)
    .replaceAll(/<(style|script)[^<>]*>.*?<\/\1>/gis, " ")
    .replaceAll(/<[^<>]*>/g, " ")
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return bare.length > 200 ? `${bare.slice(0, 200)}…` : bare;
}
