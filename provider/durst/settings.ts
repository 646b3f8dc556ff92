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
    loginVersion: {
      description:
        "the server's login: `2` since version 1.21.1, `1` before; give `1` where an older server answers 401 or 403 to routes that it does not know",
      needed: "no, found out",
      oneOf: ["1", "2"],
    },
  },
  credentials: ({ required }) => ({ username: required("username"), password: required("password") }),
};

/** The settings of Durst Workflow. @throws SettingsError naming the setting and both ways to give it. */
export const durstSettings = (source: SettingsSource): DurstSettings =>
  vendorSettings(durstSettingsDefinition, source);
