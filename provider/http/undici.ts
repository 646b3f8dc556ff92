import { HttpError } from "./errors";
import { nodeTooOld } from "./versions";

/** Loaded for the first request: a preview, and an `up` that changes nothing, send none and need not wait for it. */
export function undici(): typeof import("undici") {
  try {
    return require("undici") as typeof import("undici");
  } catch {
    const why = nodeTooOld() ?? "the package undici can't be loaded: install the project's packages again";
    throw new HttpError("network", `nothing was sent: ${why}`);
  }
}
