import * as pulumi from "@pulumi/pulumi";
import type { DeclaredResource, ProgramAdapter } from "../program/adapter";
import { autoNamedField } from "../resource/auto-name";
import { dynamicTokenOf, type ResourceKind, secretPaths } from "../resource/kind";
import { packageName, referenceOf } from "../resource/reference";
import { dynamicOptionRules } from "./option-rules";
import { checkPluginHost } from "./plugin-host";

/** Adapter for dynamic resources, whose state holds a reference to the code instead of the code. */
export const dynamicAdapter: ProgramAdapter = {
  importPath: packageName,
  package: "pulumi-nodejs",
  tokenOf: dynamicTokenOf,
  checkHost: checkPluginHost,
  optionRules: dynamicOptionRules,
  extraInputs: (kind, declared) => ({
    ...namePrefixOf(kind, declared),
    ...referenceOf(kind),
  }),
  options: withSecretOutputs,
  providerInputs: (settings) => ({ ...settings }),
};

/** Passes the resource's name to the check, which generates a name from it; the engine does not pass it. */
function namePrefixOf(kind: ResourceKind, { name, args, opts }: DeclaredResource): pulumi.Inputs {
  const field = autoNamedField(kind);
  return field === undefined || opts.id !== undefined || args[field] !== undefined
    ? {}
    : { namePrefix: name };
}

function withSecretOutputs(
  kind: ResourceKind,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResourceOptions {
  const given = opts.additionalSecretOutputs ?? [];
  const missing = secretPaths(kind).filter((path) => !path.includes(".") && !given.includes(path));
  return pulumi.mergeOptions(opts, { additionalSecretOutputs: missing });
}
