import type * as pulumi from "@pulumi/pulumi";
import type { ResourceKind } from "../resource/kind";
import type { OptionRule } from "./resource-options";

type Options = pulumi.CustomResourceOptions;

/** A resource that a program declares. */
export interface DeclaredResource {
  /** Its name in the program. */
  readonly name: string;
  readonly args: { readonly [name: string]: unknown };
  readonly opts: Options;
}

/** One of the ways in which the engine runs this package's resources: what is different about it in a program. */
export interface ProgramAdapter {
  /** What a program imports. */
  readonly importPath: string;
  /** The first part of its type tokens, and the package of its providers. */
  readonly package: string;
  readonly tokenOf: (kind: Pick<ResourceKind, "name">) => string;
  /** Looks whether the engine will find what runs the resources. @throws RunError naming the remedy */
  readonly checkHost: () => void;
  /** The options that it can't keep. */
  readonly optionRules: readonly OptionRule[];
  /** What the engine is given beside the arguments. */
  readonly extraInputs: (kind: ResourceKind, declared: DeclaredResource) => pulumi.Inputs;
  readonly options: (kind: ResourceKind, opts: Options) => Options;
  /** A provider's inputs, made of its settings by their keys. */
  readonly providerInputs: (settings: ProviderSettings) => pulumi.Inputs;
}

/** Settings by their keys, `rockit:endpoint`. */
export type ProviderSettings = Readonly<Record<string, pulumi.Input<string>>>;
