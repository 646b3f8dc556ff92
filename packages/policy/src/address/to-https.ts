import { readAddress } from "./read-address";

/**
 * The same URL with https and its default port. `undefined` if the text is not a plain http URL, or has
 * another port: only a person knows which port speaks https.
 */
export function toHttps(text: string): string | undefined {
  const address = readAddress(text);
  if (address === "ambiguous" || address.scheme !== "http") return undefined;
  if (address.port !== undefined && address.port !== 80) return undefined;
  return text.replace(/^http:\/\/([^/?#]*?)(?::80)?(?=[/?#]|$)/i, "https://$1");
}
