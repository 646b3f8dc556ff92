import * as pulumi from "@pulumi/pulumi";
import { ownCredentials } from "../config/setting";
import type { ProgramAdapter, ProviderSettings } from "../program/adapter";
import { checkProvider, type InvokeFunction } from "../program/settings-provider";
import { nativeProvider, nativeTokenOf } from "../resource/kind";
import type { Properties } from "../resource/properties";

/**
 * Adapter for native resources: the plugin itself generates names, marks secrets and supports every option.
 */
export const nativeAdapter: ProgramAdapter = {
  importPath: "pulumi-rockit-durst/native",
  package: nativeProvider,
  tokenOf: nativeTokenOf,
  checkHost: () => {},
  optionRules: [],
  extraInputs: () => ({}),
  options: (_kind, opts) => opts,
  providerInputs,
};

/** One object per vendor as JSON text: the engine accepts only strings as provider inputs. */
function providerInputs(settings: ProviderSettings): pulumi.Inputs {
  const vendors: Record<string, Record<string, pulumi.Input<string>>> = {};
  for (const [key, value] of Object.entries(settings)) {
    const [vendor = "", name = ""] = key.split(":");
    // The plugin detects by itself whether a provider sets credentials.
    if (name !== ownCredentials) vendors[vendor] = { ...vendors[vendor], [name]: value };
  }
  return Object.fromEntries(
    Object.entries(vendors).map(([vendor, values]) => [vendor, pulumi.output(values).apply(jsonOf)]),
  );
}

/** JSON without empty strings, which stand for omitted arguments. */
const jsonOf = (values: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")));

/** Calls a function through the plugin. */
export const invokePlugin: InvokeFunction = (_vendor, name, args, { provider }) => {
  const token = nativeTokenOf({ name });
  checkProvider(token, nativeAdapter, provider);
  const result: Promise<Properties> = pulumi.runtime
    .invoke(token, args, provider === undefined ? {} : { provider })
    .catch((failure: Error) => {
      throw new pulumi.RunError(failure.message);
    });
  return pulumi.output(result.then(knownResult)) as unknown as pulumi.Output<Properties>;
};

/** In a preview the engine returns nothing while a provider's settings are unknown. */
const knownResult = (result: Properties | undefined) =>
  pulumi.runtime.isDryRun() && Object.keys(result ?? {}).length === 0 ? pulumi.unknown : result;
