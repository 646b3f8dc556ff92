import { containsEncodedSecret } from "./encoded-secrets";

/** Replaces a text that contains a secret in another form, because the secret can't be located reliably. */
const withheld = "(not shown, because the text contains a secret)";

/** Only this much of a body is examined: the patterns below are slow on large texts. */
const maxExamined = 16 * 1024;

/**
 * The first words of a server's text on one line, without markup and secrets. Verbatim secrets are replaced.
 * A text with a secret in another form, or with any secret shorter than 4 characters, is withheld entirely.
 */
export function redactedExcerpt(text: string, secrets: Iterable<string>): string {
  const known = [...new Set(secrets)].filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
  const begin = text.slice(0, 2 * maxExamined);
  if (containsEncodedSecret(begin, known)) return withheld;
  let clean = begin;
  for (const secret of known) clean = clean.replaceAll(secret, "[secret]");
  return words(clean.slice(0, maxExamined));
}

/**
 * Masks values under credential-like keys and long random-looking runs: a server may send secrets that we do
 * not know.
 */
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
