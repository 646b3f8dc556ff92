// Decodes a body's bytes to text, by `content-encoding` and the charset of `content-type`.
import { bodyTooLarge, concatBytes } from "./body.ts";
import { malformedBody, WebhookVerificationError } from "./errors.ts";
import { headerValues, type WebhookHeaders } from "./headers.ts";

/** The encoding that the headers declare. */
export interface BodyEncoding {
  readonly compression: "gzip" | "deflate" | undefined;
  readonly decoder: InstanceType<typeof TextDecoder>;
}

/** Reads the declared encoding, or throws `unsupported-encoding` with the header's name. Needs no body. */
export function encodingOf(headers: WebhookHeaders): BodyEncoding {
  return { compression: compressionOf(headers), decoder: decoderOf(headers) };
}

function compressionOf(headers: WebhookHeaders): BodyEncoding["compression"] {
  const codings = headerValues(headers, "content-encoding")
    .flatMap((value) => value.split(","))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity");
  const [coding] = codings;
  if (coding === undefined) return undefined;
  const known = coding === "x-gzip" ? "gzip" : coding;
  const supported = (known === "gzip" || known === "deflate") && typeof DecompressionStream === "function";
  if (supported && codings.length === 1) return known;
  throw unsupported("content-encoding", "gzip, deflate or identity");
}

/** The charset of nearly every delivery. */
const utf8 = new TextDecoder("utf-8", { fatal: true });

function decoderOf(headers: WebhookHeaders): BodyEncoding["decoder"] {
  const [type = ""] = headerValues(headers, "content-type");
  const [, quoted, bare] = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]*))/i.exec(type.slice(0, 1000)) ?? [];
  const charset = (quoted ?? bare ?? "").trim();
  if (charset === "") return utf8;
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw unsupported("content-type", "a charset of the WHATWG Encoding Standard");
  }
}

const unsupported = (header: string, supported: string) =>
  new WebhookVerificationError(
    "unsupported-encoding",
    `the header ${header} names an unsupported encoding: use ${supported}. Change it at the sender, or at the proxy that adds it`,
    header,
  );

/** Decodes a body's bytes to text. */
export async function decodeBody(
  bytes: Uint8Array,
  { compression, decoder }: BodyEncoding,
  limit: number,
): Promise<string> {
  // A body parser may have decompressed the body and kept the header. JSON never begins like compressed
  // bytes.
  const compressed = compression !== undefined && bytes[0] === firstByte[compression];
  const plain = compressed ? await decompressed(bytes, compression, limit) : bytes;
  try {
    return decoder.decode(plain);
  } catch {
    throw malformedBody(
      `the body is not text in ${decoder.encoding.toUpperCase()}: check that no proxy changes it`,
    );
  }
}

const firstByte = { gzip: 0x1f, deflate: 0x78 } as const;

/** Decompresses up to the limit: a small body can expand to a gigabyte. */
async function decompressed(
  bytes: Uint8Array,
  compression: NonNullable<BodyEncoding["compression"]>,
  limit: number,
): Promise<Uint8Array> {
  const { readable, writable } = new DecompressionStream(compression);
  const writer = writable.getWriter();
  // Invalid bytes reject both sides. The reader reports it.
  const written = writer.write(bytes as Uint8Array<ArrayBuffer>).then(() => writer.close());
  written.catch(() => {});
  writer.closed.catch(() => {});
  const reader = readable.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return concatBytes(chunks, size);
      size += value.byteLength;
      if (size > limit) break;
      chunks.push(value);
    }
  } catch {
    throw malformedBody(`the body is not ${compression}, although its header content-encoding says so`);
  }
  reader.cancel().catch(() => {});
  throw bodyTooLarge(limit);
}
