import {
  configCommand,
  displayKey,
  SettingsError,
  type SettingsSource,
  secretSettings,
  setting,
  settingNames,
  type VendorSettings,
  vendorSettings,
} from "../../config/settings";
import { fail, failFrom, type Line, ok } from "../print/lines";
import { endpointsOf } from "../servers/endpoints";
import type { NextSettings } from "../state/config";
import type { StackState } from "../state/export";
import type { VendorCommands } from "../vendor/vendor";

/** A server that a program would talk to, as far as settings say. */
export interface Place {
  readonly vendor: VendorCommands;
  /** Which one of several; empty for the stack's own. */
  readonly label: string;
  readonly source: SettingsSource;
}

const noState: StackState = { resources: [], pending: [] };

/** The servers that are configured, or that the stack has a provider for or resources at. */
export function placesOf(
  vendors: readonly VendorCommands[],
  next: NextSettings,
  state: StackState = noState,
): Place[] {
  return vendors.flatMap((vendor): Place[] => {
    const configured = settingNames(vendor.row.settings).some(
      (name) => originOf(vendor, name, next) !== undefined,
    );
    const endpoints = endpointsOf(vendor, state);
    const used = endpoints.some(({ name, resources }) => name === "" && resources.length > 0);
    const own = configured || used ? [{ vendor, label: "", source: next }] : [];
    const others = endpoints.filter((endpoint) => endpoint.name !== "" && endpoint.configured);
    return [...own, ...others.map(({ name, source }) => ({ vendor, label: name, source }))];
  });
}

/** Which settings were found, and where; never what they are. */
export function settingsLines(
  { vendor, label, source }: Place,
  next: NextSettings,
): { lines: Line[]; settings?: VendorSettings<object> } {
  const definition = vendor.row.settings;
  const { namespace } = definition;
  const keys = secretSettings(definition).map((name) => setting(definition, name).key);
  const clear = label === "" ? keys.filter(next.inTheClear) : [];
  const lines = clear.map((key) =>
    fail(
      `${namespace}.secrets`,
      `${displayKey(key, next)} is kept in the clear`,
      `\`${configCommand("set", next)} --secret ${displayKey(key, next)}\`, \`pulumi up\`, and a new credential where others can read the file`,
    ),
  );
  try {
    const settings: VendorSettings<object> = vendorSettings(definition, source);
    const origins = Map.groupBy(
      settingNames(definition).filter((name) => originOf(vendor, name, source) !== undefined),
      (name) => originOf(vendor, name, source),
    );
    const found = [...origins].map(([origin, names]) => `${names.join(", ")} from ${origin}`).join("; ");
    lines.unshift(
      ok(`${namespace}.settings`, label === "" ? found : found.replaceAll("configuration", "provider")),
    );
    return { lines, settings };
  } catch (failure) {
    if (!(failure instanceof SettingsError)) throw failure;
    lines.unshift(failFrom(`${namespace}.settings`, failure, "correct it, or leave it out"));
    return { lines };
  }
}

function originOf({ row }: VendorCommands, name: string, source: SettingsSource): string | undefined {
  const { key, variable } = setting(row.settings, name);
  if (source.config(key)) return "the configuration";
  return source.environment[variable] ? "the environment" : undefined;
}
