import { referenceKey, referenceTo } from "../../dynamic/reference";
import type { Properties } from "../../resource/properties";
import type { Kind } from "../kinds";
import { secretKey, secretMark } from "../state/export";

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
  objects.some(({ kind, outputs }) => kind.secrets.some((path) => valueAt(outputs, path) !== undefined));

const stored = (properties: Properties, { lifecycle, secrets }: Kind): Properties =>
  secrets.reduce<Properties>(encrypted, { ...properties, [referenceKey]: referenceTo(lifecycle) });

function encrypted(properties: Properties, path: string): Properties {
  const value = valueAt(properties, path);
  if (value === undefined) return properties;
  return withValue(properties, path, { [secretKey]: secretMark, plaintext: JSON.stringify(value) });
}

/** What stands at a path such as `xAuthInfo.password`. */
export const valueAt = (properties: Properties, path: string): unknown =>
  path.split(".").reduce<unknown>((value, step) => (value as Properties | undefined)?.[step], properties);

/** The same properties with one more, at a path of which all but the end exists. */
export function withValue(properties: Properties, path: string, value: unknown): Properties {
  const [step = "", ...below] = path.split(".");
  if (below.length === 0) return { ...properties, [step]: value };
  return { ...properties, [step]: withValue(properties[step] as Properties, below.join("."), value) };
}
