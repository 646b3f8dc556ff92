import { WebhookVerificationError } from "./errors.ts";

/**
 * The headers of a request: a `Headers`, Node's `request.headers` or `request.headersDistinct`, or a plain
 * record. Names in any case.
 */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The one value of a header. `joined` tells whether a value is several values that a server joined. */
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
      `the header ${name} came more than once: only the sender may set it. Check whether a proxy adds one of its own`,
      name,
    );
  }
  const trimmed = withoutOuterBlanks(value);
  if (trimmed !== "") return trimmed;
  throw new WebhookVerificationError(
    "missing-header",
    `the request has no header ${name}: check that the vendor sent it, that proxies let this header through, and that you pass on the request's own headers`,
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

/** Headers by lower-case name, several values joined by a comma, without the named ones. */
export function headerRecord(
  headers: WebhookHeaders,
  without: readonly string[],
): Readonly<Record<string, string>> {
  const left = new Set(without.map((name) => name.toLowerCase()));
  // Without a prototype, so that no header's name means more than a name.
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
  // A Headers, also one that is not of this realm's class.
  if (Symbol.iterator in headers) return [...(headers as Iterable<unknown>)].filter(Array.isArray) as never;
  return Object.entries(headers);
}
