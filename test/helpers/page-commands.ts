import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The values of a configuration key that a page's commands set, in order. */
export function configValuesIn(page: string, key: string): string[] {
  const text = readFileSync(join(import.meta.dirname, "..", "..", page), "utf8");
  const command = new RegExp(`^pulumi config set (?:--secret )?${key} "([^"]+)" && pulumi up\\b`, "gm");
  return [...text.matchAll(command)].map(([, value = ""]) => value);
}
