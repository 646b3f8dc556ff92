import type { SettingsSource } from "../config/settings";
import { CliError } from "./errors";
import { pulumiConfig, type StackChoice } from "./pulumi";

/**
 * The settings that the next `pulumi up` of a stack will use, also of one that was never updated: its configuration, then the environment.
 * Without a stack the environment's alone.
 *
 * @throws CliError with pulumi's own words
 */
export async function nextSettings(stack: StackChoice): Promise<SettingsSource> {
  if (stack.stack === undefined && stack.cwd === undefined) {
    return {
      config: () => undefined,
      environment: process.env,
      givenBy: () => "a stack's configuration (name the stack with --stack)",
    };
  }
  const values = parsed(await pulumiConfig("reading the configuration", ["--json", "--show-secrets"], stack));
  return { config: (key) => values[key]?.value, environment: process.env };
}

function parsed(text: string): Readonly<Record<string, { readonly value?: string } | undefined>> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw new CliError("reading the configuration: pulumi answered with something that is no JSON");
  }
}
