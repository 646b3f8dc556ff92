import type { SettingsSource } from "../../config/settings";
import { providerTypes } from "../../resource/provider-arguments";
import { CliError } from "../print/errors";
import type { AdoptOptions } from "../print/adopt-options";
import { oneLine } from "../print/terminal";
import { settingsSourceOf } from "../servers/endpoints";
import { nextSettings } from "../state/next-settings";
import { readState, type StackState, type StateResource } from "../state/export";
import type { StackChoice } from "../state/pulumi";
import { nameIn } from "../state/urn";

/** The stack to import into, as it is now; without resources if none is named. */
export interface ImportTarget {
  readonly stack: StackChoice;
  readonly state: StackState;
  /** The explicit provider and the parent of what is imported. */
  readonly provider?: StateResource | undefined;
  readonly parent?: StateResource | undefined;
  /** The settings with which the server is asked. */
  settings(): Promise<SettingsSource>;
}

/** Reads the stack; `option` names it on the command line. @throws CliError */
export async function readTarget(
  stack: StackChoice,
  { provider, parent }: Pick<AdoptOptions, "provider" | "parent">,
  option: string,
): Promise<ImportTarget> {
  const isNamed = stack.stack !== undefined || stack.cwd !== undefined;
  if (!isNamed && (provider ?? parent) !== undefined) {
    throw new CliError(`--provider and --parent name resources of a stack: name the stack with ${option}`);
  }
  const state = isNamed ? await readState(stack) : { resources: [], pending: [] };
  const its = resourceOf(state, "--provider", provider, ({ type }) => providerTypes.includes(type));
  if (its !== undefined && its.type !== providerTypes[0]) {
    throw new CliError(
      `--provider ${oneLine(nameIn(its.urn), 200)}: it is the native plugin's, and its objects need no file: import each with \`pulumi import\`, as docs/native.md says`,
    );
  }
  const above = resourceOf(state, "--parent", parent, ({ type }) => !type.startsWith("pulumi:providers:"));
  const settings = async () =>
    its === undefined ? nextSettings(stack, option) : settingsSourceOf(`${its.urn}::${its.id}`, state);
  return { stack, state, provider: its, parent: above, settings };
}

/** The one resource of that name or URN. */
function resourceOf(
  { resources }: StackState,
  option: string,
  given: string | undefined,
  isMeant: (resource: StateResource) => boolean,
): StateResource | undefined {
  if (given === undefined) return undefined;
  const [found, another] = resources.filter(
    (one) => isMeant(one) && !one.delete && (one.urn === given || nameIn(one.urn) === given),
  );
  if (found !== undefined && another === undefined) return found;
  const why =
    found === undefined
      ? "the stack has none of that name: correct it, or let `pulumi up` create it first"
      : `several have that name: give the URN, such as ${oneLine(found.urn, 500)}`;
  throw new CliError(`${option} ${oneLine(given, 200)}: ${why}`);
}
