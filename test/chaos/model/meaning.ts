import type { Properties } from "../../../provider/resource/properties.ts";

// Canonical forms of values, written from the contracts and RFC 3986, never from the provider's code.

/** A name in either normal form of Unicode is one name. */
export const canonicalName = (text: string): string => text.normalize("NFC");

/** Whether the state has the server's secret; a Slack subscription may have none, as it signs nothing. */
export const hasSecret = ({ type, secret }: Properties, given: string): boolean =>
  (type === "slack" && secret === undefined) || isSameSecret(secret, given);

/** Whether two texts are the same bytes in base64, in either alphabet, padded or not. */
export const isSameSecret = (one: unknown, other: string): boolean =>
  typeof one === "string" && Buffer.from(one, "base64").equals(Buffer.from(other, "base64"));

export function canonicalUrl(text: string): string {
  if (!text.includes("://")) return text;
  return new URL(text).href.replaceAll(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());
}

/** A ROCKIT subscription, as it is declared or as the server has it. */
export function rockitMeaning(properties: Properties): Properties {
  const { event, events = [event], onConflict: _, namePrefix: __, sentAs: ___, ...rest } = properties;
  return {
    ...rest,
    events: [...new Set(events as string[])].sort(),
    ...(typeof rest["name"] === "string" ? { name: canonicalName(rest["name"]) } : {}),
    ...(typeof rest["url"] === "string" ? { url: canonicalUrl(rest["url"]) } : {}),
  };
}

export function subscriberMeaning(properties: Properties): Properties {
  const { hostUri, jwtSigningInfo, ...rest } = properties;
  const address = canonicalUrl(String(hostUri));
  const signing = jwtSigningInfo as { httpHeaderName: string } | undefined;
  return {
    ...rest,
    hostUri: address.includes("://") ? address.replace(/\/*$/, "/") : address,
    ...(signing === undefined
      ? {}
      : {
          jwtSigningInfo: {
            method: "HS256",
            ...signing,
            httpHeaderName: signing.httpHeaderName.toLowerCase(),
          },
        }),
  };
}

export function subscriptionMeaning({ path, ...rest }: Properties): Properties {
  const slashed = typeof path === "string" ? { path: path.replace(/\/*$/, "/") } : {};
  return { status: "ACTIVE", ...rest, ...slashed };
}
