import type * as pulumi from "@pulumi/pulumi";
import type { ResourceKind } from "../resource/kind";
import type { OptionRule } from "./resource-options";

type Options = pulumi.CustomResourceOptions;

/** A resource as the program declares it. */
export interface DeclaredResource {
  /** Its name in the program. */
  readonly name: string;
  readonly args: { readonly [name: string]: unknown };
  readonly opts: Options;
}

/** Program side of an adapter: what differs between dynamic and native resources in a program. */
export interface ProgramAdapter {
  /** Module that a program imports. */
  readonly importPath: string;
  /** First part of type tokens, and the package of providers. */
  readonly package: string;
  readonly tokenOf: (kind: Pick<ResourceKind, "name">) => string;
  /** Checks that the engine can run the resources. @throws RunError with the remedy */
  readonly checkHost: () => void;
  /** Rules for resource options that this adapter can't support. */
  readonly optionRules: readonly OptionRule[];
  /** Inputs for the engine in addition to the arguments. */
  readonly extraInputs: (kind: ResourceKind, declared: DeclaredResource) => pulumi.Inputs;
  readonly options: (kind: ResourceKind, opts: Options) => Options;
  /** Converts settings by key to a provider's inputs. */
  readonly providerInputs: (settings: ProviderSettings) => pulumi.Inputs;
}

/** Settings by key, `rockit:endpoint`. */
export type ProviderSettings = Readonly<Record<string, pulumi.Input<string>>>;
