import type { SettingsDefinition } from "./config/settings";
import { durstSettingsDefinition } from "./durst/settings";
import { rockitSettingsDefinition } from "./rockit/settings";

/** Settings of all vendors. */
export const settingsDefinitions: readonly SettingsDefinition[] = [
  rockitSettingsDefinition,
  durstSettingsDefinition,
];

export { secretSettings, setting } from "./config/settings";
