import type { FoundObject, UntoldSecret } from "../import/found";
import { withValue } from "../import/import-file";
import { durstSubscriberKind, rockitSubscriptionKind } from "../import/kinds";
import type { Imported } from "../import/program";
import type { Secrets } from "../import/secrets";
import { plain } from "../terminal";
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

/** With its secret, wherever it stands in a state. */
export function completed(object: FoundObject, secrets: Secrets, rotate: boolean): Imported {
  const { untold, inputs, outputs } = object;
  if (untold === undefined) return { ...object, secret: "none" };
  const { path } = untold;
  const value = secrets(untold);
  if (value === undefined) return { ...object, secret: rotate && path === "secret" ? "rotated" : "unknown" };
  const declared = path === "secret" ? inputs : withValue(inputs, path, value);
  return { ...object, inputs: declared, outputs: withValue(outputs, path, value), secret: "given" };
}

/** The secret of an object that is not looked for at its server. */
export function untoldOf({ kind, id }: Recognised, inputs: FoundObject["inputs"]): UntoldSecret | undefined {
  const words = id.replaceAll(/[^A-Za-z0-9]+/g, "_").toUpperCase();
  if (kind === rockitSubscriptionKind) {
    return inputs["type"] === "slack"
      ? { key: `slackToken.${id}`, variable: `ROCKIT_SLACK_TOKEN_${words}`, path: "slackToken" }
      : { key: id, variable: `ROCKIT_SECRET_${words}`, path: "secret" };
  }
  if (kind !== durstSubscriberKind || inputs["externalAuthType"] === "NONE") return undefined;
  return inputs["externalAuthType"] === "XAUTH"
    ? { key: `${id}.password`, variable: `DURST_SUBSCRIBER_${id}_PASSWORD`, path: "xAuthInfo.password" }
    : { key: `${id}.key`, variable: `DURST_SUBSCRIBER_${id}_KEY`, path: "jwtSigningInfo.key" };
}

const longestList = 10;

/** Whose signing secret has to be given, or done without. */
export function noSecrets(undecided: readonly Imported[]): string {
  const names = undecided.slice(0, longestList).map(({ id }) => JSON.stringify(plain(id, 60)));
  const more = undecided.length > longestList ? ` and ${undecided.length - longestList} more` : "";
  return `neither the old state nor you give the signing secret of ${names.join(", ")}${more}, and the server never tells it again: give it with --secrets, or choose --without-secrets (deliveries can't be verified) or --rotate (the next \`pulumi up\` replaces them)`;
}
