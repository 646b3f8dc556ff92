import type { SettingsSource } from "../config/settings";
import { pulumiStack, type StackChoice } from "./pulumi";

/** A resource as `pulumi stack export` writes it, secrets in the clear. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** URN and id of the provider instance. */
  readonly provider?: string;
  /** Already replaced, and to be deleted. */
  readonly delete?: boolean;
  /** Already deleted, and to be created again. */
  readonly pendingReplacement?: boolean;
}

/** What a stack's state says. */
export interface StackState {
  readonly resources: readonly StateResource[];
  /** What was being done when a run ended without a word. */
  readonly pending: readonly { readonly type: string; readonly resource: StateResource }[];
}

/** Reads a stack's state. @throws CliError with pulumi's own words */
export async function readState(stack: StackChoice): Promise<StackState> {
  return parseState(await pulumiStack("reading the state", ["export", "--show-secrets"], stack));
}

const secretKey = "4dabf18193072939515e22adb298388d";

/** The state in an export's text. */
function parseState(text: string): StackState {
  const { deployment } = JSON.parse(text, (_, value) =>
    typeof value === "object" && value !== null && secretKey in value && "plaintext" in value
      ? JSON.parse(value.plaintext)
      : value,
  );
  return { resources: deployment?.resources ?? [], pending: deployment?.pending_operations ?? [] };
}

/** The settings that a resource's provider was given, then the environment's. */
export function settingsOf({ provider }: StateResource, { resources }: StackState): SettingsSource {
  const urn = provider?.slice(0, provider.lastIndexOf("::"));
  const inputs = resources.find((resource) => resource.urn === urn)?.inputs ?? {};
  return {
    config: (key) => (inputs[key] === undefined ? undefined : String(inputs[key])),
    environment: process.env,
  };
}
