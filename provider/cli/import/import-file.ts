import type { Properties } from "../../dynamic/lifecycle";
import { referenceKey, referenceTo } from "../../dynamic/reference";
import { secretKey, secretMark } from "../stack-state";
import type { Kind } from "./kinds";

/** An object as a state is to hold it. */
export interface ImportedObject {
  readonly kind: Kind;
  /** The resource's name in the program. */
  readonly name: string;
  readonly id: string;
  /** What a lifecycle's `check` gives for what is declared. */
  readonly inputs: Properties;
  /** What a lifecycle's `read` gives, secrets that are known among it in the clear. */
  readonly outputs: Properties;
}

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
  objects.some(({ kind, outputs }) =>
    kind.secrets.some((path) => valueAt(outputs, path.split(".")) !== undefined),
  );

const stored = (properties: Properties, { lifecycle, secrets }: Kind): Properties =>
  secrets.reduce<Properties>((all, path) => encrypted(all, path.split(".")), {
    ...properties,
    [referenceKey]: referenceTo(lifecycle),
  });

function encrypted(properties: Properties, [step = "", ...below]: readonly string[]): Properties {
  const value = properties[step];
  if (value === undefined) return properties;
  if (below.length > 0) return { ...properties, [step]: encrypted(value as Properties, below) };
  return { ...properties, [step]: { [secretKey]: secretMark, plaintext: JSON.stringify(value) } };
}

const valueAt = (properties: Properties, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, step) => (value as Properties | undefined)?.[step], properties);
