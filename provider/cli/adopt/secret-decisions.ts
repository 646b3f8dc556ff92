import { fieldsWithPaths } from "../../resource/kind";
import { type Properties, withValue } from "../../resource/properties";
import { oneLine } from "../print/terminal";
import type { ImportableKind } from "../vendor/importable-kind";
import type { FoundObject, Imported } from "./model";
import type { SecretLookup } from "./secrets";

/** Adds the object's secret to its properties, if the secret is known. */
export function withSecret(object: FoundObject, secrets: SecretLookup, rotate: boolean): Imported {
  const { writeOnly, inputs, outputs } = object;
  if (writeOnly === undefined) return { ...object, secret: "none" };
  const { path, issued } = writeOnly;
  const value = secrets(writeOnly);
  if (value === undefined) return { ...object, secret: rotate && issued ? "rotated" : "unknown" };
  const declared: Properties = issued ? inputs : withValue(inputs, path, value);
  return { ...object, inputs: declared, outputs: withValue(outputs, path, value), secret: "given" };
}

/** Objects whose server-issued secret is unknown and not to be rotated. */
export const undecidedAmong = (objects: readonly Imported[]): readonly Imported[] =>
  objects.filter(({ writeOnly, secret }) => writeOnly?.issued && secret === "unknown");

/**
 * Objects whose declared credential the next `up` sends: the import does not know whether it is the server's.
 */
export const sentByNextUpdate = (objects: readonly Imported[]): readonly Imported[] =>
  objects.filter(
    ({ kind, writeOnly, secret }) => secret === "unknown" && isChangedInPlace(kind, writeOnly?.path),
  );

const isChangedInPlace = ({ row }: ImportableKind, path: string | undefined) =>
  fieldsWithPaths(row.fields).some(({ path: at, field }) => at === path && field.onChange === "in place");

const maxNames = 10;

/** The error about missing secrets; `sentence` says where they were looked for. */
export function missingSecretsMessage(
  undecided: readonly Imported[],
  sentence: (secrets: string) => string,
): string {
  const names = undecided.slice(0, maxNames).map(({ id }) => JSON.stringify(oneLine(id, 60)));
  const more = undecided.length > maxNames ? ` and ${undecided.length - maxNames} more` : "";
  const label = undecided[0]?.writeOnly?.label;
  return `${sentence(`the ${label} of ${names.join(", ")}${more}`)}, and the server never shows it again: give it with --secrets, or choose --without-secrets (deliveries can't be verified) or --rotate (the next \`pulumi up\` replaces the subscriptions)`;
}
