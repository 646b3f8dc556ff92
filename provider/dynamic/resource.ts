import * as pulumi from "@pulumi/pulumi";
import type { Fields } from "../resource/field";
import {
  dynamicTokenOf,
  lifecycleNameOf,
  outputNames,
  type ResourceKind,
  secretPaths,
} from "../resource/kind";
import { referenceKey, referenceTo } from "./reference";
import { keepOwnFrames } from "./source-position";

/** Base of this package's resources: dynamic ones whose state refers to their code instead of holding it. */
export abstract class LifecycleResource extends pulumi.CustomResource {
  protected constructor(
    row: () => ResourceKind,
    name: string,
    args: object | undefined,
    opts: pulumi.CustomResourceOptions | undefined,
  ) {
    const kind = row();
    // A program gets no output of which it did not say that there may be one.
    const named = Object.fromEntries(outputNames(kind).map((output) => [output, undefined]));
    const props = withSecrets(kind.fields, (args ?? {}) as pulumi.Inputs);
    const properties = { ...named, ...props, [referenceKey]: referenceTo(lifecycleNameOf(kind)) };
    const secretOutputs = secretPaths(kind).filter((path) => !path.includes("."));
    const options = pulumi.mergeOptions(opts, { additionalSecretOutputs: secretOutputs });
    const restore = keepOwnFrames();
    try {
      super(dynamicTokenOf(kind), name, properties, options);
    } finally {
      restore();
    }
  }
}

/** Arguments whose secret fields, nested ones too, the engine keeps encrypted. */
function withSecrets(fields: Fields, args: pulumi.Inputs): pulumi.Inputs {
  const secrets = Object.entries(fields)
    .filter(([name, field]) => args[name] !== undefined && hasSecrets(field))
    .map(([name, field]) => [
      name,
      field.fields === undefined ? pulumi.secret(args[name]) : nested(field.fields, args[name]),
    ]);
  return { ...args, ...Object.fromEntries(secrets) };
}

/** All of an object is secret where only the program's outputs know what is in it. */
function nested(fields: Fields, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return pulumi.secret(value);
  return withSecrets(fields, value as pulumi.Inputs);
}

const hasSecrets = ({ secret, fields }: Fields[string]): boolean =>
  secret === true || Object.values(fields ?? {}).some(hasSecrets);
