import * as pulumi from "@pulumi/pulumi";
import { dynamicAdapter } from "../dynamic/adapter";
import type { ProgramAdapter } from "../program/adapter";
import { LifecycleResource } from "../program/resource";

const kind = () => require("./versions-kind").rockitVersions;

/**
 * The versions of a component, kept in its state under the component's name. Registered after the
 * subscriptions, so that it only records existing ones. Its check rejects an update that keeps none of the
 * former versions.
 */
export class RockitVersions extends LifecycleResource {
  /** @internal */
  static override readonly adapter: ProgramAdapter = dynamicAdapter;

  constructor(name: string, args: { versions: readonly string[] }, opts: pulumi.CustomResourceOptions) {
    super(kind, name, args, opts);
  }
}

/** A version is part of resource names and of the subscription's name. */
const versionPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** @throws RunError that names an invalid version */
export function checkVersions(component: string, versions: unknown): void {
  const problem = problemOf(versions);
  if (problem !== undefined) throw new pulumi.RunError(`${component}: versions ${problem}`);
}

function problemOf(versions: unknown): string | undefined {
  if (!Array.isArray(versions)) return 'must be a list of one or two strings, such as ["2026-11"]';
  const shown = JSON.stringify(versions);
  if (versions.length === 0)
    return "is empty: without a version nothing would be delivered. Keep one, or remove the component";
  const invalid = versions.find((version) => typeof version !== "string" || !versionPattern.test(version));
  if (invalid !== undefined)
    return `contains ${JSON.stringify(invalid)}: a version has up to 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit`;
  const repeated = versions.find((version, index) => versions.indexOf(version) < index);
  if (repeated !== undefined) return `contains ${repeated} twice: each version is one subscription`;
  if (versions.length > 2)
    return `is ${shown}: at most two versions are allowed. Remove one that no receiver needs before you add ${versions.at(-1)}`;
  return undefined;
}
