import { promisify } from "node:util";
import { brotliCompress, deflate, gzip } from "node:zlib";
import type { FastifyInstance } from "fastify";

/** The encoding that a proxy uses for every answer, even if the client does not accept it. */
export type Compression = "none" | "gzip" | "br" | "deflate";

const compress: Record<Exclude<Compression, "none">, (body: Buffer) => Promise<Buffer>> = {
  gzip: promisify<Buffer, Buffer>(gzip),
  br: promisify<Buffer, Buffer>(brotliCompress),
  deflate: promisify<Buffer, Buffer>(deflate),
};

/** A streamed or already compressed answer stays unchanged. */
export function addCompression(app: FastifyInstance, behaviour: { readonly compress: Compression }): void {
  app.addHook("onSend", async (_request, reply, body) => {
    const isText = typeof body === "string" || Buffer.isBuffer(body);
    if (behaviour.compress === "none" || !isText || body.length === 0) return undefined;
    if (reply.hasHeader("content-encoding")) return undefined;
    reply.header("content-encoding", behaviour.compress).removeHeader("content-length");
    return compress[behaviour.compress](Buffer.from(body as string));
  });
}
