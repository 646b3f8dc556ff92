import { placedFields } from "../../resource/kind";
import { type Properties, withValue } from "../../resource/properties";
import { oneLine } from "../print/terminal";
import type { ImportableKind } from "../vendor/importable-kind";
import type { FoundObject, Imported } from "./model";
import type { Secrets } from "./secrets";

/** With the secret that was given for it, wherever it stands in a state. */
export function withSecret(object: FoundObject, secrets: Secrets, rotate: boolean): Imported {
  const { untold, inputs, outputs } = object;
  if (untold === undefined) return { ...object, secret: "none" };
  const { path, given } = untold;
  const value = secrets(untold);
  if (value === undefined) return { ...object, secret: rotate && given ? "rotated" : "unknown" };
  const declared: Properties = given ? inputs : withValue(inputs, path, value);
  return { ...object, inputs: declared, outputs: withValue(outputs, path, value), secret: "given" };
}

/** Objects of which nobody has said what becomes of the secret that was told once. */
export const undecided = (objects: readonly Imported[]): readonly Imported[] =>
  objects.filter(({ untold, secret }) => untold?.given && secret === "unknown");

/** Objects whose declared credential the next `up` sends to the server, since nobody has said that it is the server's. */
export const sentByNextUpdate = (objects: readonly Imported[]): readonly Imported[] =>
  objects.filter(({ kind, untold, secret }) => secret === "unknown" && isChangedInPlace(kind, untold?.path));

const isChangedInPlace = ({ row }: ImportableKind, path: string | undefined) =>
  placedFields(row.fields).some(({ path: at, field }) => at === path && field.onChange === "in place");

const longestList = 10;

/** Whose secret has to be given, or done without; `where` says where it was looked for. */
export function missingSecretsMessage(undecided: readonly Imported[], where: (whose: string) => string): string {
  const names = undecided.slice(0, longestList).map(({ id }) => JSON.stringify(oneLine(id, 60)));
  const more = undecided.length > longestList ? ` and ${undecided.length - longestList} more` : "";
  const label = undecided[0]?.untold?.label;
  return `${where(`the ${label} of ${names.join(", ")}${more}`)}, and the server never shows it again: give it with --secrets, or choose --without-secrets (deliveries can't be verified) or --rotate (the next \`pulumi up\` replaces them)`;
}
