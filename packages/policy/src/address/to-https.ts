import { readAddress } from "./read-address";

/**
 * The same URL by https, which has the default port of https instead of that of http. `undefined` if the text is no plain http URL, or has
 * another port: which one speaks https is for a person to say.
 */
export function toHttps(text: string): string | undefined {
  const address = readAddress(text);
  if (address === "ambiguous" || address.scheme !== "http") return undefined;
  if (address.port !== undefined && address.port !== 80) return undefined;
  return text.replace(/^http:\/\/([^/?#]*?)(?::80)?(?=[/?#]|$)/i, "https://$1");
}
