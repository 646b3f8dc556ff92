import * as pulumi from "@pulumi/pulumi";
import { referenceKey, referenceTo } from "./reference";
import { keepOwnFrames } from "./source-position";

/** Base of this package's resources: dynamic ones whose state refers to their code instead of holding it. */
export abstract class LifecycleResource extends pulumi.CustomResource {
  protected constructor(
    lifecycle: string,
    type: string,
    name: string,
    props: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions | undefined,
    { outputs, secretOutputs = [] }: { outputs: readonly string[]; secretOutputs?: string[] },
  ) {
    // A program gets no output of which it did not say that there may be one.
    const named = Object.fromEntries(outputs.map((output) => [output, undefined]));
    const properties = { ...named, ...props, [referenceKey]: referenceTo(lifecycle) };
    const options = pulumi.mergeOptions(opts, { additionalSecretOutputs: secretOutputs });
    const restore = keepOwnFrames();
    try {
      super(type, name, properties, options);
    } finally {
      restore();
    }
  }
}

/** A field, or a field of a nested argument, that the engine must keep encrypted. */
export const secretField = <T>(value: pulumi.Input<T> | undefined): pulumi.Output<T> | undefined =>
  value === undefined ? undefined : (pulumi.secret(value as pulumi.Input<T>) as pulumi.Output<T>);
