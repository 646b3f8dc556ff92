import { expect } from "vitest";
import type { ExportedResource } from "./stack.ts";

const isEncrypted = (value: unknown) =>
  typeof value === "object" && value !== null && "ciphertext" in value && !("plaintext" in value);

/** What a resource's state must be like: thin, and its secrets encrypted wherever they stand. */
export function expectThinAndEncrypted(resource: ExportedResource, secretPaths: readonly string[]): void {
  const { inputs = {}, outputs = {} } = resource;
  for (const properties of [inputs, outputs]) {
    expect(Buffer.byteLength(String(properties["__provider"]))).toBeLessThanOrEqual(100);
  }
  const at = (properties: unknown, path: string) =>
    path
      .split(".")
      .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], properties);
  const found = secretPaths.map((path) => [path, isEncrypted(at(outputs, path))]);
  expect(found).toEqual(secretPaths.map((path) => [path, true]));
}
