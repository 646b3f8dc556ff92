import { HttpError } from "./errors";

/** Loaded for the first request: a preview, and an `up` that changes nothing, send none and need not wait for it. */
export function undici(): typeof import("undici") {
  try {
    return require("undici") as typeof import("undici");
  } catch {
    const { node } = process.versions;
    const why =
      node.localeCompare(oldest(), "en", { numeric: true }) < 0
        ? `Node.js ${node} is too old, ${oldest()} or newer is needed: install a newer one`
        : "the package undici can't be loaded: install the project's packages again";
    throw new HttpError("network", `nothing was sent: ${why}`);
  }
}

/** The oldest Node.js that this package declares. */
function oldest(): string {
  const { engines } = require("pulumi-rockit-durst/package.json") as { engines: { node: string } };
  return engines.node.replace(/^\D+/, "");
}
