import {
  SettingsError,
  type SettingsSource,
  secretSettings,
  setting,
  settingNames,
  type VendorSettings,
  vendorSettings,
} from "../../config/settings";
import type { NextSettings } from "../state/config";
import { settingsSourceOf } from "../state/endpoints";
import type { StackState } from "../state/export";
import { isDefaultProvider, nameIn, providerType, providerUrnIn } from "../state/urn";
import { servedBy, type VendorCommands } from "../vendor";
import { fail, type Line, ok } from "./lines";

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
  const { resources } = state;
  const explicit = resources.filter(({ type, urn }) => type === providerType && !isDefaultProvider(urn));
  return vendors.flatMap((vendor): Place[] => {
    const { settings } = vendor.row;
    const configured = settingNames(settings).some((name) => originOf(vendor, name, next) !== undefined);
    const used = resources.some(
      ({ type, provider = "" }) =>
        servedBy([vendor], type) !== undefined && isDefaultProvider(providerUrnIn(provider)),
    );
    const own = configured || used ? [{ vendor, label: "", source: next }] : [];
    const others = explicit
      .filter(({ inputs }) => inputs?.[setting(settings, "endpoint").key] !== undefined)
      .map(({ urn, id = "" }) => ({
        vendor,
        label: nameIn(urn),
        source: settingsSourceOf(settings, `${urn}::${id}`, state),
      }));
    return [...own, ...others];
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
      `${key} is kept in the clear`,
      `\`pulumi config set --secret ${key}\`, \`pulumi up\`, and a new credential where others can read the file`,
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
    const [what = "", ...remedies] = failure.message.split(": ");
    lines.unshift(fail(`${namespace}.settings`, what, remedies.join(": ")));
    return { lines };
  }
}

function originOf({ row }: VendorCommands, name: string, source: SettingsSource): string | undefined {
  const { key, variable } = setting(row.settings, name);
  if (source.config(key)) return "the configuration";
  return source.environment[variable] ? "the environment" : undefined;
}
