import type { SettingsSource } from "../../config/settings";
import { pulumiJson, type StackChoice } from "./pulumi";

/** Settings that are to be used, and how they are kept until then. */
export interface NextSettings extends SettingsSource {
  /** Whether the stack's configuration has a value and keeps it in the clear. */
  readonly inTheClear: (key: string) => boolean;
}

type Configuration = Readonly<
  Record<string, { readonly value?: string; readonly secret?: boolean } | undefined>
>;

/**
 * The settings that the next `pulumi up` of a stack will use, also of one that was never updated: its configuration, then the environment.
 * Without a stack the environment's alone.
 *
 * @throws CliError with pulumi's own words
 */
export async function nextSettings(stack: StackChoice, option = "--stack"): Promise<NextSettings> {
  if (stack.stack === undefined && stack.cwd === undefined) {
    return {
      config: () => undefined,
      inTheClear: () => false,
      environment: process.env,
      givenBy: () => `a stack's configuration (name the stack with ${option})`,
    };
  }
  const command = ["config", "--json", "--show-secrets"];
  const values = ((await pulumiJson("reading the configuration", command, stack)) ?? {}) as Configuration;
  return {
    config: (key) => values[key]?.value,
    inTheClear: (key) => values[key]?.secret === false,
    environment: process.env,
  };
}
