import { nodeTooOld } from "../host/versions";
import { HttpError } from "./errors";

/** Loads undici with the first request: a preview, or an `up` without changes, sends none. */
export function undici(): typeof import("undici") {
  try {
    return require("undici") as typeof import("undici");
  } catch {
    const why = nodeTooOld() ?? "the package undici can't be loaded; install the project's packages again";
    throw new HttpError("network", `nothing was sent: ${why}`);
  }
}
