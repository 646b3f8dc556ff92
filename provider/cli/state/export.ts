import type { SettingsSource } from "../../config/settings";
import { objectIn, settingPath, valueIn } from "../../resource/provider-arguments";
import { pulumiStack, type StackChoice } from "./pulumi";
import { checkedExport, readStateText } from "./state-file";
import { providerUrnIn } from "./urn";

/** A resource as `pulumi stack export --show-secrets` writes it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** URN and id of the provider instance. */
  readonly provider?: string;
  /** The stack only reads it. */
  readonly external?: boolean;
  /** Replaced; waits for its deletion. */
  readonly delete?: boolean;
  /** Deleted; waits for its replacement. */
  readonly pendingReplacement?: boolean;
}

/** A stack's state. */
export interface StackState {
  readonly resources: readonly StateResource[];
  /** Pulumi's pending operations: those in progress when an update was killed. */
  readonly pending: readonly { readonly type: string; readonly resource: StateResource }[];
}

/** Reads a stack's state. @throws CliError with pulumi's error */
export async function readState(stack: StackChoice): Promise<StackState> {
  return parseState(await exportState(stack));
}

/** A stack's export, with its secrets marked and unencrypted. @throws CliError with pulumi's error */
export const exportState = (stack: StackChoice): Promise<string> =>
  pulumiStack("reading the state", ["export", "--show-secrets"], stack);

/**
 * Reads a file that `pulumi stack export` wrote; `-` is standard input.
 *
 * @throws CliError if the file is no export
 */
export async function readStateFile(file: string): Promise<StackState> {
  return parseState(checkedExport(await readStateText(file), file));
}

/** The mark of a secret value in an export. */
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

/** A setting of a provider, such as `rockit:endpoint`. */
export const settingOf = ({ type, inputs = {} }: StateResource, key: string): unknown =>
  valueIn(inputs, settingPath(type, key));

/** The settings of a provider of a stack. */
export function settingsOf(
  provider: string | undefined,
  { resources }: StackState,
): Pick<SettingsSource, "config" | "howToSet"> {
  const urn = providerUrnIn(provider ?? "");
  const { type = "", inputs = {} } = resources.find((resource) => resource.urn === urn) ?? {};
  const isEncrypted = (key: string) =>
    settingPath(type, key).some((_, index, path) =>
      Object.hasOwn(objectIn(valueIn(inputs, path.slice(0, index + 1))) ?? {}, secretKey),
    );
  return {
    config: (key) => {
      const value = valueIn(inputs, settingPath(type, key));
      // An export without --show-secrets has no encrypted values.
      return value === undefined || typeof value === "object" ? undefined : String(value);
    },
    howToSet: (key) =>
      isEncrypted(key) ? "an export with secrets (`pulumi stack export --show-secrets`)" : undefined,
  };
}
