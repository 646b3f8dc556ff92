import { WebhookVerificationError } from "./errors";

/** The headers of a request: a `Headers`, Node's `request.headers` or `headersDistinct`, or a plain record. Names in any case. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The one value of a header. `joined` tells whether it is several values that were joined into one. */
export function onlyHeader(
  headers: WebhookHeaders,
  name: string,
  joined: (value: string) => boolean = () => false,
): string {
  const values = entriesOf(headers)
    .filter(([field]) => typeof field === "string" && field.toLowerCase() === name.toLowerCase())
    .flatMap(([, value]) => value)
    .filter((value) => typeof value === "string");
  const [value = ""] = values;
  if (values.length > 1 || joined(value)) {
    throw new WebhookVerificationError(
      "repeated-header",
      `the header ${name} came more than once: only the sender may set it, so see whether a proxy adds one of its own`,
    );
  }
  if (value.trim() !== "") return value.trim();
  throw new WebhookVerificationError(
    "missing-header",
    `the request has no header ${name}: see that it comes from the vendor, that a proxy lets this header through, and that the request's own headers are given`,
  );
}

function entriesOf(headers: WebhookHeaders | null | undefined): [unknown, unknown][] {
  if (typeof headers !== "object" || headers === null) return [];
  // Headers, also one that is not this process's own class.
  if (Symbol.iterator in headers) return [...(headers as Headers)].filter(Array.isArray);
  return Object.entries(headers);
}
