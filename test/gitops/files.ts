import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments, parseDocument } from "yaml";

export const gitopsFolder = join(import.meta.dirname, "..", "..", "examples", "gitops");

export const textOf = (...path: readonly string[]) => readFileSync(join(gitopsFolder, ...path), "utf8");

/** All files of a folder of examples/gitops, as paths within it. */
export const filesOf = (folder: string) =>
  readdirSync(join(gitopsFolder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(gitopsFolder, folder).length + 1))
    .sort();

/** One YAML document. Duplicate keys, which a pipeline would accept silently, are refused. */
export function parseYaml<T>(text: string): T {
  const document = parseDocument(text, { uniqueKeys: true });
  if (document.errors.length > 0) throw new Error(document.errors.map(({ message }) => message).join("; "));
  return document.toJS() as T;
}

export const parseYamlDocuments = (text: string) =>
  parseAllDocuments(text).map((document) => document.toJS());

type JsonObject = Record<string, unknown>;
const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** RFC 7386: how ESC merges an environment into its imports, and Kustomize a patch into a custom resource. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const merged: JsonObject = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}
