import { type Properties, valueAt, withValue } from "../../resource/properties";
import { referenceOf } from "../../resource/reference";
import { secretKey, secretMark } from "../state/export";
import type { ImportableKind } from "../vendor/importable-kind";
import { type FoundObject, hasLogin } from "./model";
import type { ImportTarget } from "./import-target";

/**
 * The text for `pulumi import --file`. The engine believes inputs and outputs that are given together and asks no server; what is a
 * secret it encrypts.
 */
export function importFile(
  objects: readonly FoundObject[],
  { provider, parent }: Pick<ImportTarget, "provider" | "parent"> = {},
): string {
  // Names in the table may be no resource's: URNs are none.
  const nameTable = Object.fromEntries(
    [provider, parent].flatMap((one) => (one ? [[one.urn, one.urn]] : [])),
  );
  const resources = objects.map(({ kind, name, id, inputs, outputs }) => ({
    type: kind.type,
    name,
    id,
    provider: provider?.urn,
    parent: parent?.urn,
    inputs: stored(inputs, kind),
    outputs: stored(outputs, kind),
  }));
  return `${JSON.stringify({ nameTable, resources }, undefined, 2)}\n`;
}

/** Whether anything in the import file is a secret, which it holds in the clear. */
export const holdsSecrets = (objects: readonly FoundObject[]): boolean =>
  objects.some(({ kind, outputs }) =>
    pathsOf(kind, outputs).some((path) => valueAt(outputs, path) !== undefined),
  );

const stored = (properties: Properties, kind: ImportableKind): Properties =>
  pathsOf(kind, properties).reduce<Properties>(encrypted, { ...properties, ...referenceOf(kind.row) });

/** Where secrets are: a URL may be one. */
const pathsOf = ({ row, secrets }: ImportableKind, properties: Properties): string[] => [
  ...secrets,
  ...Object.keys(row.fields).filter((name) => hasLogin(properties[name])),
];

function encrypted(properties: Properties, path: string): Properties {
  const value = valueAt(properties, path);
  if (value === undefined) return properties;
  return withValue(properties, path, { [secretKey]: secretMark, plaintext: JSON.stringify(value) });
}
