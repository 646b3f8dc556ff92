import { type Properties, valueAt, withValue } from "../../resource/properties";
import { referenceOf } from "../../resource/reference";
import { secretKey, secretMark } from "../state/export";
import type { ImportableKind } from "../vendor/importable-kind";
import type { ImportTarget } from "./import-target";
import { type FoundObject, hasLogin } from "./model";

/**
 * The text for `pulumi import --file`. With inputs and outputs given, the engine reads no server; it encrypts
 * marked secrets.
 */
export function importFile(
  objects: readonly FoundObject[],
  { provider, parent }: Pick<ImportTarget, "provider" | "parent"> = {},
): string {
  // The table's names must differ from names of resources: URNs do.
  const nameTable = Object.fromEntries(
    [provider, parent].flatMap((one) => (one ? [[one.urn, one.urn]] : [])),
  );
  const resources = objects.map(({ kind, name, id, inputs, outputs }) => ({
    type: kind.type,
    name,
    id,
    provider: provider?.urn,
    parent: parent?.urn,
    inputs: withMarkedSecrets(inputs, kind),
    outputs: withMarkedSecrets(outputs, kind),
  }));
  return `${JSON.stringify({ nameTable, resources }, undefined, 2)}\n`;
}

/** Whether the import file holds secrets, which it has unencrypted. */
export const holdsSecrets = (objects: readonly FoundObject[]): boolean =>
  objects.some(({ kind, outputs }) =>
    pathsOf(kind, outputs).some((path) => valueAt(outputs, path) !== undefined),
  );

const withMarkedSecrets = (properties: Properties, kind: ImportableKind): Properties =>
  pathsOf(kind, properties).reduce<Properties>(markSecret, { ...properties, ...referenceOf(kind.row) });

/** Paths of secrets; a URL with a login is one. */
const pathsOf = ({ row, secrets }: ImportableKind, properties: Properties): string[] => [
  ...secrets,
  ...Object.keys(row.fields).filter((name) => hasLogin(properties[name])),
];

function markSecret(properties: Properties, path: string): Properties {
  const value = valueAt(properties, path);
  if (value === undefined) return properties;
  return withValue(properties, path, { [secretKey]: secretMark, plaintext: JSON.stringify(value) });
}
