import type { PolicyResource } from "@pulumi/policy";
import { kinds, secretPaths, tokensOf } from "../../../../provider/kinds";
import { secretSettings, setting, settingsDefinitions } from "../../../../provider/settings";
import type { Unknowns } from "../unknowns";

/** A secret of a resource of this package. */
export interface Credential {
  /** Such as `secret of builds`. */
  readonly called: string;
  readonly value: string;
  /** What it looks like as a part of another text. */
  readonly forms: readonly string[];
}

/** Paths of the secrets of each type that has any. */
const fields: Readonly<Record<string, readonly string[]>> = Object.fromEntries([
  ...kinds
    .filter((kind) => secretPaths(kind).length > 0)
    .flatMap((kind) => tokensOf(kind).map((token) => [token, secretPaths(kind)])),
  [
    "pulumi:providers:pulumi-nodejs",
    settingsDefinitions.flatMap((vendor) => secretSettings(vendor).map((name) => setting(vendor, name).key)),
  ],
]);

/** Whether a resource may have a secret of this package. */
export const mayHaveCredentials = ({ type }: PolicyResource): boolean => Object.hasOwn(fields, type);

/** The secrets of this package's resources that are known, each value once. */
export function credentialsIn(resources: readonly PolicyResource[], unknowns: Unknowns): Credential[] {
  const found = new Map<string, Credential>();
  for (const { type, name, props } of resources)
    for (const field of fields[type] ?? []) {
      const value = unknowns.read(() => valueAt(props, field.split(".")));
      if (typeof value === "string" && value !== "" && !found.has(value))
        found.set(value, { called: `${field} of ${name}`, value, forms: formsOf(value) });
    }
  return [...found.values()];
}

/** What is at a path of a policy's properties; throws if it is not known yet. */
export const valueAt = (props: object, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, field) => (value as Record<string, unknown> | undefined)?.[field], props);

/** Whether a text has the credential in it. */
export const includes = (text: string, { forms }: Credential): boolean =>
  forms.some((form) => text.includes(form));

/** Whether a text is the credential, or has it in it. */
export const holds = (text: string, credential: Credential): boolean =>
  text === credential.value || includes(text, credential);

/** The credential as it stands in a text, in JSON, in a URL and in base64; a short one would be in texts that have nothing to do with it. */
const formsOf = (value: string): string[] =>
  value.length < 8
    ? []
    : [
        value,
        JSON.stringify(value).slice(1, -1),
        encodeURIComponent(value.toWellFormed()),
        Buffer.from(value).toString("base64"),
      ];
