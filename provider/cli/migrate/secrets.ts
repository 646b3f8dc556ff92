import type { FoundObject, UntoldSecret } from "../adopt/model";
import { untoldByDurst, untoldByRockit } from "../adopt/write-only-secrets";
import { durstSubscriberKind, rockitSubscriptionKind } from "../kinds";
import { keyOf, type LookedUp } from "./lookup";
import { type Recognised, secretIn } from "./recognition";

/** Secrets that the old state holds, by their keys in a file of secrets. */
export function keptSecrets(
  objects: readonly FoundObject[],
  pairs: ReadonlyMap<string, readonly Recognised[]>,
  masked: LookedUp["masked"],
): ReadonlyMap<string, string> {
  return new Map(
    objects.flatMap((object) => {
      const { untold } = object;
      if (untold === undefined) return [];
      const secrets = (pairs.get(keyOf(object)) ?? []).flatMap(({ old }) => secretIn(old, untold.path) ?? []);
      const secret = secrets.find((one) => !masked.has(one));
      return secret === undefined ? [] : [[untold.key, secret] as const];
    }),
  );
}

/** The secret of an object that is not looked for at its server. */
export function untoldOf({ kind, id }: Recognised, inputs: FoundObject["inputs"]): UntoldSecret | undefined {
  if (kind === rockitSubscriptionKind) return untoldByRockit(id, inputs["type"]);
  return kind === durstSubscriberKind ? untoldByDurst(id, inputs) : undefined;
}
