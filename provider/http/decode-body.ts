import { promisify } from "node:util";
import * as zlib from "node:zlib";

type Decoder = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

/** Looked up with its first use, so that a Node.js that lacks one can still say that it is too old. */
const decoderOf =
  (find: () => object): Decoder =>
  (body, options) =>
    (promisify(find() as typeof zlib.gunzip) as Decoder)(body, options);

const gunzip = decoderOf(() => zlib.gunzip);
const inflate = decoderOf(() => zlib.inflate);
const inflateRaw = decoderOf(() => zlib.inflateRaw);

/** The most that may come out was exceeded. */
const isTooLarge = (failure: unknown) => failure instanceof RangeError;

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: gunzip,
  "x-gzip": gunzip,
  br: decoderOf(() => zlib.brotliDecompress),
  zstd: decoderOf(() => zlib.zstdDecompress),
  // Some servers leave out what the standard puts around it.
  deflate: (body, options) =>
    inflate(body, options).catch((failure) => {
      if (isTooLarge(failure)) throw failure;
      return inflateRaw(body, options);
    }),
};

/** More layers than these are an attack on whoever decodes them. */
const maxLayers = 5;

/** Why a body can't be read, to follow "a body that …". */
export class UndecodableBody {
  constructor(readonly why: string) {}
}

/** A body as text, its content encodings undone; `maxSize` holds for what comes out of each. */
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
      return new UndecodableBody(`has the content encoding ${shown}, which this provider does not know`);
    try {
      decoded = await decode(decoded, { maxOutputLength: maxSize });
    } catch (failure) {
      return new UndecodableBody(
        isTooLarge(failure)
          ? "is larger than this provider accepts"
          : `says that its content encoding is ${shown}, and is not`,
      );
    }
  }
  return new TextDecoder().decode(decoded);
}
