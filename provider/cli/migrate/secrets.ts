import { type Properties, valueAt } from "../../resource/properties";
import type { FoundObject } from "../adopt/model";
import type { WriteOnlySecret } from "../vendor/adoption";
import { fieldOf, type LegacyResource } from "../vendor/recognition";
import { keyOf, type LookedUp } from "./lookup";
import type { Recognised } from "./recognition";

/** Secrets that the old state holds, by the objects that they belong to. */
export function keptSecrets(
  objects: readonly FoundObject[],
  pairs: ReadonlyMap<string, readonly Recognised[]>,
  masked: LookedUp["masked"],
): ReadonlyMap<string, string> {
  return new Map(
    objects.flatMap((object) => {
      const { untold } = object;
      if (untold === undefined) return [];
      const secrets = (pairs.get(keyOf(object)) ?? []).flatMap(({ old }) => secretIn(old, untold) ?? []);
      const secret = secrets.find((one) => !masked.has(one));
      return secret === undefined ? [] : [[keyOf(object), secret] as const];
    }),
  );
}

/** The secret that the old state holds; never the masked form in which a server answers. */
function secretIn({ says, answers }: LegacyResource, { path, given }: WriteOnlySecret): string | undefined {
  const [field = "", ...nested] = path.split(".");
  const at = (layers: readonly Properties[]) => {
    const value = fieldOf(layers, field);
    return nested.length === 0 ? value : valueAt((value ?? {}) as Properties, nested.join("."));
  };
  const secret = at(says);
  if (typeof secret !== "string" || secret === "") return undefined;
  if (given !== undefined) return given.isValid(secret) ? secret : undefined;
  return answers.some((answer) => at([answer]) === secret) ? undefined : secret;
}
