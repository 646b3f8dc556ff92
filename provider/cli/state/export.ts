import { readFile } from "node:fs/promises";
import type { SettingsSource } from "../../config/settings";
import { settingPath, valueIn } from "../../resource/provider-arguments";
import { CliError } from "../print/errors";
import { plain } from "../print/terminal";
import { pulumiStack, type StackChoice } from "./pulumi";
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

/** Reads what `pulumi stack export` wrote into a file. @throws CliError if it is none */
export async function readStateFile(file: string): Promise<StackState> {
  try {
    const text = await readFile(file, "utf8");
    const state = parseState(text);
    // Taken for a stack without resources, another file would make everything nobody's.
    const isExport = JSON.parse(text).deployment?.manifest !== undefined;
    if (isExport && Array.isArray(state.resources) && Array.isArray(state.pending)) return state;
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code !== undefined)
      throw new CliError(`the file ${plain(file, 200)} can't be read (${code}): correct --state`);
  }
  throw new CliError(
    `the file ${plain(file, 200)} is no export of a stack: write it with \`pulumi stack export --file\``,
  );
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

/** What a provider of a stack was given, by configuration key. */
export function configurationOf(
  provider: string | undefined,
  { resources }: StackState,
): SettingsSource["config"] {
  const urn = providerUrnIn(provider ?? "");
  const found = resources.find((resource) => resource.urn === urn);
  return (key) => {
    const value = found && settingOf(found, key);
    // Of an export without --show-secrets, what is encrypted is as good as not there.
    return isPlain(value) ? String(value) : undefined;
  };
}

const isPlain = (value: unknown) => value !== undefined && typeof value !== "object";
