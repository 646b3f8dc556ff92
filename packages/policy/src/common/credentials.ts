import type { PolicyResource } from "@pulumi/policy";
import { kinds, secretPaths, tokensOf } from "../../../../provider/kinds";
import { secretSettings, setting, settingsDefinitions } from "../../../../provider/settings";
import type { Unknowns } from "../unknowns";

/** A secret of a resource of this package. */
export interface Credential {
  /** Such as `secret of builds`. */
  readonly called: string;
  readonly value: string;
}

/** Paths of the secrets of each type that has any. */
const fields: ReadonlyMap<string, readonly string[]> = new Map([
  ...kinds
    .filter((kind) => secretPaths(kind).length > 0)
    .flatMap((kind) => tokensOf(kind).map((token): [string, string[]] => [token, secretPaths(kind)])),
  [
    "pulumi:providers:pulumi-nodejs",
    settingsDefinitions.flatMap((vendor) => secretSettings(vendor).map((name) => setting(vendor, name).key)),
  ],
]);

/** Paths of the secrets that a resource of this type may have. */
export const secretsOfType = (type: string): readonly string[] => fields.get(type) ?? [];

/** Whether a resource may have a secret of this package. */
export const mayHaveCredentials = ({ type }: PolicyResource): boolean => secretsOfType(type).length > 0;

/** The secrets of this package's resources that are known, each value once. */
export function credentialsIn(resources: readonly PolicyResource[], unknowns: Unknowns): Credential[] {
  const found = new Map<string, Credential>();
  for (const { type, name, props } of resources)
    for (const field of secretsOfType(type)) {
      const value = unknowns.read(() => valueAt(props, field.split(".")));
      if (typeof value === "string" && value !== "" && !found.has(value))
        found.set(value, { called: `${field} of ${name}`, value });
    }
  return [...found.values()];
}

/** What is at a path of a policy's properties; throws if it is not known yet. */
export const valueAt = (props: object, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, field) => (value as Record<string, unknown> | undefined)?.[field], props);
