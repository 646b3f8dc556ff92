import { type Properties, valueAt, withValue } from "../../resource/properties";
import { referenceOf } from "../../resource/reference";
import { secretKey, secretMark } from "../state/export";
import type { Kind } from "../vendor/kinds";
import type { ImportedObject } from "./model";

/**
 * The text for `pulumi import --file`. The engine believes inputs and outputs that are given together and asks no server; what is a
 * secret it encrypts.
 */
export function importFile(objects: readonly ImportedObject[]): string {
  const resources = objects.map(({ kind, name, id, inputs, outputs }) => ({
    type: kind.type,
    name,
    id,
    inputs: stored(inputs, kind),
    outputs: stored(outputs, kind),
  }));
  return `${JSON.stringify({ nameTable: {}, resources }, undefined, 2)}\n`;
}

/** Whether anything in the import file is a secret, which it holds in the clear. */
export const holdsSecrets = (objects: readonly ImportedObject[]): boolean =>
  objects.some(({ kind, outputs }) => kind.secrets.some((path) => valueAt(outputs, path) !== undefined));

const stored = (properties: Properties, { row, secrets }: Kind): Properties =>
  secrets.reduce<Properties>(encrypted, { ...properties, ...referenceOf(row) });

function encrypted(properties: Properties, path: string): Properties {
  const value = valueAt(properties, path);
  if (value === undefined) return properties;
  return withValue(properties, path, { [secretKey]: secretMark, plaintext: JSON.stringify(value) });
}
