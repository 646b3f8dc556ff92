import type { PolicyResource } from "@pulumi/policy";
import { versionedComponents } from "../../../../provider/kinds";

/** The component and version that a subscription belongs to. */
export interface Version {
  readonly component: string;
  readonly version: string;
}

/**
 * The version of a component that a resource is; `undefined` for other children of the component.
 * Throws if the component's versions are not known yet.
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

/**
 * Whether the resource's parent is a component with versions. A resource policy sees no parents, but the URN.
 */
export const isInVersionedComponent = (urn: string): boolean => {
  const [, , types = ""] = urn.split("::");
  return versionedComponents.includes(types.split("$").at(-2) ?? "");
};
