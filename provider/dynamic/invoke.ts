import * as pulumi from "@pulumi/pulumi";
import type { SettingsSource } from "../config/settings";
import { checkProvider, type InvokeFunction } from "../program/settings-provider";
import type { Properties } from "../resource/properties";
import type { AnyVendor } from "../resource/vendor";
import { dynamicAdapter } from "./adapter";

/**
 * Calls the vendor's server from the program's own process. Loads the client on first use: programs that only
 * declare resources do not need it.
 */
export const invokeDirectly: InvokeFunction = (row, name, args, { provider }) => {
  checkProvider(name, dynamicAdapter, provider);
  const result =
    provider === undefined
      ? pulumi.output(call(row, name, args, ofStack))
      : provider.settings.apply((settings) => call(row, name, args, (key) => settings[key]));
  return result as unknown as pulumi.Output<Properties>;
};

async function call(
  row: () => Promise<AnyVendor>,
  name: string,
  args: Properties,
  config: SettingsSource["config"],
): Promise<Properties> {
  const [vendor, { vendorSettings }, { callFunction }] = await Promise.all([
    row(),
    import("../config/settings.js"),
    import("../resource/vendor-function.js"),
  ]);
  const fn = vendor.functions.find((one) => one.name === name);
  if (fn === undefined) throw new Error(`unknown function ${name}`);
  let run: { close(): Promise<void> } | undefined;
  try {
    const connect = () => {
      run = vendor.connect(vendorSettings(vendor.settings, { config, environment: process.env }));
      return run;
    };
    return await callFunction(fn, connect, args);
  } catch (failure) {
    throw new pulumi.RunError((failure as Error).message);
  } finally {
    await run?.close();
  }
}

function ofStack(key: string): string | undefined {
  const [namespace, name] = key.split(":") as [string, string];
  return new pulumi.Config(namespace).get(name);
}
