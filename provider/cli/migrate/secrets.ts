import { type Properties, valueAt } from "../../resource/properties";
import type { FoundObject } from "../adopt/model";
import type { WriteOnlySecret } from "../vendor/adoption";
import { fieldOf, type LegacyResource } from "../vendor/recognition";
import { keyOf, type LookupResult } from "./lookup";
import type { Recognised } from "./recognition";

/** Secrets in the old state, by the key of their object. */
export function keptSecrets(
  objects: readonly FoundObject[],
  pairs: ReadonlyMap<string, readonly Recognised[]>,
  masked: LookupResult["masked"],
): ReadonlyMap<string, string> {
  return new Map(
    objects.flatMap((object) => {
      const { writeOnly } = object;
      if (writeOnly === undefined) return [];
      const secrets = (pairs.get(keyOf(object)) ?? []).flatMap(({ old }) => secretIn(old, writeOnly) ?? []);
      const secret = secrets.find((one) => !masked.has(one));
      return secret === undefined ? [] : [[keyOf(object), secret] as const];
    }),
  );
}

/** The secret in a resource of the old state; never a masked form from a server's answer. */
function secretIn(
  { layers, answers }: LegacyResource,
  { path, issued }: WriteOnlySecret,
): string | undefined {
  const [field = "", ...nested] = path.split(".");
  const valueIn = (some: readonly Properties[]) => {
    const value = fieldOf(some, field);
    return nested.length === 0 ? value : valueAt((value ?? {}) as Properties, nested.join("."));
  };
  const secret = valueIn(layers);
  if (typeof secret !== "string" || secret === "") return undefined;
  if (issued !== undefined) return issued.isValid(secret) ? secret : undefined;
  return answers.some((answer) => valueIn([answer]) === secret) ? undefined : secret;
}
