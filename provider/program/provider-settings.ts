import * as pulumi from "@pulumi/pulumi";
import {
  checkSettings,
  credentialNames,
  ownCredentials,
  type SettingsDefinition,
  SettingsError,
  secretSettings,
  settingNames,
} from "../config/settings";

type Arguments = Readonly<Record<string, unknown>>;

/**
 * Settings of an explicit provider by configuration key, from its arguments. Missing settings may come from
 * the environment of a later run.
 * @throws RunError for an unknown, contradictory or malformed argument
 */
export function providerSettings(
  definitions: readonly SettingsDefinition[],
  name: string,
  args: object | null,
): Record<string, pulumi.Input<string>> {
  const fail = (reason: string): never => {
    throw new pulumi.RunError(`provider "${name}": ${reason}`);
  };
  const settings: Record<string, pulumi.Input<string>> = {};
  for (const [vendor, values] of Object.entries((args ?? {}) as Arguments)) {
    const definition = definitions.find(({ namespace }) => namespace === vendor);
    if (definition === undefined)
      return fail(
        `${vendor} is not a vendor; valid ones are ${definitions.map(({ namespace }) => namespace).join(" and ")}`,
      );
    if (isLeftOut(values)) continue;
    if (!isArguments(values)) return fail(`${vendor} must be an object; its values may be outputs`);
    const [names, secrets] = [settingNames(definition), secretSettings(definition)];
    const plain: Record<string, string> = {};
    for (const [field, value] of Object.entries(values)) {
      if (!names.includes(field))
        fail(`${vendor}.${field} is not an argument; valid ones are ${names.join(", ")}`);
      if (isLeftOut(value)) continue;
      const key = `${vendor}:${field}`;
      const textOf = (known: unknown): string =>
        textOfArgument(known) ?? fail(`${vendor}.${field} must be a string, a number or a boolean`);
      const text = isPlain(value) ? textOf(value) : pulumi.output(value).apply(textOf);
      settings[key] = secrets.includes(field) ? pulumi.secret(text) : text;
      if (secrets.includes(field)) settings[`${vendor}:${ownCredentials}`] = "true";
      // Unknown values are validated when they are used; here they count as valid.
      if (typeof text === "string") plain[key] = text;
      else if (field === "endpoint") plain[key] = "https://known-later.example";
      else if (field === "allowInsecureHttp") plain[key] = "true";
      else if (credentialNames(definition).includes(field)) plain[key] = "known later";
    }
    try {
      checkSettings(definition, {
        config: (key) => plain[key],
        environment: process.env,
        howToSet: (key) => `the argument ${key.replace(":", ".")}`,
      });
    } catch (failure) {
      if (failure instanceof SettingsError) fail(failure.message);
      throw failure;
    }
  }
  return settings;
}

const isLeftOut = (value: unknown) => value === undefined || value === null;

const isPlain = (value: unknown) => !pulumi.Output.isInstance(value) && !(value instanceof Promise);

const isArguments = (value: unknown): value is Arguments =>
  typeof value === "object" && !Array.isArray(value) && isPlain(value);

/** Text of an argument, empty if it is omitted; `undefined` if its type is not allowed. */
function textOfArgument(value: unknown): string | undefined {
  if (isLeftOut(value)) return "";
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
}
