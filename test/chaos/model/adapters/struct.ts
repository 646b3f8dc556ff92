import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { isObject, type Properties } from "../../../../provider/resource/properties.ts";

export type Struct = InstanceType<typeof struct.Struct>;

// Written from the SDK's `runtime/rpc`, never from the provider.
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export const structOf = (properties: Properties): Struct => struct.Struct.fromJavaScript(properties as never);

/** A value that is marked as secret. */
export const secret = (value: unknown) => ({ [signature]: secretSignature, value });

const isSecret = (value: unknown): value is { readonly value: unknown } =>
  isObject(value) && value[signature] === secretSignature;

/** The engine takes a value that is marked as secret, and gives it back to the plugin without the mark. */
export const plainOf = (given: Struct | undefined): Properties =>
  unwrap(given?.toJavaScript() ?? {}) as Properties;

function unwrap(value: unknown): unknown {
  if (isSecret(value)) return unwrap(value.value);
  if (Array.isArray(value)) return value.map(unwrap);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unwrap(inner)]));
}

/** The paths with a plaintext value. */
export const plaintextPaths = (given: Struct | undefined, paths: readonly string[]): string[] =>
  paths.filter((path) => isPlaintext(given?.toJavaScript(), path.split(".")));

function isPlaintext(value: unknown, [step, ...below]: readonly string[]): boolean {
  if (isSecret(value) || value === undefined || value === null) return false;
  return step === undefined || (isObject(value) && isPlaintext(value[step], below));
}
