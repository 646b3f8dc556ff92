import { placedFieldsWith } from "../../resource/kind";
import type { Properties } from "../../resource/properties";
import type { UntoldSecret } from "../vendor/adoption";
import type { Kind } from "../vendor/kinds";
import { wordFor } from "../vendor/vendor";

/** The secret of an object that its server does not tell, by the rules of its kind, or by its fields. */
export function untoldOf(kind: Kind, id: string, properties: Properties): UntoldSecret | undefined {
  const { untold } = kind.commands.adoption ?? {};
  if (untold !== undefined) return untold(id, properties);
  const secrets = placedFieldsWith(kind.row.fields, properties).filter(({ field }) => field.secret);
  const path = secrets[0]?.path;
  const label = path?.split(".").at(-1);
  if (path === undefined || label === undefined) return undefined;
  const words = [kind.vendor.row.settings.namespace, wordFor(kind.row), id, label];
  return { label, key: `${id}.${label}`, variable: words.map(variableName).join("_"), path };
}

/** Letters, digits and underlines. */
export const variableName = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, "_").toUpperCase();
