import { WebhookVerificationError } from "./errors.ts";

/**
 * The headers of a request: a `Headers`, Node's `request.headers` or `request.headersDistinct`, or a plain
 * record. Names are case-insensitive.
 */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The only value of a header. `joined` tells whether a server joined several values. */
export function onlyHeader(
  headers: WebhookHeaders,
  name: string,
  joined: (value: string) => boolean = () => false,
): string {
  const values = headerValues(headers, name);
  const [value = ""] = values;
  if (values.length > 1 || joined(value)) {
    throw new WebhookVerificationError(
      "repeated-header",
      `the header ${name} was sent more than once: check whether a proxy adds one of its own`,
      name,
    );
  }
  const trimmed = withoutOuterBlanks(value);
  if (trimmed !== "") return trimmed;
  throw new WebhookVerificationError(
    "missing-header",
    `the request has no header ${name}: check that the vendor sends it, that no proxy removes it, and that you pass on the request's own headers`,
    name,
  );
}

/** All values of a header. */
export function headerValues(headers: WebhookHeaders, name: string): string[] {
  const wanted = name.toLowerCase();
  return entriesOf(headers)
    .filter(([field]) => typeof field === "string" && field.toLowerCase() === wanted)
    .flatMap(([, value]) => value)
    .filter((value) => typeof value === "string");
}

/** Headers by lower-case name, without those in `without`. Several values are joined by a comma. */
export function headerRecord(
  headers: WebhookHeaders,
  without: readonly string[],
): Readonly<Record<string, string>> {
  const left = new Set(without.map((name) => name.toLowerCase()));
  // Without a prototype, so no header's name has a special meaning.
  const record: Record<string, string> = Object.create(null);
  for (const [field, value] of entriesOf(headers)) {
    if (typeof field !== "string" || left.has(field.toLowerCase())) continue;
    const values = [value].flat().filter((one) => typeof one === "string");
    if (values.length > 0) record[field.toLowerCase()] = values.join(", ");
  }
  return record;
}

/** Blanks around a header's value are not part of it (RFC 9110, 5.5); any other white space is. */
function withoutOuterBlanks(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value, start)) start++;
  while (end > start && isBlank(value, end - 1)) end--;
  return value.slice(start, end);
}

const isBlank = (text: string, at: number) => text[at] === " " || text[at] === "\t";

function entriesOf(headers: WebhookHeaders | null | undefined): [unknown, unknown][] {
  if (typeof headers !== "object" || headers === null) return [];
  // A Headers, also of another realm.
  if (Symbol.iterator in headers) return [...(headers as Iterable<unknown>)].filter(Array.isArray) as never;
  return Object.entries(headers);
}
