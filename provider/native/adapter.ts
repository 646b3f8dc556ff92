import * as pulumi from "@pulumi/pulumi";
import { ownCredentials } from "../config/setting";
import type { ProgramAdapter, ProviderSettings } from "../program/adapter";
import { type InvokeFunction, checkProvider } from "../program/settings-provider";
import { nativeProvider, nativeTokenOf } from "../resource/kind";
import type { Properties } from "../resource/properties";

/** Resources of the native plugin, which makes names, marks secrets and keeps every option itself. */
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

/** One object a vendor, as a JSON text: the engine takes no other values of a provider. */
function providerInputs(settings: ProviderSettings): pulumi.Inputs {
  const vendors: Record<string, Record<string, pulumi.Input<string>>> = {};
  for (const [key, value] of Object.entries(settings)) {
    const [vendor = "", name = ""] = key.split(":");
    // The plugin sees for itself whether a provider brings credentials.
    if (name !== ownCredentials) vendors[vendor] = { ...vendors[vendor], [name]: value };
  }
  return Object.fromEntries(
    Object.entries(vendors).map(([vendor, values]) => [vendor, pulumi.output(values).apply(jsonOf)]),
  );
}

/** An argument that turns out to be left out is an empty text by now. */
const jsonOf = (values: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")));

/** Has the plugin ask the vendor's server. */
export const invokePlugin: InvokeFunction = (_vendor, name, args, { provider }) => {
  const token = nativeTokenOf({ name });
  checkProvider(token, nativeAdapter, provider);
  const asked: Promise<Properties> = pulumi.runtime
    .invoke(token, args, provider === undefined ? {} : { provider })
    .catch((failure: Error) => {
      throw new pulumi.RunError(failure.message);
    });
  return pulumi.output(asked.then(knownAnswer)) as unknown as pulumi.Output<Properties>;
};

/** In a preview the engine gives nothing for a provider whose settings are not known yet. */
const knownAnswer = (answer: Properties | undefined) =>
  pulumi.runtime.isDryRun() && Object.keys(answer ?? {}).length === 0 ? pulumi.unknown : answer;
