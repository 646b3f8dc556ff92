import { setting } from "../../config/settings";
import { CliError } from "../print/errors";
import { fail, failFrom, type Line } from "../print/lines";
import { showing } from "../print/progress";
import { nextSettings } from "../state/config";
import { exportState, parseState } from "../state/export";
import type { StackChoice } from "../state/pulumi";
import type { VendorCommands } from "../vendor/vendor";
import { engineLines } from "./engine-lines";
import { lineIdsOf } from "./line-ids";
import { needsOf } from "./needs";
import { type Place, placesOf, settingsLines } from "./places";
import { projectLines } from "./project-lines";
import { serverLines } from "./server-lines";
import { stateLines } from "./state-lines";

/** A group of lines: what they are about, a vendor with the provider's name where there are several. */
export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** Looks at all that a stack needs; without one at what the environment says. Changes nothing anywhere. */
export async function diagnose(
  vendors: readonly VendorCommands[],
  { stack, cwd }: StackChoice,
  version: string,
): Promise<Section[]> {
  const [settings, state] = await Promise.all([
    attempt("settings.read", () =>
      showing("reading the configuration", () => nextSettings(stack === undefined ? {} : { stack, cwd })),
    ),
    stack === undefined
      ? undefined
      : attempt("state.read", () => showing("reading the state", () => exportState({ stack, cwd }))),
  ]);
  const inOrder = inOrderOf(lineIdsOf(vendors));
  const sections: Section[] = [];
  if ("line" in settings) sections.push({ title: "settings", lines: [settings.line] });
  const text = state !== undefined && "value" in state ? state.value : undefined;
  const known = text === undefined ? undefined : parseState(text);
  const needs = needsOf(vendors, cwd ?? ".", known);
  const read = "value" in settings ? settings.value : await nextSettings({});
  const next = needs.native && !needs.dynamic ? read.native() : read;
  const places = placesOf(vendors, next, known);
  if (places.length === 0) sections.push({ title: "settings", lines: [nothingConfigured(vendors)] });
  for (const place of places) {
    const { lines, settings: own } = settingsLines(place, next);
    const title = titleOf(place);
    const looked = own === undefined ? [] : await showing(`asking ${title}`, () => serverLines(place, own));
    sections.push({ title, lines: inOrder([...lines, ...looked]) });
  }
  const engine = await showing("asking pulumi and node", () => engineLines(needs));
  sections.push(
    { title: "engine", lines: engine },
    { title: "project", lines: projectLines(needs, version) },
  );
  if (text !== undefined) sections.push({ title: "state", lines: stateLines(vendors, text) });
  else if (state !== undefined && "line" in state) sections.push({ title: "state", lines: [state.line] });
  return sections;
}

const titleOf = ({ vendor, label }: Place) =>
  `${vendor.row.settings.title}${label === "" ? "" : ` (${label})`}`;

const inOrderOf = (ids: readonly string[]) => (lines: readonly Line[]) =>
  [...lines].sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));

function nothingConfigured(vendors: readonly VendorCommands[]): Line {
  const titles = vendors.map(({ row }) => row.settings.title);
  const variables = vendors.map(({ row }) => setting(row.settings, "endpoint").variable).join(", ");
  return fail(
    "settings.vendors",
    titles.length === 1 ? `${titles[0]} is not configured` : `neither ${titles.join(" nor ")} is configured`,
    `name the stack with --stack, or give the settings in the environment (${variables} and their credentials)`,
  );
}

async function attempt<T>(id: string, work: () => Promise<T>): Promise<{ value: T } | { line: Line }> {
  try {
    return { value: await work() };
  } catch (failure) {
    if (!(failure instanceof CliError)) throw failure;
    return {
      line: failFrom(id, failure, "check --stack and --cwd, and that you are logged in (`pulumi whoami`)"),
    };
  }
}
