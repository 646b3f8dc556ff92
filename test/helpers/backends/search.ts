// Finds secrets in a backend's files in any encoding: a state is JSON, PostgreSQL stores base64, and the
// engine may compress it.
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import { secretEncodings } from "../canary.ts";

/** The base64 of a text at each of its three positions in a longer text, without the characters that depend on neighbouring bytes. */
function base64Anywhere(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
}

/** The secrets in every encoding, as bytes. */
export function searchTermsOf(secrets: readonly string[]): Buffer[] {
  const encoded = secrets.flatMap((secret) => Object.values(secretEncodings).map((encode) => encode(secret)));
  const all = encoded.flatMap((text) => [text, ...base64Anywhere(text)]);
  return [...new Set(all)].map((text) => Buffer.from(text));
}

export function containsAny(content: Buffer, terms: readonly Buffer[]): boolean {
  const isGzip = content[0] === 0x1f && content[1] === 0x8b;
  const texts = isGzip ? [content, gunzipSync(content)] : [content];
  return texts.some((text) => terms.some((term) => text.includes(term)));
}

/** Files below a folder that contain a search term. Skips files that are gone: a running database removes some. */
export async function filesContaining(folder: string, terms: readonly Buffer[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const content = await readFile(file).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code === "ENOENT") return Buffer.of();
      throw failure;
    });
    if (containsAny(content, terms)) found.push(relative(folder, file));
  }
  return found;
}
