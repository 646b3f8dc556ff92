import * as pulumi from "@pulumi/pulumi";
import type { Fields } from "../resource/field";
import { classNameOf, outputNames, type ResourceKind, tokensOf } from "../resource/kind";
import type { ProgramAdapter } from "./adapter";
import { addFinalTransformation } from "./final-transformation";
import { plainArguments } from "./plain-data";
import { optionProblems } from "./resource-options";
import { checkProvider } from "./settings-provider";
import { trimStackTraces } from "./trim-stack-traces";

type Options = pulumi.CustomResourceOptions;

/** Computes internal arguments, which a program may not set. */
type InternalArguments = (args: { readonly name?: unknown }, opts: Options) => pulumi.Inputs;

/** Base class of this package's resources, for every adapter. */
export abstract class LifecycleResource extends pulumi.CustomResource {
  /** @internal */
  declare static readonly adapter: ProgramAdapter;

  protected constructor(
    row: () => ResourceKind,
    name: string,
    args: object | undefined,
    opts: Options | undefined,
    internal: InternalArguments = () => ({}),
  ) {
    const { adapter } = new.target;
    const kind = row();
    const resource = `${classNameOf(kind)} ${JSON.stringify(name)}`;
    adapter.checkHost();
    let warnings: readonly string[] = [];
    const prepared = (given: object, options: Options) => {
      const { refused, warned } = optionProblems(adapter.optionRules, kind, given, options);
      if (refused[0] !== undefined) throw new pulumi.RunError(`${resource}: ${refused[0]}`);
      warnings = warned;
      checkProvider(resource, adapter, providerOf(kind, adapter, options));
      const props = withSecrets(kind.fields, plainArguments(resource, kind.fields, given));
      const added = adapter.extraInputs(kind, { name, args: props, opts: options });
      return {
        props: { ...props, ...internal(given, options), ...added },
        opts: withAliases(kind, adapter, adapter.options(kind, options)),
      };
    };
    const unwanted = internalIn(kind.fields, args ?? {});
    if (unwanted !== undefined) throw new pulumi.RunError(`${resource}: ${unwanted} is not an argument`);
    const { props, opts: options } = prepared(args ?? {}, opts ?? {});
    // The SDK creates outputs only for properties that are registered.
    const named = Object.fromEntries(outputNames(kind).map((output) => [output, undefined]));
    const restoreFrames = trimStackTraces();
    const restoreLast = addFinalTransformation(LifecycleResource.prototype, (changed) =>
      prepared(withoutInternal(kind.fields, changed.props), changed.opts),
    );
    try {
      super(adapter.tokenOf(kind), name, { ...named, ...props }, options);
    } finally {
      restoreLast();
      restoreFrames();
    }
    for (const line of warnings) void pulumi.log.warn(line, this);
  }
}

/** The provider of a resource or of its parents, for its own adapter or else for the other one. */
function providerOf(
  kind: ResourceKind,
  adapter: ProgramAdapter,
  { provider, parent }: Options,
): pulumi.ProviderResource | undefined {
  if (provider !== undefined || parent === undefined) return provider;
  const tokens = [adapter.tokenOf(kind), ...otherTokens(kind, adapter)];
  return tokens.map((token) => parent.getProvider(token)).find((one) => one !== undefined);
}

const otherTokens = (kind: ResourceKind, adapter: ProgramAdapter) =>
  tokensOf(kind).filter((token) => token !== adapter.tokenOf(kind));

/**
 * Adds aliases with the other adapter's type, so that a program can change its import and keep its objects,
 * even if it changes a name or parent at the same time.
 */
function withAliases(kind: ResourceKind, adapter: ProgramAdapter, opts: Options): Options {
  const given = opts.aliases ?? [];
  const specs = given.filter(isSpec);
  const missing = otherTokens(kind, adapter).flatMap((type) => [
    ...specs.filter((spec) => spec.type === undefined).map((spec) => ({ ...spec, type })),
    // An alias with more than a type also requires the rest to match.
    ...(specs.some((spec) => spec.type === type && Object.keys(spec).length === 1) ? [] : [{ type }]),
  ]);
  return { ...opts, aliases: [...given, ...missing] };
}

/** Whether an alias is a spec, and not a URN or an output. */
const isSpec = (alias: unknown): alias is pulumi.Alias =>
  typeof alias === "object" &&
  alias !== null &&
  !pulumi.Output.isInstance(alias) &&
  !(alias instanceof Promise);

/** Name of an internal argument that the program sets. */
const internalIn = (fields: Fields, args: object): string | undefined =>
  Object.entries(args).find(([name, value]) => fields[name]?.internal === true && value !== undefined)?.[0];

const withoutInternal = (fields: Fields, args: object): object =>
  Object.fromEntries(Object.entries(args).filter(([name]) => fields[name]?.internal !== true));

/** Marks secret fields, including nested ones, so that the engine encrypts them. */
function withSecrets(fields: Fields, args: pulumi.Inputs): pulumi.Inputs {
  const secrets = Object.entries(fields)
    .filter(([name, field]) => args[name] !== undefined && hasSecrets(field))
    .map(([name, field]) => [
      name,
      field.fields === undefined ? pulumi.secret(args[name]) : nested(field.fields, args[name]),
    ]);
  return { ...args, ...Object.fromEntries(secrets) };
}

/** Marks the secrets of a nested object, or all of it if it is an output whose content is not known yet. */
function nested(fields: Fields, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return pulumi.secret(value);
  return withSecrets(fields, value as pulumi.Inputs);
}

const hasSecrets = ({ secret, fields }: Fields[string]): boolean =>
  secret === true || Object.values(fields ?? {}).some(hasSecrets);
