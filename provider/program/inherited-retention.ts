import type * as pulumi from "@pulumi/pulumi";
import { isRunByEngine } from "./run-by-engine";

type Options = pulumi.CustomResourceOptions;

/**
 * Options that pass an inherited `retainOnDelete` to the check. A resource inherits it from its parent after
 * the constructor, where only a transform sees it; the transform adds it to the arguments.
 */
export function withInheritedRetention(resourceName: string, opts: Options | undefined): Options | undefined {
  if (opts?.parent === undefined || opts.retainOnDelete !== undefined || !isRunByEngine()) return opts;
  const transform: pulumi.ResourceTransform = ({ name, props, opts: final }) => {
    // A resource's transforms also run for its children.
    if (name !== resourceName || final.retainOnDelete !== true) return undefined;
    // Without `opts` the engine keeps its own options, including those that the SDK does not know.
    return { props: { ...props, retainOnDelete: true } } as unknown as pulumi.ResourceTransformResult;
  };
  return { ...opts, transforms: [...(opts.transforms ?? []), transform] };
}
