import type { PolicyResource } from "@pulumi/policy";
import { versionedComponents } from "../../../../provider/kinds";

/** Which version of which component a subscription is. */
export interface Version {
  readonly component: string;
  readonly version: string;
}

/**
 * What a component declares as one of its versions. Another resource that only has the component for its parent is none.
 * Throws where the component's versions are not known yet.
 */
export function versionOf({ name, parent }: PolicyResource, sender: string | undefined): Version | undefined {
  if (parent === undefined || !versionedComponents.includes(parent.type)) return undefined;
  const { versions } = parent.props;
  const declared = Array.isArray(versions) ? versions.map(String) : [];
  const version = declared.find((one) =>
    [`${parent.name}-${one}`, `${parent.name}-${sender}-${one}`].includes(name),
  );
  return version === undefined ? undefined : { component: parent.urn, version };
}

/** Whether a URN is of a resource whose parent is such a component: a policy of single resources sees no parents. */
export const isInVersionedComponent = (urn: string): boolean => {
  const [, , types = ""] = urn.split("::");
  return versionedComponents.includes(types.split("$").at(-2) ?? "");
};
