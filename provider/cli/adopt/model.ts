import { type Properties, valueAt, withoutUndefined } from "../../resource/properties";
import type { Closeable } from "../../resource/vendor";
import type { WriteOnlySecret } from "../vendor/adoption";
import type { ImportableKind } from "../vendor/importable-kind";
import { writeOnlySecretOf } from "./write-only-secret";

/** An object of a server that can be imported. */
export interface FoundObject {
  readonly kind: ImportableKind;
  readonly id: string;
  /** The resource's name. */
  readonly name: string;
  /** As the lifecycle's `check` returns them. */
  readonly inputs: Properties;
  /** As the lifecycle's `read` returns them, with known secrets unencrypted. */
  readonly outputs: Properties;
  readonly writeOnly?: WriteOnlySecret | undefined;
}

/** An object to import, and whether its write-only secret is known. */
export interface Imported extends FoundObject {
  readonly secret: "none" | "given" | "unknown" | "rotated";
}

/** An object of a server that can't be imported. */
export interface Unsupported {
  readonly id: string;
  readonly reason: string;
}

/** The objects that were found on a server. */
export interface Found {
  readonly objects: readonly FoundObject[];
  readonly unsupported: readonly Unsupported[];
  /** Number of objects that the target stack, or a stack of --exclude-managed, manages already. */
  readonly managed: number;
  /** Number of inactive objects that were left out. */
  readonly inactive: number;
  /** Write-only secrets of all objects on the server. */
  readonly writeOnly: readonly WriteOnlySecret[];
}

/** Whether a value is a URL with a user and a password. */
export const hasLogin = (value: unknown): boolean =>
  typeof value === "string" && withoutLogin(value) !== value;

/** A text with `***` in place of user and password in URLs. */
export const withoutLogin = (text: string): string =>
  text.replaceAll(/(\bhttps?:[\\/]{2,})[^\s\\/?#"]*@/gi, "$1***@");

/**
 * Turns an object of a server into an importable one, without its secret; `masked` has the forms in which the
 * server shows the secret.
 */
export async function objectOf(
  kind: ImportableKind,
  run: Closeable,
  { id, name, properties }: Pick<FoundObject, "id" | "name"> & { readonly properties: Properties },
): Promise<{ object: FoundObject; masked: readonly string[] } | { unsupported: Unsupported }> {
  const read = withoutUndefined(kind.lifecycle.inputsOf(properties));
  const { inputs, failures } = kind.lifecycle.check({}, read);
  const wrong = failures.filter(({ field }) => !kind.secrets.includes(field));
  if (wrong.length > 0) return { unsupported: { id, reason: invalidReason("the server", read, wrong) } };
  const writeOnly = writeOnlySecretOf(kind, id, properties);
  const more = writeOnly && (await kind.commands.adoption?.readMore?.(run, id));
  const outputs = { ...withoutUndefined(properties), ...withoutUndefined(inputs), ...more?.outputs };
  const object = { kind, id, name, inputs: withoutUndefined(inputs), outputs, writeOnly };
  return { object, masked: more?.masked ?? [] };
}

/** Why properties can't be declared; `source` is where they come from. */
export function invalidReason(
  source: string,
  properties: Properties,
  wrong: readonly { field: string; reason: string }[],
): string {
  const absent = wrong
    .filter(({ field }) => valueAt(properties, field) === undefined)
    .map(({ field }) => field);
  const invalid = wrong.filter(({ field }) => !absent.includes(field));
  const reasons = [
    ...(absent.length === 0 ? [] : [`${source} does not show its ${[...new Set(absent)].join(", ")}`]),
    ...invalid.map(({ field, reason }) => `its ${field} ${reason}`),
  ];
  return reasons.join("; ");
}
