import { rootCertificates } from "node:tls";
import { expect } from "vitest";
import { SettingsError } from "../../../provider/config/settings.ts";
import { durstSettings } from "../../../provider/durst/settings.ts";
import { rockitSettings } from "../../../provider/rockit/settings.ts";

export type Texts = Record<string, string | undefined>;

export const rockit = (config: Texts, environment: Texts = {}) =>
  rockitSettings({ config: (key) => config[key], environment });
export const durst = (config: Texts, environment: Texts = {}) =>
  durstSettings({ config: (key) => config[key], environment });

export const account = {
  "rockit:endpoint": "https://rockit.example/edge",
  "rockit:orgName": "acme",
  "rockit:username": "bot",
  "rockit:apiKey": "canary-key",
};
export const token = { "rockit:endpoint": "https://rockit.example", "rockit:authToken": "canary-token" };
export const login = {
  "durst:endpoint": "https://durst.example:8443/",
  "durst:username": "operator",
  "durst:password": "canary pässword ",
};
export const without = (settings: Texts, ...keys: string[]) =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => !keys.includes(key)));

/** The environment variable of a setting. */
export const variable = (key: string) => key.replace(":", "_").replaceAll(/[A-Z]/g, "_$&").toUpperCase();
export const asEnvironment = (settings: Texts) =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [variable(key), value]));

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
export const pem = `${rootCertificates[0]}`;
