import { HttpError } from "./errors";

/** Loaded for the first request: a preview, and an `up` that changes nothing, send none and need not wait for it. */
export function undici(): typeof import("undici") {
  try {
    return require("undici") as typeof import("undici");
  } catch {
    throw new HttpError("network", whyNotLoaded(process.versions.node));
  }
}

/** What keeps the HTTP library from being loaded. */
export function whyNotLoaded(version: string): string {
  const { engines } = require("undici/package.json") as typeof import("undici/package.json");
  const least = engines.node.replace(/^\D+/, "");
  return version.localeCompare(least, "en", { numeric: true }) < 0
    ? `nothing was sent: Node.js ${version} is too old, ${least} or newer is needed: install a newer one`
    : "nothing was sent: the package undici can't be loaded: install the project's packages again";
}
