import { expect } from "vitest";
import type { ExportedResource } from "./stack.ts";

const isEncrypted = (value: unknown) =>
  typeof value === "object" && value !== null && "ciphertext" in value && !("plaintext" in value);

/** Fails unless a resource's state has a short reference, and these outputs encrypted. */
export function expectThinAndEncrypted(resource: ExportedResource, secretPaths: readonly string[]): void {
  const { inputs = {}, outputs = {} } = resource;
  for (const properties of [inputs, outputs]) {
    expect(Buffer.byteLength(String(properties["__provider"]))).toBeLessThanOrEqual(100);
  }
  const valueAt = (properties: unknown, path: string) =>
    path
      .split(".")
      .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], properties);
  const found = secretPaths.map((path) => [path, isEncrypted(valueAt(outputs, path))]);
  expect(found).toEqual(secretPaths.map((path) => [path, true]));
}
