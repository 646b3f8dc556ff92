import {
  SettingsError,
  type SettingsSource,
  secretSettings,
  setting,
  settingNames,
} from "../../config/settings";
import { type DurstSettings, durstSettings, durstSettingsDefinition } from "../../durst/settings";
import { type RockitSettings, rockitSettings, rockitSettingsDefinition } from "../../rockit/settings";
import type { NextSettings } from "../state/config";
import { type StackState, settingsOf } from "../state/export";
import { fail, type Line, ok } from "./lines";

/** A server that a program would talk to, as far as settings say. */
export interface Place {
  readonly vendor: "rockit" | "durst";
  /** Which one of several; empty for the stack's own. */
  readonly label: string;
  readonly source: SettingsSource;
}

export type Settings =
  | { readonly vendor: "rockit"; readonly settings: RockitSettings }
  | { readonly vendor: "durst"; readonly settings: DurstSettings };

const vendors = ["rockit", "durst"] as const;
const definitions = { rockit: rockitSettingsDefinition, durst: durstSettingsDefinition };
const providerType = "pulumi:providers:pulumi-nodejs";

/** The servers that are configured, or that the stack has a provider for or resources at. */
export function placesOf(next: NextSettings, state: StackState | undefined): Place[] {
  const { resources = [] } = state ?? {};
  const explicit = resources.filter(({ type, urn }) => type === providerType && !isDefault(urn));
  return vendors.flatMap((vendor): Place[] => {
    const configured = settingNames(definitions[vendor]).some(
      (name) => originOf(vendor, name, next) !== undefined,
    );
    const used = resources.some(
      ({ type, provider = "" }) =>
        type.startsWith(`pulumi-nodejs:dynamic/${vendor}:`) &&
        isDefault(provider.split("::").slice(0, -1).join("::")),
    );
    const own = configured || used ? [{ vendor, label: "", source: next }] : [];
    const others = explicit
      .filter(({ inputs }) => inputs?.[`${vendor}:endpoint`] !== undefined)
      .map(({ urn, id = "" }) => ({
        vendor,
        label: urn.split("::").slice(3).join("::"),
        source: settingsOf({ urn: "", type: "", provider: `${urn}::${id}` }, state as StackState),
      }));
    return [...own, ...others];
  });
}

const isDefault = (urn: string) => /::default(_\d+_\d+_\d+)?$/.test(urn);

/** Which settings were found, and where; never what they are. */
export function settingsLines(
  { vendor, label, source }: Place,
  next: NextSettings,
): { lines: Line[]; settings?: Settings } {
  const lines: Line[] = [];
  const clear = settingNames(definitions[vendor]).filter(
    (name) =>
      label === "" &&
      secretSettings(definitions[vendor]).includes(name) &&
      next.inTheClear(`${vendor}:${name}`),
  );
  for (const name of clear) {
    lines.push(
      fail(
        `${vendor}.secrets`,
        `${vendor}:${name} is kept in the clear`,
        `\`pulumi config set --secret ${vendor}:${name}\`, \`pulumi up\`, and a new credential where others can read the file`,
      ),
    );
  }
  try {
    const settings: Settings =
      vendor === "rockit"
        ? { vendor, settings: rockitSettings(source) }
        : { vendor, settings: durstSettings(source) };
    const origins = Map.groupBy(
      settingNames(definitions[vendor]).filter((name) => originOf(vendor, name, source) !== undefined),
      (name) => originOf(vendor, name, source),
    );
    const found = [...origins].map(([origin, names]) => `${names.join(", ")} from ${origin}`).join("; ");
    lines.unshift(
      ok(`${vendor}.settings`, label === "" ? found : found.replaceAll("configuration", "provider")),
    );
    return { lines, settings };
  } catch (failure) {
    if (!(failure instanceof SettingsError)) throw failure;
    const [what = "", ...remedies] = failure.message.split(": ");
    lines.unshift(fail(`${vendor}.settings`, what, remedies.join(": ")));
    return { lines };
  }
}

function originOf(vendor: "rockit" | "durst", name: string, source: SettingsSource): string | undefined {
  const { key, variable } = setting(definitions[vendor], name);
  if (source.config(key)) return "the configuration";
  return source.environment[variable] ? "the environment" : undefined;
}
