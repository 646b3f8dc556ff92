import { setting } from "../../config/settings";
import { type Check, fail, failWith } from "../print/check";
import { CliError } from "../print/errors";
import { withProgress } from "../print/with-progress";
import { exportState, parseState } from "../state/export";
import { nextSettings } from "../state/next-settings";
import type { StackChoice } from "../state/pulumi";
import type { VendorCommands } from "../vendor/vendor";
import { checkIdsOf } from "./check-ids";
import { type ConfiguredServer, configuredServers, settingsChecks } from "./configured-servers";
import { engineChecks } from "./engine-checks";
import { projectChecks } from "./project-checks";
import { requirementsOf } from "./requirements";
import { serverChecks } from "./server-checks";
import { stateChecks } from "./state-checks";

/** A titled group of checks. */
export interface Section {
  readonly title: string;
  readonly checks: readonly Check[];
}

/**
 * Checks everything that a stack needs; without a stack, everything that the environment configures. Changes
 * nothing.
 */
export async function diagnose(
  vendors: readonly VendorCommands[],
  { stack, cwd }: StackChoice,
  version: string,
): Promise<Section[]> {
  const [settings, state] = await Promise.all([
    attempt("settings.read", () =>
      withProgress("reading the configuration", () =>
        nextSettings(stack === undefined ? {} : { stack, cwd }),
      ),
    ),
    stack === undefined
      ? undefined
      : attempt("state.read", () => withProgress("reading the state", () => exportState({ stack, cwd }))),
  ]);
  const inOrder = sorterFor(checkIdsOf(vendors));
  const sections: Section[] = [];
  if ("check" in settings) sections.push({ title: "settings", checks: [settings.check] });
  const text = state !== undefined && "value" in state ? state.value : undefined;
  const known = text === undefined ? undefined : parseState(text);
  const requirements = requirementsOf(vendors, cwd ?? ".", known);
  const readSettings = "value" in settings ? settings.value : await nextSettings({});
  const next = requirements.native && !requirements.dynamic ? readSettings.native() : readSettings;
  const servers = configuredServers(vendors, next, known);
  if (servers.length === 0) sections.push({ title: "settings", checks: [nothingConfigured(vendors)] });
  for (const server of servers) {
    const { checks, settings: own } = settingsChecks(server, next);
    const title = titleOf(server);
    const online =
      own === undefined ? [] : await withProgress(`checking ${title}`, () => serverChecks(server, own));
    sections.push({ title, checks: inOrder([...checks, ...online]) });
  }
  const engine = await withProgress("checking pulumi and node", () => engineChecks(requirements));
  sections.push(
    { title: "Pulumi CLI", checks: engine },
    { title: "project", checks: projectChecks(requirements, version) },
  );
  if (text !== undefined) sections.push({ title: "state", checks: stateChecks(vendors, text) });
  else if (state !== undefined && "check" in state) sections.push({ title: "state", checks: [state.check] });
  return sections;
}

const titleOf = ({ vendor, label }: ConfiguredServer) =>
  `${vendor.row.settings.title}${label === "" ? "" : ` (${label})`}`;

const sorterFor = (ids: readonly string[]) => (checks: readonly Check[]) =>
  [...checks].sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));

function nothingConfigured(vendors: readonly VendorCommands[]): Check {
  const titles = vendors.map(({ row }) => row.settings.title);
  const variables = vendors.map(({ row }) => setting(row.settings, "endpoint").variable).join(", ");
  return fail(
    "settings.vendors",
    titles.length === 1 ? `${titles[0]} is not configured` : `neither ${titles.join(" nor ")} is configured`,
    `name the stack with --stack, or set the environment variables (${variables} and the credentials)`,
  );
}

async function attempt<T>(id: string, work: () => Promise<T>): Promise<{ value: T } | { check: Check }> {
  try {
    return { value: await work() };
  } catch (failure) {
    if (!(failure instanceof CliError)) throw failure;
    return {
      check: failWith(id, failure, "check --stack and --cwd, and that you are logged in (`pulumi whoami`)"),
    };
  }
}
