import { type Properties, withValue } from "../../resource/properties";
import { plain } from "../print/terminal";
import type { FoundObject, Imported, UntoldSecret } from "./model";
import type { Secrets } from "./secrets";

/** The signing secret was told once, to whoever created it; the token of a Slack app is told to nobody. */
export function untoldByRockit(name: string, type: unknown): UntoldSecret {
  const words = name.replaceAll(/[^A-Za-z0-9]+/g, "_").toUpperCase();
  return type === "slack"
    ? { key: `slackToken.${name}`, variable: `ROCKIT_SLACK_TOKEN_${words}`, path: "slackToken" }
    : { key: name, variable: `ROCKIT_SECRET_${words}`, path: "secret" };
}

/** Durst tells a masked form only. */
export function untoldByDurst(
  id: number | string,
  { externalAuthType }: { readonly externalAuthType?: unknown },
): UntoldSecret | undefined {
  if (externalAuthType === "XAUTH") {
    return { key: `${id}.password`, variable: `DURST_SUBSCRIBER_${id}_PASSWORD`, path: "xAuthInfo.password" };
  }
  if (externalAuthType === "JWT_SIGNING") {
    return { key: `${id}.key`, variable: `DURST_SUBSCRIBER_${id}_KEY`, path: "jwtSigningInfo.key" };
  }
  return undefined;
}

/** With the secret that was given for it, wherever it stands in a state. */
export function completed(object: FoundObject, secrets: Secrets, rotate: boolean): Imported {
  const { untold, inputs, outputs } = object;
  if (untold === undefined) return { ...object, secret: "none" };
  const { path } = untold;
  const value = secrets(untold);
  if (value === undefined) return { ...object, secret: rotate && path === "secret" ? "rotated" : "unknown" };
  const declared: Properties = path === "secret" ? inputs : withValue(inputs, path, value);
  return { ...object, inputs: declared, outputs: withValue(outputs, path, value), secret: "given" };
}

/** Webhooks of which nobody has said what becomes of their signing secret. */
export const undecided = (objects: readonly Imported[]): readonly Imported[] =>
  objects.filter(({ untold, secret }) => untold?.path === "secret" && secret === "unknown");

const longestList = 10;

/** Whose signing secret has to be given, or done without; `where` says where it was looked for. */
export function noSecrets(undecided: readonly Imported[], where: (whose: string) => string): string {
  const names = undecided.slice(0, longestList).map(({ id }) => JSON.stringify(plain(id, 60)));
  const more = undecided.length > longestList ? ` and ${undecided.length - longestList} more` : "";
  return `${where(`the signing secret of ${names.join(", ")}${more}`)}, and the server never tells it again: give it with --secrets, or choose --without-secrets (deliveries can't be verified) or --rotate (the next \`pulumi up\` replaces them)`;
}
