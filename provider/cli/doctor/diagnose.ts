import { setting } from "../../config/settings";
import { CliError } from "../print/errors";
import { fail, failWith, type Check } from "../print/check";
import { withProgress } from "../print/with-progress";
import { nextSettings } from "../state/next-settings";
import { exportState, parseState } from "../state/export";
import type { StackChoice } from "../state/pulumi";
import type { VendorCommands } from "../vendor/vendor";
import { engineChecks } from "./engine-checks";
import { checkIdsOf } from "./check-ids";
import { requirementsOf } from "./requirements";
import { type ConfiguredServer, configuredServers, settingsChecks } from "./configured-servers";
import { projectChecks } from "./project-checks";
import { serverChecks } from "./server-checks";
import { stateChecks } from "./state-checks";

/** A group of lines: what they are about, a vendor with the provider's name where there are several. */
export interface Section {
  readonly title: string;
  readonly lines: readonly Check[];
}

/** Looks at all that a stack needs; without one at what the environment says. Changes nothing anywhere. */
export async function diagnose(
  vendors: readonly VendorCommands[],
  { stack, cwd }: StackChoice,
  version: string,
): Promise<Section[]> {
  const [settings, state] = await Promise.all([
    attempt("settings.read", () =>
      withProgress("reading the configuration", () => nextSettings(stack === undefined ? {} : { stack, cwd })),
    ),
    stack === undefined
      ? undefined
      : attempt("state.read", () => withProgress("reading the state", () => exportState({ stack, cwd }))),
  ]);
  const inOrder = inOrderOf(checkIdsOf(vendors));
  const sections: Section[] = [];
  if ("line" in settings) sections.push({ title: "settings", lines: [settings.line] });
  const text = state !== undefined && "value" in state ? state.value : undefined;
  const known = text === undefined ? undefined : parseState(text);
  const needs = requirementsOf(vendors, cwd ?? ".", known);
  const read = "value" in settings ? settings.value : await nextSettings({});
  const next = needs.native && !needs.dynamic ? read.native() : read;
  const places = configuredServers(vendors, next, known);
  if (places.length === 0) sections.push({ title: "settings", lines: [nothingConfigured(vendors)] });
  for (const place of places) {
    const { lines, settings: own } = settingsChecks(place, next);
    const title = titleOf(place);
    const looked = own === undefined ? [] : await withProgress(`asking ${title}`, () => serverChecks(place, own));
    sections.push({ title, lines: inOrder([...lines, ...looked]) });
  }
  const engine = await withProgress("asking pulumi and node", () => engineChecks(needs));
  sections.push(
    { title: "engine", lines: engine },
    { title: "project", lines: projectChecks(needs, version) },
  );
  if (text !== undefined) sections.push({ title: "state", lines: stateChecks(vendors, text) });
  else if (state !== undefined && "line" in state) sections.push({ title: "state", lines: [state.line] });
  return sections;
}

const titleOf = ({ vendor, label }: ConfiguredServer) =>
  `${vendor.row.settings.title}${label === "" ? "" : ` (${label})`}`;

const inOrderOf = (ids: readonly string[]) => (lines: readonly Check[]) =>
  [...lines].sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));

function nothingConfigured(vendors: readonly VendorCommands[]): Check {
  const titles = vendors.map(({ row }) => row.settings.title);
  const variables = vendors.map(({ row }) => setting(row.settings, "endpoint").variable).join(", ");
  return fail(
    "settings.vendors",
    titles.length === 1 ? `${titles[0]} is not configured` : `neither ${titles.join(" nor ")} is configured`,
    `name the stack with --stack, or give the settings in the environment (${variables} and their credentials)`,
  );
}

async function attempt<T>(id: string, work: () => Promise<T>): Promise<{ value: T } | { line: Check }> {
  try {
    return { value: await work() };
  } catch (failure) {
    if (!(failure instanceof CliError)) throw failure;
    return {
      line: failWith(id, failure, "check --stack and --cwd, and that you are logged in (`pulumi whoami`)"),
    };
  }
}
