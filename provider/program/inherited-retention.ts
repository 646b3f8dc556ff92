import type * as pulumi from "@pulumi/pulumi";
import { isRunByEngine } from "./run-by-engine";

type Options = pulumi.CustomResourceOptions;

/**
 * Options of a resource that has a parent, from which it may inherit `retainOnDelete`: the engine hands it down after the constructor, and
 * tells it to a transform only. It then stands among the arguments, for the check.
 */
export function withInheritedRetention(resourceName: string, opts: Options | undefined): Options | undefined {
  if (opts?.parent === undefined || opts.retainOnDelete !== undefined || !isRunByEngine()) return opts;
  const transform: pulumi.ResourceTransform = ({ name, props, opts: final }) => {
    // A resource's transforms hold for its children too.
    if (name !== resourceName || final.retainOnDelete !== true) return undefined;
    // Without options the engine keeps those that it has, also such as the SDK does not read.
    return { props: { ...props, retainOnDelete: true } } as unknown as pulumi.ResourceTransformResult;
  };
  return { ...opts, transforms: [...(opts.transforms ?? []), transform] };
}
