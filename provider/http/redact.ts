/**
 * Takes known secrets out of text that comes from elsewhere (a server's error page may echo what it was sent), in
 * every form they may travel: plain, percent-encoded, JSON-escaped and base64.
 */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text;
  for (const form of formsLongestFirst(secrets)) clean = clean.replaceAll(form, "[secret]");
  return clean;
}

function formsLongestFirst(secrets: Iterable<string>): string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret === "") continue;
    forms.add(secret);
    forms.add(encodeURIComponent(secret));
    forms.add(new URLSearchParams({ s: secret }).toString().slice(2));
    forms.add(JSON.stringify(secret).slice(1, -1));
    forms.add(Buffer.from(secret).toString("base64"));
    forms.add(Buffer.from(secret).toString("base64url"));
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

/** The first words of a server's text, on one line, without its markup and without secrets. */
export function excerpt(text: string, secrets: Iterable<string>): string {
  const words = redact(text, secrets)
    .replaceAll(/<(style|script)[^>]*>.*?<\/\1>/gis, " ")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return words.length > 200 ? `${words.slice(0, 200)}…` : words;
}
