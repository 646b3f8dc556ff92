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

/** Endpoint and credentials of one Durst Workflow server. */
export type DurstSettings = VendorSettings<DurstCredentials>;

/** Definition of the settings of Durst Workflow. */
export const durstSettingsDefinition: SettingsDefinition<DurstCredentials> = {
  namespace: "durst",
  title: "Durst",
  rows: {
    username: { description: "the account's name", needed: "yes" },
    password: { description: "the account's password", needed: "yes", secret: true },
    loginVersion: {
      description:
        "version of the server's login: `2` since server version 1.21.1, `1` before; set `1` if the login fails at an older server, which may answer 401 or 403 to unknown routes",
      needed: "no, detected",
      oneOf: ["1", "2"],
    },
  },
  credentials: ({ required }) => ({ username: required("username"), password: required("password") }),
};

/**
 * Reads the settings of Durst Workflow.
 * @throws SettingsError that names the setting and both ways to set it
 */
export const durstSettings = (source: SettingsSource): DurstSettings =>
  vendorSettings(durstSettingsDefinition, source);
