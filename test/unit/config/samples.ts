import { rootCertificates } from "node:tls";
import { expect } from "vitest";
import { SettingsError } from "../../../provider/config/settings.ts";
import { durstSettings } from "../../../provider/durst/settings.ts";
import { rockitSettings } from "../../../provider/rockit/settings.ts";

export type KeyValues = Record<string, string | undefined>;

export const readRockit = (config: KeyValues, environment: KeyValues = {}) =>
  rockitSettings({ config: (key) => config[key], environment });
export const readDurst = (config: KeyValues, environment: KeyValues = {}) =>
  durstSettings({ config: (key) => config[key], environment });

export const rockitAccount = {
  "rockit:endpoint": "https://rockit.example/edge",
  "rockit:orgName": "acme",
  "rockit:username": "bot",
  "rockit:apiKey": "canary-key",
};
export const rockitToken = {
  "rockit:endpoint": "https://rockit.example",
  "rockit:authToken": "canary-token",
};
export const durstAccount = {
  "durst:endpoint": "https://durst.example:8443/",
  "durst:username": "operator",
  "durst:password": "canary pässword ",
};
export const withoutKeys = (settings: KeyValues, ...keys: string[]) =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => !keys.includes(key)));

/** The environment variable of a setting. */
export const variableOf = (key: string) => key.replace(":", "_").replaceAll(/[A-Z]/g, "_$&").toUpperCase();
export const asEnvironment = (settings: KeyValues) =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [variableOf(key), value]));

export function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    const { name, message } = error as SettingsError;
    expect(name).toBe("SettingsError");
    expect(message).not.toMatch(/canary|[\r\n]/);
    return message;
  }
  return expect.fail("nothing was wrong with the settings");
}

/** Any certificate will do. */
export const certificate = `${rootCertificates[0]}`;
