import { type Properties, valueAt, withoutUndefined } from "../../resource/properties";
import type { Closeable } from "../../resource/vendor";
import type { WriteOnlySecret } from "../vendor/adoption";
import type { ImportableKind } from "../vendor/importable-kind";
import { writeOnlySecretOf } from "./write-only-secret";

/** Something that a server has and a state can hold. */
export interface FoundObject {
  readonly kind: ImportableKind;
  readonly id: string;
  /** The resource's name. */
  readonly name: string;
  /** What a lifecycle's `check` gives for what is declared. */
  readonly inputs: Properties;
  /** What a lifecycle's `read` gives, secrets that are known among it in the clear. */
  readonly outputs: Properties;
  readonly untold?: WriteOnlySecret | undefined;
}

/** An object to be imported, and what becomes of the secret that its server does not tell. */
export interface Imported extends FoundObject {
  readonly secret: "none" | "given" | "unknown" | "rotated";
}

/** Something that a server has and that can't be imported. */
export interface Unsupported {
  readonly id: string;
  readonly why: string;
}

/** What a server has of what was asked for. */
export interface Found {
  readonly objects: readonly FoundObject[];
  readonly unsupported: readonly Unsupported[];
  /** How many the stack to import into, or one of --exclude-managed, owns already. */
  readonly managed: number;
  /** How many are switched off and were not asked for. */
  readonly inactive: number;
  /** All secrets that might be given for what the server has. */
  readonly untold: readonly WriteOnlySecret[];
}

/** Whether a value is a URL with a user and a password in it. */
export const hasLogin = (value: unknown): boolean =>
  typeof value === "string" && withoutLogin(value) !== value;

/** A text with `***` for user and password in its URLs. */
export const withoutLogin = (text: string): string =>
  text.replaceAll(/(\bhttps?:[\\/]{2,})[^\s\\/?#"]*@/gi, "$1***@");

/** What a state would hold of an object, all but its secret, and forms in which the server shows that; or why it can't be imported. */
export async function objectOf(
  kind: ImportableKind,
  run: Closeable,
  { id, name, properties }: Pick<FoundObject, "id" | "name"> & { readonly properties: Properties },
): Promise<{ object: FoundObject; masked: readonly string[] } | { unsupported: Unsupported }> {
  const told = withoutUndefined(kind.lifecycle.inputsOf(properties));
  const { inputs, failures } = kind.lifecycle.check({}, told);
  const wrong = failures.filter(({ field }) => !kind.secrets.includes(field));
  if (wrong.length > 0) return { unsupported: { id, why: whyNot("the server", told, wrong) } };
  const untold = writeOnlySecretOf(kind, id, properties);
  const more = untold && (await kind.commands.adoption?.readMore?.(run, id));
  const outputs = { ...withoutUndefined(properties), ...withoutUndefined(inputs), ...more?.outputs };
  const object = { kind, id, name, inputs: withoutUndefined(inputs), outputs, untold };
  return { object, masked: more?.masked ?? [] };
}

/** Why what somebody tells of an object can't be declared. */
export function whyNot(
  teller: string,
  told: Properties,
  wrong: readonly { field: string; reason: string }[],
): string {
  const untold = wrong.filter(({ field }) => valueAt(told, field) === undefined).map(({ field }) => field);
  const unknown = wrong.filter(({ field }) => !untold.includes(field));
  const reasons = [
    ...(untold.length === 0 ? [] : [`${teller} does not show its ${[...new Set(untold)].join(", ")}`]),
    ...unknown.map(({ field, reason }) => `its ${field} ${reason}`),
  ];
  return reasons.join("; ");
}
