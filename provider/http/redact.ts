/**
 * Takes known secrets out of text that comes from elsewhere (a server's error page may echo what it was sent), in
 * every form they may travel: plain, percent-encoded, JSON-escaped, HTML-escaped and base64.
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
    const percent = encodeURIComponent(secret);
    const json = JSON.stringify(secret).slice(1, -1);
    forms.add(secret);
    forms.add(percent);
    forms.add(percent.replaceAll(/%../g, (byte) => byte.toLowerCase()));
    forms.add(new URLSearchParams({ s: secret }).toString().slice(2));
    forms.add(json);
    forms.add(json.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`));
    forms.add(secret.replaceAll(/[&<>"']/g, (character) => htmlEscapes[character] ?? character));
    forms.add(Buffer.from(secret).toString("base64").replace(/=+$/, ""));
    forms.add(Buffer.from(secret).toString("base64url"));
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

const htmlEscapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** As much of a body as is looked at for its first words: the patterns below take too long over a large one. */
const lookedAt = 16 * 1024;

/** The first words of a server's text, on one line, without its markup and without secrets. */
export function excerpt(text: string, secrets: Iterable<string>): string {
  const words = redact(text, secrets)
    .slice(0, lookedAt)
    .replaceAll(/<(style|script)[^<>]*>.*?<\/\1>/gis, " ")
    .replaceAll(/<[^<>]*>/g, " ")
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return words.length > 200 ? `${words.slice(0, 200)}…` : words;
}
