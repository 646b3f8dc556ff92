import * as pulumi from "@pulumi/pulumi";
import { dynamicAdapter } from "../dynamic/adapter";
import type { ProgramAdapter } from "../program/adapter";
import { LifecycleResource } from "../program/resource";

const kind = () => require("./versions-kind").rockitVersions;

/**
 * What a component's state remembers of its versions, under the component's own name; registered last, so that it tells of subscriptions that are
 * there. The engine refuses it, and so the update, where none of the former versions is left.
 */
export class RockitVersions extends LifecycleResource {
  /** @internal */
  static override readonly adapter: ProgramAdapter = dynamicAdapter;

  constructor(name: string, args: { versions: readonly string[] }, opts: pulumi.CustomResourceOptions) {
    super(kind, name, args, opts);
  }
}

/** A version is part of resources' names and of the subscription's name. */
const versionPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** @throws RunError if a component can't have these versions; it names the one that is wrong */
export function checkVersions(component: string, versions: unknown): void {
  const wrong = faultOf(versions);
  if (wrong !== undefined) throw new pulumi.RunError(`${component}: versions ${wrong}`);
}

function faultOf(versions: unknown): string | undefined {
  if (!Array.isArray(versions)) return 'must be a list of one or two texts, such as ["2026-11"]';
  const shown = JSON.stringify(versions);
  if (versions.length === 0)
    return "is empty: the only version can't be removed, for nothing would deliver. Keep it, or remove the component";
  const odd = versions.find((version) => typeof version !== "string" || !versionPattern.test(version));
  if (odd !== undefined)
    return `holds ${JSON.stringify(odd)}: a version has letters, digits, dots, dashes and underscores, 64 at most, and begins with a letter or digit`;
  const repeated = versions.find((version, index) => versions.indexOf(version) < index);
  if (repeated !== undefined) return `names ${repeated} twice: each version is one subscription`;
  if (versions.length > 2)
    return `is ${shown}: at most two deliver side by side. Remove one that no receiver needs before you add ${versions.at(-1)}`;
  return undefined;
}
