import type { SettingsSource } from "../../config/settings";
import { providerTypes } from "../../resource/provider-arguments";
import type { AdoptOptions } from "../print/adopt-options";
import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import { settingsSourceOf } from "../servers/endpoints";
import { readState, type StackState, type StateResource } from "../state/export";
import { nextSettings } from "../state/next-settings";
import type { StackChoice } from "../state/pulumi";
import { nameIn } from "../state/urn";

/** The stack to import into; without resources if the user named none. */
export interface ImportTarget {
  readonly stack: StackChoice;
  readonly state: StackState;
  /** The explicit provider and the parent of the imported resources. */
  readonly provider?: StateResource | undefined;
  readonly parent?: StateResource | undefined;
  /** The settings for the connection to the server. */
  settings(): Promise<SettingsSource>;
}

/** Reads the target stack; `option` named it on the command line. @throws CliError */
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
  const explicit = resourceOf(state, "--provider", provider, ({ type }) => providerTypes.includes(type));
  if (explicit !== undefined && explicit.type !== providerTypes[0]) {
    throw new CliError(
      `--provider ${oneLine(nameIn(explicit.urn), 200)}: this is a provider of the native plugin: import each of its objects with \`pulumi import\` (docs/native.md)`,
    );
  }
  const component = resourceOf(
    state,
    "--parent",
    parent,
    ({ type }) => !type.startsWith("pulumi:providers:"),
  );
  const settings = async () =>
    explicit === undefined
      ? nextSettings(stack, option)
      : settingsSourceOf(`${explicit.urn}::${explicit.id}`, state);
  return { stack, state, provider: explicit, parent: component, settings };
}

/** The resource with that name or URN. */
function resourceOf(
  { resources }: StackState,
  option: string,
  nameOrUrn: string | undefined,
  isCandidate: (resource: StateResource) => boolean,
): StateResource | undefined {
  if (nameOrUrn === undefined) return undefined;
  const [found, another] = resources.filter(
    (one) => isCandidate(one) && !one.delete && (one.urn === nameOrUrn || nameIn(one.urn) === nameOrUrn),
  );
  if (found !== undefined && another === undefined) return found;
  const reason =
    found === undefined
      ? "the stack has no such resource: correct the name, or let `pulumi up` create it first"
      : `several resources have that name: give the URN, such as ${oneLine(found.urn, 500)}`;
  throw new CliError(`${option} ${oneLine(nameOrUrn, 200)}: ${reason}`);
}
