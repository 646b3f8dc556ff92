import * as pulumi from "@pulumi/pulumi";
import type { Fields } from "../resource/field";
import {
  classOf,
  dynamicTokenOf,
  lifecycleNameOf,
  outputNames,
  type ResourceKind,
  secretPaths,
} from "../resource/kind";
import { keepLast } from "./last-transformation";
import { plainArguments } from "./plain-data";
import { checkPluginHost } from "./plugin-host";
import { referenceKey, referenceTo } from "./reference";
import { optionProblems } from "./resource-options";
import { keepOwnFrames } from "./source-position";

type Options = pulumi.CustomResourceOptions;

/** What the class tells the lifecycle of its arguments and options; no program may give it. */
type InternalArguments = (args: { readonly name?: unknown }, opts: Options) => pulumi.Inputs;

/** Base of this package's resources: dynamic ones whose state refers to their code instead of holding it. */
export abstract class LifecycleResource extends pulumi.CustomResource {
  protected constructor(
    row: () => ResourceKind,
    name: string,
    args: object | undefined,
    opts: Options | undefined,
    internal: InternalArguments = () => ({}),
  ) {
    const kind = row();
    const resource = `${classOf(kind)} ${JSON.stringify(name)}`;
    checkPluginHost();
    let warnings: readonly string[] = [];
    const prepared = (given: object, options: Options) => {
      const { refused, warned } = optionProblems(kind, given, options);
      if (refused[0] !== undefined) throw new pulumi.RunError(`${resource}: ${refused[0]}`);
      warnings = warned;
      const props = withSecrets(kind.fields, plainArguments(resource, kind.fields, given));
      return {
        props: { ...props, ...internal(given, options), [referenceKey]: referenceTo(lifecycleNameOf(kind)) },
        opts: withSecretOutputs(kind, options),
      };
    };
    const unwanted = internalIn(kind.fields, args ?? {});
    if (unwanted !== undefined) throw new pulumi.RunError(`${resource}: ${unwanted} is not an argument`);
    const { props, opts: options } = prepared(args ?? {}, opts ?? {});
    // A program gets no output of which it did not say that there may be one.
    const named = Object.fromEntries(outputNames(kind).map((output) => [output, undefined]));
    const restoreFrames = keepOwnFrames();
    const restoreLast = keepLast(LifecycleResource.prototype, (changed) =>
      prepared(withoutInternal(kind.fields, changed.props), changed.opts),
    );
    try {
      super(dynamicTokenOf(kind), name, { ...named, ...props }, options);
    } finally {
      restoreLast();
      restoreFrames();
    }
    for (const line of warnings) void pulumi.log.warn(line, this);
  }
}

/** The name of an argument that only the class may give. */
const internalIn = (fields: Fields, args: object): string | undefined =>
  Object.entries(args).find(([name, value]) => fields[name]?.internal === true && value !== undefined)?.[0];

const withoutInternal = (fields: Fields, args: object): object =>
  Object.fromEntries(Object.entries(args).filter(([name]) => fields[name]?.internal !== true));

function withSecretOutputs(kind: ResourceKind, opts: Options): Options {
  const given = opts.additionalSecretOutputs ?? [];
  const missing = secretPaths(kind).filter((path) => !path.includes(".") && !given.includes(path));
  return pulumi.mergeOptions(opts, { additionalSecretOutputs: missing });
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
