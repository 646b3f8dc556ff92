import { applicableFields } from "../../resource/kind";
import type { Properties } from "../../resource/properties";
import type { WriteOnlySecret } from "../vendor/adoption";
import { type ImportableKind, importableKinds } from "../vendor/importable-kind";
import { nounFor, type VendorCommands } from "../vendor/vendor";

/** The secret of an object that its server does not show: by its kind's rules, else by its fields. */
export function writeOnlySecretOf(
  kind: ImportableKind,
  id: string,
  properties: Properties,
): WriteOnlySecret | undefined {
  const { writeOnly } = kind.commands.adoption ?? {};
  if (writeOnly !== undefined) return writeOnly(id, properties);
  const secrets = applicableFields(kind.row.fields, properties).filter(({ field }) => field.secret);
  const path = secrets[0]?.path;
  const label = path?.split(".").at(-1);
  if (path === undefined || label === undefined) return undefined;
  const words = [kind.vendor.row.settings.namespace, nounFor(kind.row), id, label];
  return { label, key: `${id}.${label}`, variable: words.map(variableName).join("_"), path };
}

/** How secrets can be given, a row for each sort: line in a file, environment variable, description. */
export const secretSources = (vendors: readonly VendorCommands[]): [string, string, string][] =>
  importableKinds(vendors).flatMap((kind) => {
    const { fields, id, noun } = kind.row;
    const sample = /\d+/.exec(id.form)?.[0] ?? "NAME";
    const conditions = Object.values(fields).flatMap(({ onlyWith }) => onlyWith ?? []);
    const sources = new Map<string, [string, string, string]>();
    for (const condition of [undefined, ...conditions]) {
      const secret = writeOnlySecretOf(
        kind,
        sample,
        condition === undefined ? {} : { [condition.field]: condition.value },
      );
      const suffix = condition === undefined ? "" : ` with ${condition.value}`;
      if (secret === undefined || sources.has(secret.key)) continue;
      sources.set(secret.key, [`${secret.key}=…`, secret.variable, `${secret.label} of a ${noun}${suffix}`]);
    }
    return [...sources.values()];
  });

/** Letters, digits and underscores. */
export const variableName = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, "_").toUpperCase();
