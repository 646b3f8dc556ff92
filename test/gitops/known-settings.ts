import { durstSettings } from "../../provider/durst/settings.ts";
import { rockitSettings } from "../../provider/rockit/settings.ts";

/** Values with which both vendors' settings are complete. */
const sampleValues: Record<string, string> = {
  "rockit:endpoint": "https://rockit.example",
  "rockit:authToken": "token",
  "durst:endpoint": "https://durst.example",
  "durst:username": "user",
  "durst:password": "password",
  ROCKIT_ENDPOINT: "https://rockit.example",
  ROCKIT_AUTH_TOKEN: "token",
  DURST_ENDPOINT: "https://durst.example",
  DURST_USERNAME: "user",
  DURST_PASSWORD: "password",
};

/** Records the settings that the package reads, instead of a second list that could be wrong. */
function recordReads() {
  const keys = new Set<string>();
  const variables = new Set<string>();
  const config = (given: boolean) => (key: string) => {
    keys.add(key);
    return given ? sampleValues[key] : undefined;
  };
  const environment = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_, name) => {
        variables.add(String(name));
        return sampleValues[String(name)];
      },
    },
  );
  for (const settings of [rockitSettings, durstSettings]) {
    settings({ config: config(true), environment: {} });
    settings({ config: config(false), environment });
  }
  // An internal mark of an explicit provider; no person sets it.
  for (const key of keys) if (key.endsWith(":ownCredentials")) keys.delete(key);
  return { keys, variables };
}

export const { keys: knownKeys, variables: knownVariables } = recordReads();

export const isCredential = (name: string) =>
  /(apiKey|authToken|password|API_KEY|AUTH_TOKEN|PASSWORD)$/.test(name);

/** Every setting that a text names, as a configuration key or as an environment variable. */
export const settingNamesIn = (text: string) =>
  text.match(/(?<![\w-])(?:rockit|durst):[a-z][A-Za-z]+\b|\b(?:ROCKIT|DURST)_[A-Z_]+\b/g) ?? [];
