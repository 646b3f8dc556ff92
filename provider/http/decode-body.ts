import { promisify } from "node:util";
import * as zlib from "node:zlib";

type Decoder = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

/** Finds the decoder on first use: a Node.js that lacks one can still report that it is too old. */
const decoderOf =
  (find: () => object): Decoder =>
  (body, options) =>
    (promisify(find() as typeof zlib.gunzip) as Decoder)(body, options);

const gunzip = decoderOf(() => zlib.gunzip);
const inflate = decoderOf(() => zlib.inflate);
const inflateRaw = decoderOf(() => zlib.inflateRaw);

/** Whether decoding stopped at the size limit. */
const isTooLarge = (failure: unknown) => failure instanceof RangeError;

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: gunzip,
  "x-gzip": gunzip,
  br: decoderOf(() => zlib.brotliDecompress),
  zstd: decoderOf(() => zlib.zstdDecompress),
  // Some servers send raw deflate, without the zlib header that the standard requires.
  deflate: (body, options) =>
    inflate(body, options).catch((failure) => {
      if (isTooLarge(failure)) throw failure;
      return inflateRaw(body, options);
    }),
};

/** More nested encodings than this are treated as an attack. */
const maxLayers = 5;

/** A body that can't be decoded. `why` continues "a body that …". */
export class UndecodableBody {
  constructor(readonly why: string) {}
}

/** Decodes a body to text. `maxSize` limits the output of each content encoding. */
export async function decodeBody(
  body: Buffer,
  encoding: string | readonly string[] | undefined,
  maxSize: number,
): Promise<string | UndecodableBody> {
  const layers = [encoding ?? []]
    .flat()
    .join(",")
    .split(",")
    .map((layer) => layer.trim().toLowerCase())
    .filter((layer) => layer !== "" && layer !== "identity");
  if (body.length === 0) return "";
  if (layers.length > maxLayers) return new UndecodableBody(`has ${layers.length} content encodings`);
  let decoded = body;
  for (const layer of layers.toReversed()) {
    const decode = Object.hasOwn(decoders, layer) ? decoders[layer] : undefined;
    const shown = JSON.stringify(layer.slice(0, 40));
    if (decode === undefined)
      return new UndecodableBody(`has the content encoding ${shown}, which this provider does not support`);
    try {
      decoded = await decode(decoded, { maxOutputLength: maxSize });
    } catch (failure) {
      return new UndecodableBody(
        isTooLarge(failure)
          ? "is larger than this provider accepts"
          : `is not in the content encoding ${shown} that its header names`,
      );
    }
  }
  return new TextDecoder().decode(decoded);
}
