// Finds secrets in a backend's files in any encoding: a state is JSON, PostgreSQL stores base64, and the
// engine may compress it.
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import { secretEncodings } from "../canary.ts";

/** The base64 of these bytes at each place that they can have in a longer text: without the characters that depend on their neighbours. */
function base64Anywhere(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
}

/** The searched texts, as bytes. */
export function searchTermsOf(secrets: readonly string[]): Buffer[] {
  const written = secrets.flatMap((secret) => Object.values(secretEncodings).map((form) => form(secret)));
  const all = written.flatMap((text) => [text, ...base64Anywhere(text)]);
  return [...new Set(all)].map((text) => Buffer.from(text));
}

export function containsAny(content: Buffer, needles: readonly Buffer[]): boolean {
  const isGzip = content[0] === 0x1f && content[1] === 0x8b;
  const texts = isGzip ? [content, gunzipSync(content)] : [content];
  return texts.some((text) => needles.some((needle) => text.includes(needle)));
}

/** Files below a folder that hold one of them. A file that is gone by then, as a running database removes some, holds none. */
export async function filesContaining(folder: string, needles: readonly Buffer[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const content = await readFile(file).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code === "ENOENT") return Buffer.of();
      throw failure;
    });
    if (containsAny(content, needles)) found.push(relative(folder, file));
  }
  return found;
}
