import { placedFieldsWith } from "../../resource/kind";
import type { Properties } from "../../resource/properties";
import type { WriteOnlySecret } from "../vendor/adoption";
import { type ImportableKind, importableKinds } from "../vendor/importable-kind";
import { type VendorCommands, nounFor } from "../vendor/vendor";

/** The secret of an object that its server does not tell, by the rules of its kind, or by its fields. */
export function writeOnlySecretOf(kind: ImportableKind, id: string, properties: Properties): WriteOnlySecret | undefined {
  const { untold } = kind.commands.adoption ?? {};
  if (untold !== undefined) return untold(id, properties);
  const secrets = placedFieldsWith(kind.row.fields, properties).filter(({ field }) => field.secret);
  const path = secrets[0]?.path;
  const label = path?.split(".").at(-1);
  if (path === undefined || label === undefined) return undefined;
  const words = [kind.vendor.row.settings.namespace, nounFor(kind.row), id, label];
  return { label, key: `${id}.${label}`, variable: words.map(variableName).join("_"), path };
}

/** How each sort of secret may be given for objects of these vendors: a line in a file, a variable, and what it is. */
export const secretSources = (vendors: readonly VendorCommands[]): [string, string, string][] =>
  importableKinds(vendors).flatMap((kind) => {
    const { fields, id, noun } = kind.row;
    const sample = /\d+/.exec(id.form)?.[0] ?? "NAME";
    const sorts = Object.values(fields).flatMap(({ onlyWith }) => onlyWith ?? []);
    const ways = new Map<string, [string, string, string]>();
    for (const sort of [undefined, ...sorts]) {
      const secret = writeOnlySecretOf(kind, sample, sort === undefined ? {} : { [sort.field]: sort.value });
      const which = sort === undefined ? "" : ` with ${sort.value}`;
      if (secret === undefined || ways.has(secret.key)) continue;
      ways.set(secret.key, [`${secret.key}=…`, secret.variable, `${secret.label} of a ${noun}${which}`]);
    }
    return [...ways.values()];
  });

/** Letters, digits and underlines. */
export const variableName = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, "_").toUpperCase();
