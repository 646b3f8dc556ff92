// Where a site's secrets come from: the environment by convention, or the stack's own encrypted configuration. Never the list of sites.

/** `key` is the one in the stack's configuration. */
export const secrets = {
  password: { variable: "DURST_PASSWORD", key: "password" },
  callbackKey: { variable: "DURST_CALLBACK_KEY", key: "callbackKey" },
} as const;

export type Secret = keyof typeof secrets;

/** `DURST_PASSWORD_AT_LIENZ`. */
export const variableOf = (site: string, secret: Secret): string =>
  `${secrets[secret].variable}_${site.replaceAll("-", "_").toUpperCase()}`;

/** What the environment gives; an empty variable gives nothing. */
export const secretOf = (site: string, secret: Secret): string | undefined =>
  process.env[variableOf(site, secret)] || undefined;

/** Takes what the environment gave to a site out of a text. Nothing puts it there; this is for the day when something does. */
export function withoutSecrets(text: string, site: string): string {
  const values = (Object.keys(secrets) as Secret[]).flatMap((secret) => secretOf(site, secret) ?? []);
  return values
    .flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
    .reduce((rest, value) => rest.replaceAll(value, "[secret]"), text);
}

/** Takes passwords out of addresses: the engine repeats that of a database which can't be reached. */
export const withoutPasswords = (text: string): string =>
  text.replaceAll(/(:\/\/[^\s:@/]*:)\S*(?=@)|(?<=[?&](?:ssl)?password=)[^\s&"]*/g, "$1[secret]");
