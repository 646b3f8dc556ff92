import * as pulumi from "@pulumi/pulumi";
import type { SettingsSource } from "../config/settings";

/** A provider that knows its settings by their configuration keys. */
export abstract class SettingsProvider extends pulumi.ProviderResource {
  /** @internal */
  abstract readonly settings: pulumi.Output<Record<string, string>>;
}

/** Where a function of this package looks. */
export interface AskOptions {
  /** Whose settings to use. Default: the stack's configuration and the environment. */
  readonly provider?: SettingsProvider | undefined;
}

/**
 * Asks a vendor from within a program. What talks to servers is loaded when it is first needed, so that programs that only declare
 * resources do not wait for it. @throws RunError saying what was being done and what went wrong
 */
export function ask<T>(
  what: string,
  { provider }: AskOptions,
  question: (source: SettingsSource) => Promise<T>,
): pulumi.Output<T> {
  const answer = async (config: SettingsSource["config"]) => {
    try {
      return await question({ config, environment: process.env });
    } catch (failure) {
      const { operationError } = await import("../resource/errors.js");
      throw new pulumi.RunError(operationError(what, failure).message);
    }
  };
  if (provider === undefined) return pulumi.output(answer(ofStack)) as unknown as pulumi.Output<T>;
  return provider.settings.apply((settings) => answer((key) => settings[key])) as unknown as pulumi.Output<T>;
}

function ofStack(key: string): string | undefined {
  const [namespace, name] = key.split(":") as [string, string];
  return new pulumi.Config(namespace).get(name);
}
