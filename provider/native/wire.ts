import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isObject, type Properties, valueAt, withoutUndefined, withValue } from "../resource/properties";

/** Key that marks a special object in the engine's protocol, such as a secret. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/**
 * Converts protocol data to plain data: without marks of secrets, and without null, which stands for an
 * omitted value.
 */
export function fromWire(struct: Struct | undefined): Properties {
  return plain((struct?.toJavaScript() ?? {}) as Properties) as Properties;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (value[signature] === secretSignature) return plain(value["value"]);
  const given = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(given.map(([name, inner]) => [name, plain(inner)]));
}

/** Converts plain data to protocol data, with secrets marked at the given paths. */
export function toWire(properties: Properties, secretPaths: readonly string[]): Struct {
  const marked = secretPaths
    .filter((path) => hasPath(properties, path))
    .reduce((all, path) => withValue(all, path, secret(valueAt(all, path))), withoutUndefined(properties));
  return Struct.fromJavaScript(marked as Parameters<typeof Struct.fromJavaScript>[0]);
}

/** Marks fields of protocol data as secret, and keeps existing marks. */
export function withSecrets(struct: Struct | undefined, names: readonly string[]): Struct {
  const given = Object.entries((struct?.toJavaScript() ?? {}) as Properties);
  const isMarked = (value: unknown) => isObject(value) && value[signature] === secretSignature;
  const marked = given.map(([name, value]) => [
    name,
    names.includes(name) && !isMarked(value) ? secret(value) : value,
  ]);
  return Struct.fromJavaScript(Object.fromEntries(marked) as Parameters<typeof Struct.fromJavaScript>[0]);
}

const secret = (value: unknown) => ({ [signature]: secretSignature, value });

/** Whether a path exists; a value on the way may be unknown, or no object. */
function hasPath(properties: Properties, path: string): boolean {
  const [step = "", ...below] = path.split(".");
  const value = properties[step];
  if (below.length === 0) return value !== undefined;
  return isObject(value) && hasPath(value, below.join("."));
}
