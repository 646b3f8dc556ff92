import { lookup } from "node:dns/promises";
import { HttpError } from "../../http/errors";
import { isLoopback, proxyFor } from "../../http/proxy";
import { type Line, ok, warn } from "../print/lines";
import { plain } from "../print/terminal";

/** Which proxy a server is reached through, if the environment names one, and whether NO_PROXY was meant to prevent that. */
export async function proxyLines(id: string, endpoint: URL): Promise<Line[]> {
  const { NO_PROXY = "", no_proxy = NO_PROXY, ...others } = process.env;
  const through = (noProxy: string, url: URL) => proxyFor(url, { ...others, no_proxy: noProxy });
  try {
    const proxy = through("", endpoint);
    if (proxy === undefined) return [];
    if (through(no_proxy, endpoint) === undefined) return [ok(id, "none: NO_PROXY lists this server")];
    const hosts = [endpoint.hostname, ...(await addressesOf(endpoint.hostname))];
    const meant = no_proxy.split(/[\s,;|]+/).find((entry) => {
      const bare = entry.replace(/^\w+:\/\//, "").replace(/\/(?!\d+$).*$/, "");
      return hosts.some(
        (host) => bare !== "" && (isGlob(bare, host) || through(bare, at(endpoint, host)) === undefined),
      );
    });
    const what = `requests go through the proxy ${proxy.host}`;
    if (meant === undefined) return [ok(id, what)];
    const why = "NO_PROXY takes names, suffixes, addresses and ranges of addresses, and no name is resolved";
    const remedy = `if it was meant, add ${endpoint.hostname} itself to NO_PROXY: ${why}`;
    return [warn(id, `${what}; the entry ${plain(meant, 100)} of NO_PROXY does not apply`, remedy)];
  } catch (failure) {
    // A variable that names no usable proxy fails the request, too, which says so.
    if (failure instanceof HttpError) return [];
    throw failure;
  }
}

const addressesOf = async (hostname: string): Promise<string[]> =>
  (await lookup(hostname, { all: true }).catch(() => []))
    .map(({ address }) => address)
    .filter((address) => address !== hostname && !isLoopback(address));

/** `10.*` and the like, which some programs take. */
function isGlob(entry: string, host: string): boolean {
  const parts = entry.split("*").map((part) => part.replaceAll(/[^\w-]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(host);
}

function at(endpoint: URL, host: string): URL {
  const url = new URL(endpoint);
  url.hostname = host.includes(":") ? `[${host.replaceAll(/[[\]]/g, "")}]` : host;
  return url;
}
