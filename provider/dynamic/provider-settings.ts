import * as pulumi from "@pulumi/pulumi";
import {
  endpointNames,
  ownCredentials,
  type SettingsDefinition,
  SettingsError,
  secretSettings,
  settingNames,
  vendorSettings,
} from "../config/settings";

/** The configuration of an explicit provider, by key, of what it was given for each vendor. @throws RunError naming what is wrong */
export function providerSettings(
  definitions: readonly SettingsDefinition[],
  name: string,
  args: object,
): Record<string, pulumi.Input<string>> {
  const fail = (reason: string): never => {
    throw new pulumi.RunError(`provider "${name}": ${reason}`);
  };
  const settings: Record<string, pulumi.Input<string>> = {};
  for (const [vendor, values] of Object.entries(args as Readonly<Record<string, object | undefined>>)) {
    const definition = definitions.find(({ namespace }) => namespace === vendor);
    if (definition === undefined)
      return fail(
        `${vendor} is no vendor; there are ${definitions.map(({ namespace }) => namespace).join(" and ")}`,
      );
    if (values === undefined) continue;
    const [names, secrets] = [settingNames(definition), secretSettings(definition)];
    const plain: Record<string, string> = {};
    for (const [field, value] of Object.entries(values)) {
      if (!names.includes(field))
        fail(`${vendor}.${field} is not an argument; there are ${names.join(", ")}`);
      if (value === undefined) continue;
      const key = `${vendor}:${field}`;
      const text = isPlain(value) ? String(value) : pulumi.output(value).apply(String);
      settings[key] = secrets.includes(field) ? pulumi.secret(text) : text;
      if (secrets.includes(field)) settings[`${vendor}:${ownCredentials}`] = "true";
      // What is only known later is looked at when it is used; here it counts as right.
      if (isPlain(value)) plain[key] = String(value);
      else if (field === "endpoint") plain[key] = "https://known-later.example";
      else if (field === "allowInsecureHttp") plain[key] = "true";
      else if (!endpointNames.includes(field)) plain[key] = "known later";
    }
    try {
      vendorSettings(definition, {
        config: (key) => plain[key],
        environment: process.env,
        givenBy: (key) => `the argument ${key.replace(":", ".")}`,
      });
    } catch (failure) {
      if (failure instanceof SettingsError) fail(failure.message);
      throw failure;
    }
  }
  return settings;
}

const isPlain = (value: unknown) => !pulumi.Output.isInstance(value) && !(value instanceof Promise);
