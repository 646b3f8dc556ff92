// A site's secrets come from the environment or from the encrypted configuration of its stack; never from the
// list of sites.

/** `key`: the name in the stack's configuration. */
export const secrets = {
  password: { variable: "DURST_PASSWORD", key: "password" },
  callbackKey: { variable: "DURST_CALLBACK_KEY", key: "callbackKey" },
} as const;

export type Secret = keyof typeof secrets;

/** `DURST_PASSWORD_AT_LIENZ`. */
export const variableOf = (site: string, secret: Secret): string =>
  `${secrets[secret].variable}_${site.replaceAll("-", "_").toUpperCase()}`;

/** A secret from the environment; an empty variable counts as unset. */
export const secretOf = (site: string, secret: Secret): string | undefined =>
  process.env[variableOf(site, secret)] || undefined;

/** Removes a site's secrets from a text, in case an error ever contains one. */
export function withoutSecrets(text: string, site: string): string {
  const values = (Object.keys(secrets) as Secret[]).flatMap((secret) => secretOf(site, secret) ?? []);
  return values
    .flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
    .reduce((rest, value) => rest.replaceAll(value, "[secret]"), text);
}

/** Removes passwords from addresses: Pulumi's error about an unreachable database contains its address. */
export const withoutPasswords = (text: string): string =>
  text.replaceAll(/(:\/\/[^\s:@/]*:)\S*(?=@)|(?<=[?&](?:ssl)?password=)[^\s&"]*/g, "$1[secret]");
