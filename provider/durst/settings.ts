import {
  type SettingsDefinition,
  type SettingsSource,
  type VendorSettings,
  vendorSettings,
} from "../config/settings";

/** An account of Durst Workflow. */
export interface DurstCredentials {
  readonly username: string;
  readonly password: string;
}

/** Durst Workflow: one server of one site, and as whom. */
export type DurstSettings = VendorSettings<DurstCredentials>;

/** The settings of Durst Workflow. */
export const durstSettingsDefinition: SettingsDefinition<DurstCredentials> = {
  namespace: "durst",
  title: "Durst",
  own: {
    username: { description: "the account's name", needed: "yes" },
    password: { description: "the account's password", needed: "yes", secret: true },
  },
  credentials: ({ required }) => ({ username: required("username"), password: required("password") }),
};

/** The settings of Durst Workflow. @throws SettingsError naming the setting and both ways to give it. */
export const durstSettings = (source: SettingsSource): DurstSettings =>
  vendorSettings(durstSettingsDefinition, source);
