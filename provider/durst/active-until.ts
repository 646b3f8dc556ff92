/** Until when an account is active, parsed from any form that servers use. */
export interface ActiveUntil {
  /** Date for messages: `2026-10-01`. */
  readonly day: string;
  readonly isPast: boolean;
}

const mention = /\bactiveUntil\b["']?\s*[:=]\s*(?:"([^"]*)"|\[([\d, ]+)\]|([^\s,;}<]+))/i;
const oneDay = 24 * 60 * 60 * 1000;

/** Finds `activeUntil` in a server's text, JSON or not. */
export function activeUntilIn(text: string): ActiveUntil | undefined {
  const [, quoted, list, bare] = mention.exec(text) ?? [];
  const [year, month, day] = list?.split(/, */) ?? [];
  if (day !== undefined) return activeUntilOf(`${day}.${month}.${year}`);
  return activeUntilOf(quoted ?? bare ?? "");
}

/** Parses a date, a time, or seconds or milliseconds since 1970; `undefined` for other texts. */
function activeUntilOf(given: string): ActiveUntil | undefined {
  const text = given
    .trim()
    .replace(/^(\d\d?)\.(\d\d?)\.(\d{4})\b/, (_, day, month, year) =>
      [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-"),
    );
  const time = timeOf(text);
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return undefined;
  // A date without a time ends when it is over in every time zone.
  const end = /^\d{4}-\d\d-\d\d$/.test(text) ? time + 1.5 * oneDay : time;
  return { day: date.toISOString().slice(0, 10), isPast: end < Date.now() };
}

function timeOf(text: string): number {
  if (/^\d+$/.test(text)) {
    if (text.length === 13) return Number(text);
    return text.length === 10 ? Number(text) * 1000 : Number.NaN;
  }
  return /\b\d{4}\b/.test(text) ? Date.parse(text) : Number.NaN;
}
