import type { SettingsSource } from "../../config/settings";
import { objectIn, settingPath, valueIn } from "../../resource/provider-arguments";
import { pulumiStack, type StackChoice } from "./pulumi";
import { exportIn, readStateText } from "./state-file";
import { providerUrnIn } from "./urn";

/** A resource as `pulumi stack export` writes it, secrets in the clear. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** URN and id of the provider instance. */
  readonly provider?: string;
  /** Only read by the stack, and not owned. */
  readonly external?: boolean;
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
  return parseState(await exportState(stack));
}

/** A stack's export as pulumi writes it: what is secret is in it in the clear, and marked. @throws CliError with pulumi's own words */
export const exportState = (stack: StackChoice): Promise<string> =>
  pulumiStack("reading the state", ["export", "--show-secrets"], stack);

/** Reads what `pulumi stack export` wrote into a file; `-` is standard input. @throws CliError if it is something else */
export async function readStateFile(file: string): Promise<StackState> {
  const given = await readStateText(file);
  return parseState(exportIn(given, file));
}

/** How an export marks a value that is encrypted in the state. */
export const secretKey = "4dabf18193072939515e22adb298388d";
export const secretMark = "1b47061264138c4ac30d75fd1eb44270";

/** The state in an export's text. */
export function parseState(text: string): StackState {
  const { deployment } = JSON.parse(text, (_, value) =>
    typeof value === "object" && value !== null && secretKey in value && "plaintext" in value
      ? JSON.parse(value.plaintext)
      : value,
  );
  return { resources: deployment?.resources ?? [], pending: deployment?.pending_operations ?? [] };
}

/** What a provider was given for a setting, `rockit:endpoint`. */
export const settingOf = ({ type, inputs = {} }: StateResource, key: string): unknown =>
  valueIn(inputs, settingPath(type, key));

/** What a provider of a stack was given. */
export function settingsOf(
  provider: string | undefined,
  { resources }: StackState,
): Pick<SettingsSource, "config" | "givenBy"> {
  const urn = providerUrnIn(provider ?? "");
  const { type = "", inputs = {} } = resources.find((resource) => resource.urn === urn) ?? {};
  const isEncrypted = (key: string) =>
    settingPath(type, key).some((_, index, path) =>
      Object.hasOwn(objectIn(valueIn(inputs, path.slice(0, index + 1))) ?? {}, secretKey),
    );
  return {
    config: (key) => {
      const value = valueIn(inputs, settingPath(type, key));
      // Of an export without --show-secrets, what is encrypted is as good as not there.
      return value === undefined || typeof value === "object" ? undefined : String(value);
    },
    givenBy: (key) =>
      isEncrypted(key) ? "an export with secrets (`pulumi stack export --show-secrets`)" : undefined,
  };
}
